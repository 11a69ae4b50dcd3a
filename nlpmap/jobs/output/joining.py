"""Joining: the outcomes of a job's documents made whole files, of which each document can rely on what is before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ...corpus.inputs.sources import Source
from ...corpus.joining import settled
from ...corpus.sentence_ids import SentenceIds
from ...files.compression import open_compressed
from ...remote.formats import FORMATS, Format
from ..records.parts import Part
from .layout import Layout
from .outcome import Outcome
from .partial_files import reopened


def as_written(found: Iterable[Outcome], sources: Sequence[Source], layout: Layout, last: Part) -> Iterator[Outcome]:
    """Yield the outcomes that come after a part, as they are to stand in the layout's files."""
    format, read = FORMATS[layout.format], {source.format for source in sources}
    for target, mine in groupby(found, lambda one: layout.target(one.source, one.found.start)):
        names = names_for(format, read)
        if names is not None and target == last.target and last.stored:
            read_names(names, layout, last)
        yield from in_one_file(mine, format, names)


def in_one_file(found: Iterable[Outcome], format: Format, names: SentenceIds | None) -> Iterator[Outcome]:
    """Yield the outcomes of one file's documents, as they are to stand in it."""
    whole = settled(found, is_only_a_head, has_tokens, left_out) if format.needs_tokens else found
    for outcome in whole:
        if names is None:
            yield outcome
        else:
            rendered, marks = names.told_apart_with_marks(outcome.rendered)
            yield replace(outcome, rendered=rendered, marks=marks)


def is_only_a_head(outcome: Outcome) -> bool:
    """Return whether a document is in such a file nothing but the beginning of the next."""
    return outcome.error is None and not outcome.tokens


def has_tokens(outcome: Outcome) -> bool:
    return outcome.tokens > 0


def left_out(waiting: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield documents that no other ends, of which nothing is written."""
    return (replace(outcome, rendered=b"", left_out=outcome.rendered) for outcome in waiting)


def names_for(format: Format, read: Collection[str]) -> SentenceIds | None:
    """Return what tells names apart, where a format has them and one that is read may bring some.

    >>> names_for(FORMATS["conllu"], {"txt"}) is None, names_for(FORMATS["conllu"], {"txt", "conllu"}) is None
    (True, False)
    """
    brings = any(name in FORMATS and FORMATS[name].has_names for name in read)
    return SentenceIds() if format.has_names and brings else None


def read_names(names: SentenceIds, layout: Layout, last: Part) -> None:
    """Take note of the names in what a partial file has after a part."""
    with reopened(layout, last.target, last.stored) as file:
        file.seek(0)
        names.read(open_compressed(file, layout.compression, str(layout.paths[last.target])))
