"""The note beside the output of a running job that says how far it is between two parts; it is gone when the job ends.

Nothing relies on it: it is not waited for, and where it is missing or torn, the ledger's last part is what is known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from .summary import Summary

SECONDS = 0.5  # between two notes
WIDTH = 4096  # bytes: each note covers the one before it


class LiveNote:
    """The note of a job at work."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = monotonic()

    def update(self, summary: Summary) -> None:
        """Write down how far the job is, unless that was done a moment ago."""
        if (now := monotonic()) - self.written >= SECONDS:
            self.written = now
            with suppress(OSError):
                write_progress(self.path, summary)


def write_progress(path: Path, summary: Summary) -> None:
    """Write a note over the one before it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        os.write(descriptor, json.dumps(asdict(summary)).encode().ljust(WIDTH) + b"\n")
    finally:
        os.close(descriptor)


def read_progress(path: Path) -> Summary | None:
    """Return what a note says; ``None`` where there is none that is whole."""
    try:
        return Summary(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def noted(path: Path) -> Iterator[LiveNote]:
    """Keep a note while a job is at work."""
    try:
        yield LiveNote(path)
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
