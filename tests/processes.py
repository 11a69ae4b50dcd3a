"""Processes that tests start, found by a mark in their environment, which all that they start inherit."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

import psutil

MARK = "NLPMAP_TEST_MARK"
PATIENCE = 60.0  # seconds, for a machine that is busy; what is waited for comes much sooner on an idle one


def workers_marked(mark: str) -> list[psutil.Process]:
    """Find the processes that have a mark in their environment, this one left out."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark and process.status() != "zombie":
                found.append(process)
    return found


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def left_of(mark: str) -> list[psutil.Process]:
    """The processes that have a mark, after all of them had time to end."""
    wait_until(lambda: not workers_marked(mark))
    return workers_marked(mark)
