"""Retried: what became of each failure that was tried again, in the order of the input; it is kept on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, NamedTuple

from ...errors import InputError
from ..records.quarantine import Failure, place_in_input
from .outcome import Outcome
from .partial_files import Counts


class Retried(NamedTuple):
    """A failure, and where what is now written of it is kept, with its counts; ``None``: it failed again."""

    failure: Failure
    counts: Counts | None
    place: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """What is to be written at the place of a failure, or ``None`` where it failed again.

    Without ``counts`` it is a document that was counted already, but left out.
    """

    failure: Failure
    rendered: bytes | None
    counts: Counts | None = None


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
class Journal:
    """What became of the failures of a job, which are added in their order.

    ``counts`` is what came out for each output file, ``last_full`` the place of the last document with tokens there,
    ``left`` the numbers of the sources of those that failed again, ``begins`` where the entries of each file begin.
    """

    lines: Spool
    contents: Spool
    counts: dict[int, Counts] = field(default_factory=dict)
    last_full: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    begins: dict[int, int] = field(default_factory=dict)

    def add_left(self, failure: Failure) -> None:
        """Note that a document failed again."""
        self.left.add(failure.source)
        self._note(Retried(failure, None))

    def add(self, failure: Failure, outcome: Outcome) -> None:
        """Note what came out, and of the failure only what tells its place."""
        counts = Counts(1, outcome.sentences, outcome.tokens)
        self.counts[failure.target] = self.counts.get(failure.target, Counts()) + counts
        if outcome.tokens:
            self.last_full[failure.target] = place_in_input(failure)
        bare = replace(failure, id="", file="", kind="", error="")
        self._note(Retried(bare, counts, self.contents.put(outcome.rendered), len(outcome.rendered)))

    def of(self, target: int) -> Iterator[Retried]:
        """Yield what became of the failures of an output file."""
        self.lines.file.seek(self.begins[target])
        for line in self.lines.file:
            failure, counts, place, size = json.loads(line)
            if failure["target"] != target:
                return
            failure["heads"] = tuple(map(tuple, failure["heads"]))
            yield Retried(Failure(**failure), None if counts is None else Counts(**counts), place, size)

    def placed(self, one: Retried) -> Placed:
        """Return an entry with what is to be written of a document that came out."""
        rendered = None if one.counts is None else self.contents.get(one.place, one.size)
        return Placed(one.failure, rendered, one.counts)

    def _note(self, one: Retried) -> None:
        counts = None if one.counts is None else asdict(one.counts)
        self.begins.setdefault(one.failure.target, self.lines.size)
        self.lines.put(json.dumps([asdict(one.failure), counts, one.place, one.size]).encode() + b"\n")
