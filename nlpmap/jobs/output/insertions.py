"""Insertions: documents that now came out, and where they belong; what is to be written of them waits on the disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from ...corpus.reading.located import START, Located
from ...errors import InputError
from ..records.quarantine import Failure
from .outcome import Outcome

ANYWHERE = Located(START, START, "")


@dataclass(slots=True)
class Spool:
    """A file that keeps bytes until they are asked for: a temporary one, in a folder."""

    folder: Path
    file: IO[bytes]
    size: int = 0

    def put(self, content: bytes) -> int:
        """Keep bytes; return where they are."""
        place = self.size
        try:
            self.file.seek(place)
            self.file.write(content)
        except OSError as error:
            raise InputError(f"{self.folder}: can't be written ({error.strerror or error})") from None
        self.size += len(content)
        return place

    def get(self, place: int, size: int) -> bytes:
        self.file.seek(place)
        return self.file.read(size)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A document that now came out, and where it belongs; its counts are those of ``outcome``."""

    failure: Failure
    outcome: Outcome
    spool: Spool
    place: int
    size: int

    @staticmethod
    def kept(failure: Failure, outcome: Outcome, spool: Spool) -> Insertion:
        """Keep what is written of an outcome, and of the failure only what tells its place."""
        rendered = outcome.rendered
        bare = replace(outcome, found=ANYWHERE, rendered=b"")
        return Insertion(
            replace(failure, id="", file="", kind="", error=""), bare, spool, spool.put(rendered), len(rendered)
        )

    @property
    def rendered(self) -> bytes:
        return self.spool.get(self.place, self.size)

    @property
    def whole(self) -> Outcome:
        """The outcome with what is written of it."""
        return replace(self.outcome, rendered=self.rendered)

    def as_written(self, outcome: Outcome) -> Insertion:
        """Return an insertion that has what is to be written now."""
        return self if outcome.rendered == self.rendered else Insertion.kept(self.failure, outcome, self.spool)
