"""Small indexes for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nlpmap.explore.index.container import Writer
from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.index.finishing import finish
from nlpmap.explore.index.growing import GrowingIndex
from nlpmap.explore.index.pieces import index_piece
from nlpmap.remote.document import Document


def index_of(documents: Sequence[Document], folder: Path, pieces: int = 1) -> CorpusIndex:
    """Make an index of documents, in so many pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    growing = GrowingIndex(folder / "growing")
    size = -(-len(documents) // pieces) or 1
    for first in range(0, len(documents), size):
        growing.add(index_piece(documents[first : first + size]))
    path = folder / "corpus.nlpx"
    with path.open("wb") as file:
        finish(growing, Writer(file), {})
    growing.close()
    return CorpusIndex(path)
