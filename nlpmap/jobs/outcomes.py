"""Outcomes: each record of a corpus, in order, rendered by a worker, or with what went wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..annotate import NEEDS, TASKS, Pool
from ..corpus.located import Located, Position
from ..corpus.reading import Reading, documents_with_positions
from ..corpus.sources import Source
from ..errors import InputError, WorkerError
from ..recipe import Task
from ..remote.pipeline import pack_document

Read = tuple[int, Located]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record of a source: its rendered text and its counts, or an error."""

    source: int
    found: Located
    rendered: bytes = b""
    sentences: int = 0
    tokens: int = 0
    error: Exception | None = None

    @property
    def weight(self) -> int:
        """The characters of its text."""
        return len(self.found.document.text) if self.found.document else 0


def records_from(sources: Sequence[Source], reading: Reading, first: int, start: Position) -> Iterator[Read]:
    """Yield the records of the sources, from a position in one of them on."""
    for number in range(first, len(sources)):
        for found in documents_with_positions(sources[number], reading, start if number == first else Position()):
            yield number, found


def outcomes(
    pool: Pool, task: Task, records: Iterable[Read], setup: Mapping[str, object], timeout: float | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each record; those that can't be read go past the workers, in their place."""
    sent: deque[Read] = deque()

    def parcels() -> Iterator[object]:
        for number, found in records:
            sent.append((number, found))
            if found.document is not None:
                yield pack_document(found.document, whole=True)

    for answer in pool.imap(TASKS[task], parcels(), setup=setup, on_error="return", needs=NEEDS, timeout=timeout):
        yield from unreadable(sent)
        number, found = sent.popleft()
        if isinstance(answer, WorkerError):
            yield Outcome(number, found, error=failure(answer, found.id))
        else:
            yield Outcome(number, found, *answer)
    yield from unreadable(sent)


def unreadable(sent: deque[Read]) -> Iterator[Outcome]:
    """Take from the front those records that can't be read."""
    while sent and sent[0][1].document is None:
        number, found = sent.popleft()
        assert found.flaw is not None
        yield Outcome(number, found, error=found.flaw.error)


def failure(error: WorkerError, name: str) -> Exception:
    """Name the document that failed; what its format can't hold is the user's to mend, not the worker's."""
    if error.type == "UnfitForFormat":
        return InputError(f"document {name!r}: {error.message}")
    error.message = f"{error.message} (document {name!r})"
    return error
