"""What may befall a worker: each kind of disturbance is a function that does it to a process, or to its pipes."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from ..errors import InputError, meant
from ..parallel.processes.pipes import OPEN_PIPES

Kind = Literal["kill", "stop", "cut", "fill", "slow"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST_STOP = 0.4  # seconds
BEATS = 12  # of a slowed process, in each of which it stands still most of the time


def checked_kinds(kinds: Sequence[str]) -> list[Kind]:
    """Return kinds of disturbances, or raise `InputError`.

    >>> checked_kinds(["kil"])
    Traceback (most recent call last):
    nlpmap.errors.InputError: kinds: there is no 'kil'; did you mean 'kill'?
    """
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"kinds: there is no {kind!r}; {meant(kind, KINDS)}")
    return [kind for kind in KINDS if kind in kinds]


class Disturber:
    """Disturbs processes in ways drawn from a seed, and lets none stand still for good."""

    def __init__(self, order: random.Random) -> None:
        self.order = order
        self.threads: list[threading.Thread] = []

    def kill(self, pid: int) -> None:
        """Kill a process."""
        signalled(pid, signal.SIGKILL)

    def stop(self, pid: int) -> None:
        """Stop a process for a moment."""
        seconds = self.order.uniform(0.0, LONGEST_STOP)
        if signalled(pid, signal.SIGSTOP):
            self._later(lambda: go_on(pid, seconds))

    def slow(self, pid: int) -> None:
        """Let a process come after all others, and stand still most of the time for a while."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, 19)
        self._later(lambda: beat(pid))

    def cut(self) -> bool:
        """Close one of this process's pipes to a worker; return whether there was one."""
        pipes = sorted(OPEN_PIPES, key=lambda pipe: pipe.descriptor)
        if pipes:
            self.order.choice(pipes).close()
        return bool(pipes)

    def settle(self) -> None:
        """Wait until every process that was stopped goes on."""
        for thread in self.threads:
            thread.join()
        self.threads.clear()

    def _later(self, work: Callable[[], object]) -> None:
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        self.threads.append(threading.Thread(target=work, name="nlpmap-chaos", daemon=True))
        self.threads[-1].start()


def go_on(pid: int, seconds: float) -> None:
    time.sleep(seconds)
    signalled(pid, signal.SIGCONT)


def beat(pid: int) -> None:
    for _ in range(BEATS):
        signalled(pid, signal.SIGSTOP)
        time.sleep(0.03)
        signalled(pid, signal.SIGCONT)
        time.sleep(0.003)


def signalled(pid: int, number: int) -> bool:
    """Send a signal to a process; return whether it is there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
