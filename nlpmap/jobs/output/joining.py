"""Joining: the outcomes of a job's documents made whole files, of which each document can rely on what is before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any

from ...corpus.inputs.sources import Source
from ...corpus.joining import settled
from ...corpus.reading.reading import Reading, documents_with_positions
from ...corpus.sentence_ids import SentenceIds
from ...errors import Message, Option
from ...remote.formats import FORMATS, Format
from ..records.parts import Part
from .layout import Layout
from .outcome import Outcome
from .stopping import ManyWithoutTokens

IDS_BEFORE = "ids_before"  # the entry of a part's order
BYTES_WAITING = 2**10  # that a document without tokens takes while it waits for one with some
FEW_WAITING = 2**10  # of which nobody asks how many there may be
NO_ENTRIES: Mapping[str, Any] = MappingProxyType({})


def as_written(
    found: Iterable[Outcome], sources: Sequence[Source], reading: Reading, layout: Layout, last: Part
) -> Iterator[Outcome]:
    """Yield the outcomes that come after a part, as they are to stand in the layout's files."""
    format, read = FORMATS[layout.format], {source.format for source in sources}
    for target, mine in groupby(found, lambda one: layout.target(one.source, one.found.start)):
        names = names_for(format, read)
        if names is not None and target == last.target:
            note_names_before(names, sources, reading, layout, last)
        yield from in_one_file(mine, format, names, sources)


def in_one_file(
    found: Iterable[Outcome], format: Format, names: SentenceIds | None, sources: Sequence[Source]
) -> Iterator[Outcome]:
    """Yield the outcomes of one file's documents, as they are to stand in it.

    Raises `ManyWithoutTokens` where very many of them would wait for one that has tokens.
    """
    if format.needs_tokens:
        found = settled(few_waiting(found, format, sources), is_only_a_head, has_tokens, left_out)
    for outcome in found:
        yield outcome if names is None else with_own_ids(outcome, names)


def few_waiting(found: Iterable[Outcome], format: Format, sources: Sequence[Source]) -> Iterator[Outcome]:
    """Yield outcomes, of which those without tokens wait; raises `ManyWithoutTokens` where they are a bomb."""
    most_of = lru_cache(1)(lambda number: sources[number].most_unpacked())
    waiting = 0
    for outcome in found:
        if outcome.tokens:
            waiting = 0
        elif waiting or is_only_a_head(outcome):
            waiting += 1
        if waiting > FEW_WAITING and (free := most_of(outcome.source)) and waiting > (most := free // BYTES_WAITING):
            raise many_without_tokens(f"{sources[outcome.source].where}:{outcome.found.start.line}", most, format)
        yield outcome


def many_without_tokens(where: str, most: int, format: Format) -> ManyWithoutTokens:
    what = f"{where}: more than {most:,} documents in a row have no tokens"
    why = f"{format.name} has no place for any before one that has some"
    return ManyWithoutTokens(
        Message(f"{what}, and {why}. Try ", Option("format", "jsonl"), ", or read it from a file that is not packed")
    )


def with_own_ids(outcome: Outcome, names: SentenceIds) -> Outcome:
    """Return an outcome whose sentences have ids of their own; those of a document that failed are kept for it."""
    document = outcome.document
    if outcome.error is not None:
        if document is not None:
            names.note(document)
        return outcome
    assert document is not None, "ids are told apart document by document"
    rendered, marks = names.told_apart_of(outcome.rendered, document)
    return replace(outcome, rendered=rendered, marks=marks)


def is_only_a_head(outcome: Outcome) -> bool:
    """Return whether a document is in such a file nothing but the beginning of the next."""
    return outcome.error is None and not outcome.tokens


def has_tokens(outcome: Outcome) -> bool:
    return outcome.tokens > 0


def left_out(waiting: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield documents that no other ends, of which nothing is written."""
    return (replace(outcome, rendered=b"", left_out=outcome.rendered) for outcome in waiting)


def names_for(format: Format, read: Collection[str], order: Mapping[str, Any] = NO_ENTRIES) -> SentenceIds | None:
    """Return what tells names apart, where a format has them and one that is read may bring some.

    The order of a part of a job has what is to be known of the documents before it.

    >>> names_for(FORMATS["conllu"], {"txt"}) is None, names_for(FORMATS["conllu"], {"txt", "conllu"}) is None
    (True, False)
    """
    brings = any(name in FORMATS and FORMATS[name].has_names for name in read)
    names = SentenceIds(format) if format.has_names and brings else None
    if names is not None and IDS_BEFORE in order:
        names.restore(order[IDS_BEFORE])
    return names


def names_of_job(order: Mapping[str, Any]) -> SentenceIds | None:
    """Return what tells the names apart in a file of a job that was done, or of a part of one."""
    return names_for(FORMATS[order["format"]], {entry["format"] for entry in order["inputs"]}, order)


def note_names_before(
    names: SentenceIds, sources: Sequence[Source], reading: Reading, layout: Layout, last: Part
) -> None:
    """Take note of the names of the documents before the end of a part that are in its file, or failed there."""
    end = last.source, last.end.offset
    for number in range(last.target if layout.bounds is None else 0, min(last.source + 1, len(sources))):
        for found in documents_with_positions(sources[number], reading):
            if (number, found.start.offset) >= end:
                break
            if found.document is not None and layout.target(number, found.start) == last.target:
                names.note(found.document)
