"""Opening corpora: files that nlpmap wrote, with an index beside them when one is needed, or an index alone."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus.annotated import AnnotatedCorpus
from ..files.names import beside_output
from .exploration import Exploration
from .index import SUFFIX
from .index.corpus_index import CorpusIndex

if TYPE_CHECKING:
    from ..corpus.inputs.sources import PathLike
    from ..corpus.reading.options import Reading
    from ..corpus.section import Section

log = logging.getLogger("nlpmap.explore")


class ExplorableCorpus(AnnotatedCorpus, Exploration):
    """An annotated corpus whose tokens can be counted, queried and shown in their contexts.

    >>> from nlpmap import corpora
    >>> corpus = open(corpora.path("gold"))
    >>> corpus.frequencies("upos", where='[form="that"]')
    upos   frequency
    SCONJ          5
    PRON           4
    DET            2
    """

    @cached_property
    def explored(self) -> CorpusIndex:
        """The index: beside what a job wrote, where it is kept; of other files, for as long as they are open here."""
        from .index.building import build

        beside = index_beside(self.names)
        if beside is not None:
            return build(self.sections, beside)
        folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        index = build(self.sections, Path(folder, f"corpus{SUFFIX}"))
        index.where = ", ".join(self.names)
        return index


def index_beside(names: Sequence[str]) -> Path | None:
    """Return where the index of a corpus is kept: beside an output that has a ledger, or where there is one already."""
    if len(names) != 1:
        return None
    path = Path(os.path.normpath(names[0]))
    index = path_beside(path)
    is_kept = index.exists() or (beside_output(path).ledger.exists() and os.access(path.parent, os.W_OK))
    return index if is_kept else None


def path_beside(corpus: PathLike) -> Path:
    """Return the path of an index beside a file or folder.

    >>> path_beside("corpora/reviews.parquet").name, path_beside("reviews/").name
    ('reviews.parquet.nlpx', 'reviews.nlpx')
    """
    path = Path(os.path.normpath(corpus))
    if path.name in ("", ".."):  # of the folder that one is in, say
        path = path.resolve()
    return path.parent / f"{path.name}{SUFFIX}"


class IndexedCorpus(ExplorableCorpus):
    """A corpus of which there is an index alone; documents are made of it when they are looked at.

    What white space was between tokens is not known: it is one space.
    """

    def __init__(self, path: str) -> None:
        index = CorpusIndex(path)
        if changed := index.changed():
            others = f" and {len(changed) - 1:,} others" if len(changed) > 1 else ""
            log.warning("%s: %s%s changed since; nlpmap index makes it again", path, changed[0], others)
        super().__init__(IndexSections(index), [path])
        self._index = index

    @property
    def explored(self) -> CorpusIndex:
        return self._index


class IndexSections(Sequence["Section"]):
    """The one section of an index, made when its documents are looked at: most questions do without."""

    def __init__(self, corpus: CorpusIndex) -> None:
        self.corpus = corpus

    def __len__(self) -> int:
        return 1

    def __getitem__(self, number: Any) -> Any:
        return self.sections[number]

    @cached_property
    def sections(self) -> list[Section]:
        from .index.section import IndexSection

        return [IndexSection(self.corpus)]


def open(inputs: PathLike | Iterable[PathLike], reading: Reading | None = None, **options: Any) -> ExplorableCorpus:
    """Open files that nlpmap wrote, or a directory of them, in any of its formats; or the index of a corpus.

    The corpus has the names of NLTK's corpus readers, and can be explored: `frequencies`, `concordance`, `query`,
    `collocations` and others make an index when the first is called, beside the file or folder (``out.parquet.nlpx``).
    Options: the fields of `Reading`.

    >>> import tempfile
    >>> from nlpmap.corpus import Document, write
    >>> path = tempfile.mkdtemp() + "/dogs.slash.gz"
    >>> write([Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])], path)
    >>> corpus = open(path)
    >>> len(corpus), corpus.words(), corpus.concordance('[xpos="V.*"]')[0].node
    (1, ['Dogs', 'bark'], 'bark')
    """
    if isinstance(inputs, (str, os.PathLike)) and str(inputs).endswith(SUFFIX):
        return IndexedCorpus(str(inputs))
    from ..corpus.annotated import open as open_files
    from ..corpus.inputs.sources import listed

    names = listed(inputs)
    if len(names) == 1 and names[0].endswith(SUFFIX):
        return IndexedCorpus(names[0])
    corpus = open_files(names, reading, **options)
    return ExplorableCorpus(corpus.sections, corpus.names)
