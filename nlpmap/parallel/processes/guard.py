"""A shell that outlives this process for a moment, should it be killed: it then kills what workers are left.

Workers end by themselves when their coordinator is gone, but not one that is stopped, or deep in C code that holds
Python's lock. The shell learns by the end of its input that the coordinator is gone; where a pool is closed, it is told
that nothing is left to kill.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from typing import IO

from ...remote.serving.processes.descendants import MARK

# it is nobody's child, so who waits for this process's children does not find it; `grep` finds marks where Linux is
SCRIPT = f"""
exec 3<&0
{{
    while read -r line; do groups=$line; done
    [ -n "$groups" ] || exit 0
    sleep 1.5
    for group in $groups; do kill -s KILL -- "-${{group%%:*}}"; done
    for group in $groups; do
        for file in $(grep -l -a -s -e "{MARK}=.*${{group#*:}}" /proc/[0-9]*/environ); do
            pid=${{file#/proc/}}
            kill -s KILL "${{pid%/environ}}"
        done
    done
}} <&3 >/dev/null 2>&1 &
"""


class Guard:
    """Knows the process groups of this process's workers, and their marks."""

    def __init__(self) -> None:
        self.groups: dict[int, str] = {}
        self.input: IO[bytes] | None = None
        self.lock = threading.Lock()

    def add(self, group: int, mark: str) -> None:
        """Kill this group, and what bears the mark, should this process be killed."""
        with self.lock:
            self.groups[group] = mark
            self.input = self.input or start_shell()
            self._tell()

    def remove(self, group: int) -> None:
        """Leave a group that has ended."""
        with self.lock:
            if self.groups.pop(group, None) is not None:
                self._tell()

    def forget(self) -> None:
        """Let go of the shell: this is a process that was forked."""
        self.lock = threading.Lock()
        self.groups = {}
        self._leave()

    def _tell(self) -> None:
        if self.input is not None:
            line = " ".join(f"{group}:{mark}" for group, mark in self.groups.items())
            with contextlib.suppress(OSError):  # somebody killed it: workers end by themselves nearly always
                self.input.write(f"{line}\n".encode())
            if not self.groups:
                self._leave()

    def _leave(self) -> None:
        if self.input is not None:
            self.input.close()
            self.input = None


def start_shell() -> IO[bytes] | None:
    """Start the shell, and return its input; nothing where there is no such shell."""
    if os.name != "posix":
        return None
    quiet = subprocess.DEVNULL
    try:
        with subprocess.Popen(
            ["/bin/sh", "-c", SCRIPT],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=quiet,
            stderr=quiet,
            env={"PATH": os.defpath},
            cwd="/",
            start_new_session=True,
        ) as shell:
            assert shell.stdin is not None
            return os.fdopen(os.dup(shell.stdin.fileno()), "wb", buffering=0)
    except OSError:
        return None


GUARD = Guard()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=GUARD.forget)
