"""An annotated corpus read back: documents, words and sentences under NLTK's names, kept in memory only while used."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from operator import methodcaller
from typing import TYPE_CHECKING, TypeVar, overload

from ..errors import InputError, meant
from ..remote.document import Document, by_sentence
from .inputs.places import Fingerprint
from .inputs.source import Source
from .inputs.sources import PathLike, listed, survey
from .reading.located import Position
from .reading.reading import Reading, documents_with_positions
from .views import View, tagged_in

if TYPE_CHECKING:
    from nltk.tree import Tree

Item = TypeVar("Item")
Tagged = tuple[str, "str | None"]


def open(inputs: PathLike | Iterable[PathLike], reading: Reading = Reading()) -> AnnotatedCorpus:
    """Open files that nlpmap wrote, or a directory of them, in any of its formats, also compressed.

    >>> import tempfile
    >>> from nlpmap.corpus import write
    >>> path = tempfile.mkdtemp() + "/dogs.slash.gz"
    >>> write([Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])], path)
    >>> corpus = open(path)
    >>> len(corpus), corpus.words(), corpus.tagged_sents()[0]
    (1, ['Dogs', 'bark'], [('Dogs', 'NNS'), ('bark', 'VBP')])
    """
    sources = survey(inputs, reading.selection(outputs=True)).sources
    return AnnotatedCorpus([Section(source, reading) for source in sources], listed(inputs))


@dataclass(frozen=True, slots=True)
class Index:
    """Where the documents of a file begin, and how many tokens and sentences each has."""

    fingerprint: Fingerprint
    offsets: array[int] = field(default_factory=partial(array, "Q"))
    lines: array[int] = field(default_factory=partial(array, "Q"))
    tokens: array[int] = field(default_factory=partial(array, "Q"))
    sentences: array[int] = field(default_factory=partial(array, "Q"))


class Section:
    """One file of a corpus; its index is built by reading it once, on first use."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source = source
        self.reading = reading

    @cached_property
    def index(self) -> Index:
        index = Index(self.source.fingerprint())
        for start, document in self._located():
            columns = document.annotation
            index.offsets.append(start.offset)
            index.lines.append(start.line)
            index.tokens.append(0 if columns is None else len(columns.forms))
            index.sentences.append(0 if columns is None else len(columns.sentence_ends))
        return index

    def documents(self, first: int = 0) -> Iterator[Document]:
        """Yield the documents from one on, skipping those before it where the file allows that."""
        start = Position(self.index.offsets[first], first + 1, self.index.lines[first]) if first else Position()
        if "index" in vars(self) and self.source.fingerprint() != self.index.fingerprint:
            raise InputError(f"{self.source.where}: changed since it was opened; open it again")
        return (document for _, document in self._located(start))

    def _located(self, start: Position = Position()) -> Iterator[tuple[Position, Document]]:
        for found in documents_with_positions(self.source, self.reading, start):
            if found.flaw is not None:
                raise found.flaw.error
            if found.document is not None:
                yield found.start, found.document


class AnnotatedCorpus(Sequence[Document]):
    """The documents of files, with the names that NLTK's corpus readers have for what is in them.

    Iteration is one pass. ``len()``, indexing and slicing build an index on first use, which reads the whole corpus
    once. Then a plain file is read only where it is needed; a compressed one, up to there.

    >>> from nlpmap import corpora
    >>> corpus = open(corpora.path("gold"))
    >>> corpus.fileids(), corpus.words()[:3]
    (['english.conllu'], ['Town', 'clock', 'to'])
    """

    def __init__(self, sections: Sequence[Section], names: Sequence[str] = ()) -> None:
        self.sections = sections
        self.names = names
        self._view: View[Document] = self._of_each(lambda index: [1] * len(index.offsets), lambda document: [document])

    def __len__(self) -> int:
        return sum(len(section.index.offsets) for section in self.sections)

    def __iter__(self) -> Iterator[Document]:
        return self._documents_from(0)

    @overload
    def __getitem__(self, index: int) -> Document: ...

    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...

    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        return self._view[index]

    def __repr__(self) -> str:
        return f"AnnotatedCorpus({', '.join(map(repr, self.names))})"

    def fileids(self) -> list[str]:
        """List the names of the files."""
        return [section.source.name for section in self.sections]

    def ids(self) -> list[str]:
        """List the ids of the documents."""
        return [document.id for document in self]

    def words(self, fileids: str | Iterable[str] | None = None) -> View[str]:
        """Return the forms of all tokens, or of those in some files."""
        return self._some(fileids)._of_each(lambda index: index.tokens, Document.words)

    def sents(self, fileids: str | Iterable[str] | None = None) -> View[list[str]]:
        """Return each sentence's forms."""
        return self._some(fileids)._of_each(lambda index: index.sentences, Document.sents)

    def tagged_words(self, fileids: str | Iterable[str] | None = None, tagset: str | None = None) -> View[Tagged]:
        """Return ``(form, tag)`` pairs; ``tagset="universal"`` returns universal tags instead of Penn's."""
        return self._some(fileids)._of_each(lambda index: index.tokens, partial(tagged_in, tagset=tagset))

    def tagged_sents(self, fileids: str | Iterable[str] | None = None, tagset: str | None = None) -> View[list[Tagged]]:
        """Return each sentence's ``(form, tag)`` pairs."""
        return self._some(fileids)._of_each(
            lambda index: index.sentences,
            lambda document: by_sentence(tagged_in(document, tagset), document.annotated.sentence_ends),
        )

    def chunked_sents(self, fileids: str | Iterable[str] | None = None) -> View[Tree]:
        """Return each sentence as an `nltk.Tree` whose leaves are ``(form, tag)`` pairs."""
        return self._some(fileids)._of_each(lambda index: index.sentences, methodcaller("chunked_sents"))

    def _some(self, fileids: str | Iterable[str] | None) -> AnnotatedCorpus:
        if fileids is None:
            return self
        wanted = [fileids] if isinstance(fileids, str) else list(fileids)
        named = {section.source.name: section for section in self.sections}
        for name in wanted:
            if name not in named:
                raise InputError(f"no file {name!r} in the corpus; {meant(name, named)}")
        return AnnotatedCorpus([named[name] for name in wanted], wanted)

    def _of_each(
        self, counts: Callable[[Index], Iterable[int]], items: Callable[[Document], Sequence[Item]]
    ) -> View[Item]:
        def all_counts() -> Iterable[int]:
            return chain.from_iterable(counts(section.index) for section in self.sections)

        return View(self._documents_from, all_counts, items)

    def _documents_from(self, first: int) -> Iterator[Document]:
        for section in self.sections:
            if first == 0:
                yield from section.documents()
            elif first < len(section.index.offsets):
                yield from section.documents(first)
                first = 0
            else:
                first -= len(section.index.offsets)
