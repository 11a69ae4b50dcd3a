"""A second of work: the sample tagged in this process and by two workers, which must come to the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from .. import corpora
from ..annotate import tag
from ..corpus import read
from ..remote.document import Document

if TYPE_CHECKING:
    from .check_up import State

DOCUMENTS = 8


def serial_and_parallel() -> Iterator[tuple[str, str, State]]:
    """Yield how long the sample took here and in two workers, and whether both came to the same."""
    documents = list(islice(read(corpora.path("sample")), DOCUMENTS))
    serial, here = timed(documents, 0)
    parallel, there = timed(documents, 2)
    tokens = sum(len(document.tokens) for document in serial)
    if serial != parallel:
        yield "self-test", "two workers tag the sample otherwise than this process does", "fault"
        return
    said = f"{len(documents)} documents, {tokens:,} tokens: {here:.2f} s in this process, {there:.2f} s by two workers"
    yield "self-test", f"{said} that had to start; the same tags", "ok"


def timed(documents: list[Document], workers: int) -> tuple[list[Document], float]:
    """Return documents as they are tagged by so many workers, and the seconds it took."""
    began = time.perf_counter()
    found = list(tag(documents, workers=workers))
    return found, time.perf_counter() - began
