"""Ended: whether a child process has, by a time; at once where the system says so, else by asking again and again."""

from __future__ import annotations

import os
import select
import subprocess
from typing import Any


def ended_within(process: subprocess.Popen[Any], seconds: float) -> bool:
    """Wait for a process to end, and return whether it has.

    >>> import sys
    >>> ended_within(subprocess.Popen([sys.executable, "-c", ""]), 60)
    True
    """
    if process.poll() is not None:
        return True
    has_ended = ends_by_descriptor(process.pid, seconds) if hasattr(os, "pidfd_open") else None
    if has_ended is False:
        return process.poll() is not None
    try:
        process.wait(None if has_ended else seconds)  # another thread may be at it, and take its time
    except subprocess.TimeoutExpired:
        return False
    return True


def ends_by_descriptor(pid: int, seconds: float) -> bool | None:
    """Wait for a process by a descriptor, and return whether it ended; `Popen.wait` sleeps for up to 50 ms at a time.

    ``None`` where it can't be known so: the kernel is older, or another has waited for the process.
    """
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return None
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(descriptor)
