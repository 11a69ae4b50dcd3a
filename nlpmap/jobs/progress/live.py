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
from ...files.durable import written_anew
from ...files.plain import give_name, is_there, open_plain, refuse_any
from .summary import Summary

SECONDS = 0.5  # between two notes
WIDTH = 4096  # bytes: each note covers the one before it
BEGINNING = b'{"task": "'


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
            with suppress(OSError, InputError):
                write_progress(self.path, summary, self.is_begun)
                self.is_begun = True


def write_progress(path: Path, summary: Summary, is_begun: bool) -> None:
    """Write a note where none is, or over the one before it; raises `InputError` where there is something else.

    It has its name when it is on the disk: a loss of power leaves nothing of which one can't tell whose it is.
    """
    content = json.dumps(asdict(summary)).encode().ljust(WIDTH) + b"\n"
    if not is_begun:
        refuse_any(path)
        written = written_anew(path, content, like=path)
        try:
            give_name(written, path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
        return
    flags = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


def is_note(path: Path) -> bool:
    """Return whether a plain file is there that is a note, also one of which a loss of power left some older bytes."""
    if not is_there(path):
        return False
    with open_plain(path) as file:
        content = file.read(WIDTH + 2)
    return len(content) <= WIDTH + 1 and content.startswith(BEGINNING)


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
