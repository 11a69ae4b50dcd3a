"""Corpora that may not be tagged yet: these are tagged as they are opened."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from ..annotate import tag
from ..corpus.formats import annotated_formats
from ..corpus.inputs.sources import survey
from ..corpus.reading.options import Reading
from ..corpus.reading.reading import documents
from .index.building import SUFFIX, build_of_documents
from .opening import ExplorableCorpus, IndexedCorpus, open


def open_or_tag(
    inputs: Sequence[str | os.PathLike[str]], model: str = "en", workers: int | None = None, **options: Any
) -> ExplorableCorpus:
    """Open a tagged corpus, or tag one that is not; of the latter, the index is kept for as long as it is open.

    Options: the fields of `Reading`.
    """
    names = list(map(str, inputs))
    if len(names) == 1 and names[0].endswith(SUFFIX):
        return open(names[0])
    reading = Reading.of(None, options, "nlpmap.explore")
    sources = survey(names, reading.selection(outputs=True)).sources
    annotated = {format.name for format in annotated_formats()}
    found = chain.from_iterable(documents(source, reading) for source in sources)
    first = next(found, None)
    is_tagged = first is not None and first.annotation is not None and first.annotation.tags is not None
    if is_tagged and all(source.format in annotated for source in sources):
        return open(names, reading)
    folder = tempfile.mkdtemp()
    index = Path(folder, f"corpus{SUFFIX}")
    build_of_documents(tag(chain([] if first is None else [first], found), model=model, workers=workers), index)
    corpus = IndexedCorpus(str(index))
    weakref.finalize(corpus, shutil.rmtree, folder, ignore_errors=True)
    return corpus
