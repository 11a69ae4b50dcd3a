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

from ...errors import InputError
from ...files.durable import NEW_FILE
from ...files.plain import open_plain
from .summary import Summary

SECONDS = 0.5  # between two notes
WIDTH = 4096  # bytes: each note covers the one before it


class LiveNote:
    """The note of a job at work."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = monotonic()
        self.is_begun = False

    def update(self, summary: Summary) -> None:
        """Write down how far the job is, unless that was done a moment ago."""
        if (now := monotonic()) - self.written >= SECONDS:
            self.written = now
            with suppress(OSError):
                write_progress(self.path, summary, self.is_begun)
                self.is_begun = True


def write_progress(path: Path, summary: Summary, is_begun: bool) -> None:
    """Write a note where none is, or over the one before it."""
    flags = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | (0 if is_begun else os.O_CREAT | os.O_EXCL), NEW_FILE)
    try:
        os.write(descriptor, json.dumps(asdict(summary)).encode().ljust(WIDTH) + b"\n")
    finally:
        os.close(descriptor)


def read_progress(path: Path) -> Summary | None:
    """Return what a note says; ``None`` where there is none that is whole."""
    try:
        with open_plain(path) as file:
            return Summary(**json.loads(file.read()))
    except (OSError, ValueError, TypeError, InputError):
        return None


@contextmanager
def noted(path: Path) -> Iterator[LiveNote]:
    """Keep a note while a job is at work."""
    note = LiveNote(path)
    try:
        yield note
    finally:
        if note.is_begun:
            with suppress(OSError):
                path.unlink(missing_ok=True)
