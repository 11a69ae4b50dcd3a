"""NLTK's corpora by name: ``nltk:brown``, or some of its files, as ``nltk:gutenberg/*austen*``.

The files of a plain corpus are texts. Those of a tagged one come with the sentences, tokens, tags and chunks that NLTK
reads: as with every annotated input, a task keeps the tokens and makes new tags.
"""

from __future__ import annotations

import difflib
import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import IO, Any

from ...errors import InputError
from ...remote.document import Document, chunks_of_sentences
from ..formats import NLTK, TEXT
from .places import Fingerprint, Place
from .source import Source

PREFIX = "nltk:"


@dataclass(frozen=True)
class NltkFile(Place):
    """A file of a corpus that an NLTK reader knows."""

    corpus: str
    reader: Any
    fileid: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.corpus}/{self.fileid}"

    @property
    def encoding(self) -> str:
        return "utf-8"

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.reader.raw(self.fileid).encode("utf-8", "surrogatepass"))

    def fingerprint(self) -> Fingerprint:
        path = self.reader.abspath(self.fileid)
        return {"size": path.file_size()}

    def document(self) -> Document:
        """Read the file's sentences, tokens, tags and, where it has them, chunks."""
        document = Document.from_sents(self.reader.tagged_sents(self.fileid), self.fileid)
        if not hasattr(self.reader, "iob_sents"):
            return document
        sents = [sent for sent in self.reader.iob_sents(self.fileid) if sent]
        marks = [mark for sent in sents for *_, mark in sent]
        chunks = chunks_of_sentences(marks, accumulate(map(len, sents)))
        return document.with_annotation(replace(document.annotated, chunks=chunks))


def sources(entry: str) -> Iterator[Source]:
    """Yield the files of a corpus that NLTK has by that name; raises `InputError` where it is not installed."""
    name, slash, pattern = entry.removeprefix(PREFIX).partition("/")
    reader = _reader(name)
    fileids = [fileid for fileid in reader.fileids() if not slash or fnmatchcase(fileid, pattern)]
    if not fileids:
        raise InputError(f"{entry}: no file of that name; NLTK's {name} has {', '.join(reader.fileids()[:3])} ...")
    format = NLTK if hasattr(reader, "tagged_sents") else TEXT
    for fileid in fileids:
        yield Source(NltkFile(name, reader, fileid), fileid, format)


def _reader(name: str) -> Any:
    corpus = importlib.import_module("nltk.corpus")  # what nltk has under that name is not the module itself
    # a loader becomes a reader when it is first used
    known = [known for known, reader in vars(corpus).items() if type(reader).__module__.startswith("nltk.corpus.")]
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        raise InputError(f"NLTK has no corpus {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    reader = getattr(corpus, name)
    try:
        reader.fileids()
    except LookupError:
        raise InputError(f"NLTK's {name} is not installed. To get it, type: python -m nltk.downloader {name}") from None
    if not hasattr(reader, "raw"):
        raise InputError(f"NLTK's {name} has no texts to read")
    return reader
