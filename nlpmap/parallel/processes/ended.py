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
    waited = process.poll() is None and hasattr(os, "pidfd_open") and waits_by_descriptor(process.pid, seconds)
    try:
        process.wait(0.001 if waited else seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def waits_by_descriptor(pid: int, seconds: float) -> bool:
    """Wait for a process by a descriptor, where there are such; `Popen.wait` sleeps for up to 50 ms at a time."""
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return False  # the kernel is older, or it was waited for by another
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll(seconds * 1000)
        return True
    finally:
        os.close(descriptor)
