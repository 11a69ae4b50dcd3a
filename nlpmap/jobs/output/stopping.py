"""Stopping: what is kept when something ends a job early, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import InputError, Kept
from ..progress.summary import counted
from . import partial_files
from .committing import OutputWriter


class CannotResume(InputError):
    """What was done is of no use to another run, which could not go on."""


class InputChanged(CannotResume):
    """A file was written to while it was read."""


class ManyWithoutTokens(CannotResume):
    """More documents in a row have no tokens than may wait for one that has some."""


@contextmanager
def hinting(writer: OutputWriter, can_resume: bool) -> Iterator[None]:
    """Add to whatever ends the job what is kept of it."""
    try:
        yield
    except BaseException as error:
        writer.stop(can_resume)
        if writer.keeps and not isinstance(error, CannotResume) and writer.ledger.path.exists():
            error.kept = kept_by(writer, can_resume)  # type: ignore[attr-defined] # also an interrupt has it
        raise


def kept_by(writer: OutputWriter, can_resume: bool) -> Kept:
    """Return what is kept of a job that has ended."""
    amount = counted(writer.safe.records, "document")
    if can_resume:
        return Kept(amount)
    path = writer.layout.written(min(writer.safe.target, len(writer.layout.paths) - 1))
    return Kept(amount, str(partial_files.partial_of(path)))
