"""Corpora that may not be tagged yet: these are tagged as they are opened."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from ..annotate import tag
from ..corpus.formats import annotated_formats
from ..corpus.inputs.sources import survey
from ..corpus.reading.options import Reading
from ..corpus.reading.reading import documents
from ..remote.document import Document
from .index import SUFFIX
from .index.building import build_of_documents
from .opening import ExplorableCorpus, IndexedCorpus, open


def open_or_tag(
    inputs: Sequence[str | os.PathLike[str]],
    model: str = "en",
    workers: int | None = None,
    report: Callable[[int], object] = lambda tokens: None,
    *,
    feats: bool = False,
    **options: Any,
) -> tuple[ExplorableCorpus, bool]:
    """Open a tagged corpus, or tag one that is not; of the latter, the index is kept for as long as it is open.

    Return it, and whether it was tagged here; ``report`` is told how many tokens each document has. With ``feats``
    texts get morphological features, too. Options: the fields of `Reading`.
    """
    names = list(map(str, inputs))
    if len(names) == 1 and names[0].endswith(SUFFIX):
        return open(names[0]), False
    reading = Reading.of(None, options, "nlpmap.explore")
    sources = survey(names, reading.selection(outputs=True)).sources
    annotated = {format.name for format in annotated_formats()}
    found = chain.from_iterable(documents(source, reading) for source in sources)
    first = next(found, None)
    is_tagged = first is not None and first.annotation is not None and first.annotation.tags is not None
    if is_tagged and all(source.format in annotated for source in sources):
        return open(names, reading), False
    folder = tempfile.mkdtemp()
    index = Path(folder, f"corpus{SUFFIX}")
    texts = chain([] if first is None else [first], found)
    build_of_documents(reported(tag(texts, model=model, workers=workers, feats=feats), report), index)
    corpus = IndexedCorpus(str(index))
    weakref.finalize(corpus, shutil.rmtree, folder, ignore_errors=True)
    corpus.explored.where = ", ".join(names)
    return corpus, True


def reported(documents: Iterable[Document], report: Callable[[int], object]) -> Iterator[Document]:
    """Yield documents, and report how many tokens each has."""
    for document in documents:
        report(len(document.annotated.forms))
        yield document
