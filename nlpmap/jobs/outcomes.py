"""Outcomes: each record of a corpus, in order, rendered by a worker, or with what went wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from ..annotate import TASKS, Pool
from ..annotate.strangeness import WATCHES, StrangenessWatch
from ..annotate.tasks import OTHER_MODEL, model_fault
from ..corpus.inputs.sources import Source
from ..corpus.reading.blocks import Block
from ..corpus.reading.located import Located, Position
from ..corpus.reading.reading import Reading, documents_with_positions
from ..corpus.writing import keys_of, with_columns
from ..errors import InputError, Message, ModelError, Option, WorkerError
from ..parallel.scheduling.reader import Prompt
from ..parallel.setups import Setup
from ..remote.components import Task
from ..remote.document import Document
from ..remote.document.packing import pack_document
from ..remote.formats import Format
from .output.outcome import Outcome
from .output.stopping import InputChanged

Piece = tuple[int, Located | Block]  # the number of its source
Read = tuple[int, Located | Block, bool]  # and whether a worker was sent something for it
LONGEST_RUN = 100  # of records that can't be read, which are kept until a worker answers
MOST_KEPT = 2**23  # bytes of such records, about, that are kept in all
EACH = 1000  # bytes of one, but for its id
NOTHING = pack_document(Document("", ""), whole=True)


class LeftToDocuments(Exception):
    """A block of which a worker could not do all, or that is not known to do no harm."""


def records_from(
    sources: Sequence[Source],
    reading: Reading,
    first: int,
    start: Position,
    entries: Sequence[Mapping[str, Any]] = (),
) -> Iterator[tuple[int, Located]]:
    """Yield the records of the sources, from a position in one of them on.

    Raises `InputChanged` where a file is not as its entry in the ledger says any more, once it is read.
    """
    for number in range(first, len(sources)):
        for found in documents_with_positions(sources[number], reading, start if number == first else Position()):
            yield number, found
        if entries and sources[number].has_changed_since(entries[number]):
            raise changed(sources[number])


def changed(source: Source) -> InputChanged:
    """Return the error of a file that is not as its entry in the ledger says any more."""
    what = f"{source.where} has changed while the job read it; once nothing writes to it, begin anew with "
    return InputChanged(Message(what, Option("force", True)))


def keys_and_records(
    records: Iterator[tuple[int, Located]], format: Format, feats: bool
) -> tuple[tuple[str, ...] | None, Iterator[tuple[int, Located]]]:
    """Return the keys of metadata that have columns, those of the first document that is known, and all records.

    With ``feats``, features have a column, too. ``None``, and nothing is read, where the format has no such columns.
    """
    if format.columns is None:
        return None, records
    begun: list[tuple[int, Located]] = []
    for number, found in islice(records, LONGEST_RUN):
        begun.append((number, found))
        if known_of(found) is not None:
            break
    known = (known_of(found) for _, found in begun[-1:])
    return keys_of(filter(None, known), format, feats=feats), chain(begun, records)


def known_of(found: Located) -> Document | None:
    """Return the document of a record; without its text, where that is too long."""
    return found.document if found.flaw is None else found.flaw.bare


def with_columns_of(
    records: Iterable[tuple[int, Located]], keys: Sequence[str] | None
) -> Iterator[tuple[int, Located]]:
    """Yield records whose documents have these keys of metadata, one a column; all as they are for ``None``."""
    if keys is None:
        return iter(records)
    return (
        (number, found._replace(document=found.document and with_columns(found.document, keys)))
        for number, found in records
    )


def outcomes(
    pool: Pool,
    task: Task,
    records: Iterable[Piece],
    setup: Setup,
    timeout: float | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each record or block; those that can't be read go past the workers, in their place."""
    rest, watch = Records(records), WATCHES.setdefault(pool, StrangenessWatch())
    while not rest.ended:
        kept = rest.kept
        sending = Prompt(rest.parcels())
        for answer in pool.imap(
            TASKS[task], sending, setup=setup, on_error="return", needs=setup.needs, timeout=timeout
        ):
            yield from unreadable(kept)
            number, found, _ = kept.popleft()
            if isinstance(answer, tuple):
                *answer, weighed = answer
                watch.see(weighed, found.parcel.name if isinstance(found, Block) else found.id)
            if isinstance(found, Block):
                yield of_block(number, found, answer)
            elif found.flaw is not None:
                yield Outcome(number, found, error=found.flaw.error)
            elif isinstance(answer, WorkerError):
                yield Outcome(number, found, error=failure(answer, found.id))
            else:
                yield Outcome(number, found, *answer)
        yield from unreadable(kept)
    if watch.surplus > 0:
        watch.end()


class Records:
    """Records on their way to the workers; ``kept`` are those whose outcome has not been told yet, in order."""

    def __init__(self, records: Iterable[Piece]) -> None:
        self.records = iter(records)
        self.kept: deque[Read] = deque()
        self.ended = False

    def parcels(self) -> Iterator[object]:
        """Yield what workers are sent, up to where too many records are kept that can't be read."""
        run = size = 0
        for number, found in self.records:
            if isinstance(found, Block):
                self.kept.append((number, found, True))
                yield tuple(found.parcel)
                continue
            run = 0 if found.document is not None or run == LONGEST_RUN else run + 1
            self.kept.append((number, found, run == 0))
            if found.document is not None:
                yield pack_document(found.document, whole=True)
                continue
            if run == 0:
                yield NOTHING  # else a file of broken records would be read to its end before one is told
            size += EACH + len(found.id)
            if size > MOST_KEPT:
                return
        self.ended = True


def of_block(number: int, block: Block, answer: Any) -> Outcome:
    """Return the outcome of a block: what is to be written of it, or that its documents are to be sent one by one."""
    if answer is None or isinstance(answer, WorkerError):
        return Outcome(number, block, error=LeftToDocuments())
    rendered, sentences, tokens, documents, characters = answer
    return Outcome(number, block, rendered, sentences, tokens, documents=documents, characters=characters)


def without_errors(found: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes up to the first that is an error, and raise that."""
    for outcome in found:
        if outcome.error is not None:
            raise outcome.error
        yield outcome


def unreadable(sent: deque[Read]) -> Iterator[Outcome]:
    """Take from the front those records that no worker was sent."""
    while sent and not sent[0][2]:
        number, found, _ = sent.popleft()
        assert isinstance(found, Located)
        assert found.flaw is not None
        yield Outcome(number, found, error=found.flaw.error)


def failure(error: WorkerError, name: str) -> Exception:
    """Name the document that failed; what a format or a model can't do is the user's to mend, not the worker's."""
    if error.type == "UnfitForFormat":
        return InputError(f"document {name!r}: {error.message}")
    if (fault := model_fault(error)) is not None:
        raise fault
    if error.type == "FailingTable":
        return ModelError(f"document {name!r}: {error.message}; {OTHER_MODEL}")
    if error.type == "MissingTable":
        return ModelError(f"document {name!r} is not tokenized: {error.message}")
    error.message = f"{error.message} (document {name!r})"
    return error
