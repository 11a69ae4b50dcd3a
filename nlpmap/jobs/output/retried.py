"""Retried: what became of each failure that was tried again, in the order of the input; it is kept on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple

from ...corpus.sentence_ids import KEPT, Ids, ids_of
from ...errors import InputError
from ...remote.formats import FORMATS
from ..records.quarantine import Failure, place_in_input
from .joining import names_of_job
from .outcome import Outcome
from .partial_files import Counts


class Retried(NamedTuple):
    """A failure, and where what is now written of it is kept, with its counts, and the mark that its ids have.

    Without counts it failed again, and its ids are kept, as far as they are known.
    """

    failure: Failure
    counts: Counts | None
    place: int = 0
    size: int = 0
    mark: int = KEPT


@dataclass(frozen=True, slots=True)
class Placed:
    """What is to be written at the place of a failure, or ``None`` where it failed again, and has these ``ids``.

    Without ``counts`` it is a document that was counted already, but left out. ``mark`` is that of all its ids.
    """

    failure: Failure
    rendered: bytes | None
    counts: Counts | None = None
    ids: bytes = b""
    mark: int = KEPT


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


@dataclass(frozen=True)
class Journal:
    """What became of the failures of a job, by its ``order``, which are added in their order.

    ``counts`` is what came out for each output file, ``last_full`` the place of the last document with tokens there,
    ``left`` the numbers of the sources of those that failed again, ``begins`` where the entries of each file begin.
    """

    order: Mapping[str, Any]
    lines: Spool
    contents: Spool
    counts: dict[int, Counts] = field(default_factory=dict)
    last_full: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    begins: dict[int, int] = field(default_factory=dict)

    @cached_property
    def has_ids(self) -> bool:
        """Whether sentences may bring ids."""
        return names_of_job(self.order) is not None

    def add_left(self, failure: Failure, outcome: Outcome) -> None:
        """Note that a document failed again, and its ids."""
        self.left.add(failure.source)
        ids = self._ids_of(outcome)
        self._note(Retried(failure, None, self.contents.put(ids.comments), len(ids.comments), ids.mark))

    def add(self, failure: Failure, outcome: Outcome) -> None:
        """Note what came out, and of the failure only what tells its place."""
        counts = Counts(1, outcome.sentences, outcome.tokens)
        self.counts[failure.target] = self.counts.get(failure.target, Counts()) + counts
        if outcome.tokens:
            self.last_full[failure.target] = place_in_input(failure)
        bare = replace(failure, id="", file="", kind="", error="")
        place, mark = self.contents.put(outcome.rendered), self._ids_of(outcome).mark
        self._note(Retried(bare, counts, place, len(outcome.rendered), mark))

    def of(self, target: int) -> Iterator[Retried]:
        """Yield what became of the failures of an output file."""
        self.lines.file.seek(self.begins[target])
        for line in self.lines.file:
            failure, counts, *kept = json.loads(line)
            if failure["target"] != target:
                return
            failure["heads"] = tuple(map(tuple, failure["heads"]))
            yield Retried(Failure(**failure), None if counts is None else Counts(**counts), *kept)

    def placed(self, one: Retried) -> Placed:
        """Return an entry with what is to be written of a document that came out."""
        kept = self.contents.get(one.place, one.size)
        if one.counts is None:
            return Placed(one.failure, None, ids=kept, mark=one.mark)
        return Placed(one.failure, kept, one.counts, mark=one.mark)

    def _ids_of(self, outcome: Outcome) -> Ids:
        if not self.has_ids or outcome.document is None:
            return Ids()
        return ids_of(outcome.document, FORMATS[self.order["format"]])

    def _note(self, one: Retried) -> None:
        counts = None if one.counts is None else asdict(one.counts)
        self.begins.setdefault(one.failure.target, self.lines.size)
        self.lines.put(json.dumps([asdict(one.failure), counts, *one[2:]]).encode() + b"\n")
