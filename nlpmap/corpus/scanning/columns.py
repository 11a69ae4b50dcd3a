"""What a scan is, and which format has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple

from ...remote.document import Annotation, Document
from ..inputs.source import Source
from ..reading.options import Reading

ONE_BYTE_OR_UTF8 = ("utf-8", "utf8", "ascii", "us-ascii")


class Irregular(Exception):
    """A file has something that only its reader knows."""


class Landmark(NamedTuple):
    """Where a document begins: the offset in bytes, or in rows; its line; its id."""

    offset: int
    line: int
    id: str


@dataclass(frozen=True, slots=True)
class Scan:
    """How a format is scanned: for its documents' columns, and for where they begin; both raise `Irregular`."""

    columns: Callable[[Source, Reading], Iterator[Document]]
    landmarks: Callable[[Source, Reading], Iterator[Landmark]]


SCANS: Mapping[str, str] = {"conllu": ".conllu", "parquet": ".parquet"}


def scan_of(source: Source, reading: Reading) -> Scan | None:
    """Return how a file is scanned, if it can be."""
    encoding = (source.encoding or reading.encoding).lower()
    if source.format not in SCANS or encoding not in ONE_BYTE_OR_UTF8 or reading.is_limited:
        return None
    scan: Scan = import_module(SCANS[source.format], __package__).SCAN
    return scan


def of_columns(
    forms: list[str],
    tags: list[str | None],
    universal: list[str | None],
    lemmas: list[str | None],
    sentence_ends: list[int],
) -> Document:
    """Return a document of no more than these columns.

    >>> of_columns(["Hi"], [None], [None], [None], [1]).annotated.tags is None
    True
    """
    penn, upos, known = (
        column if any(value is not None for value in column) else None for column in (tags, universal, lemmas)
    )
    return Document(annotation=Annotation(forms, [], [], sentence_ends, penn, None, upos, known))
