"""Doing without a ledger: what a job writes to that is to leave nothing but its output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import InputError, Message, Option
from ...files.locks import locked
from .ledger import Ledger


class NoLedger:
    """What a job writes to that keeps no ledger."""

    def add(self, lines: bytes) -> None:
        """Note nothing."""


AnyLedger = Ledger | NoLedger


@contextmanager
def forgotten(out: str, path: Path, force: bool) -> Iterator[NoLedger]:
    """Do without a ledger; one of an earlier job is removed, where that was asked for, else raises `InputError`."""
    with locked(out):
        if path.exists():
            if not force:
                anew = Option("force", True)
                earlier = f"{out} has the ledger of an earlier job, {path.name}; add "
                raise InputError(Message(earlier, anew, " to begin anew"))
            path.unlink()
        yield NoLedger()
