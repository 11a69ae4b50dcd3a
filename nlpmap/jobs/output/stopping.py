"""Stopping: what is kept when something ends a job early, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import InputError, Message, Option
from ..progress.summary import counted
from . import partial_files
from .committing import OutputWriter


class InputChanged(InputError):
    """A file was written to while it was read: what was done of it is of no use to another run."""


@contextmanager
def hinting(writer: OutputWriter, can_resume: bool) -> Iterator[None]:
    """Add to whatever ends the job a hint of what is kept."""
    try:
        yield
    except BaseException as error:
        writer.stop(can_resume)
        if writer.keeps and not isinstance(error, InputChanged):
            error.hint = hint(writer, can_resume)  # type: ignore[attr-defined]
            error.kept = kept(writer) if can_resume else None  # type: ignore[attr-defined]
        raise


def kept(writer: OutputWriter) -> str:
    return f"{counted(writer.safe.records, 'document')} kept"


def hint(writer: OutputWriter, can_resume: bool) -> Message:
    if can_resume:
        return Message(f"{kept(writer)}: add ", Option("resume", True), " to go on")
    paths = writer.layout.paths
    path = writer.layout.written(min(writer.safe.target, len(paths) - 1))
    return Message(f"{kept(writer)} in {partial_files.partial_of(path)}")
