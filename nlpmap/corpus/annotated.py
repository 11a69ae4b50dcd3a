"""An annotated corpus read back: documents, words and sentences under NLTK's names, kept in memory only while used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..errors import InputError, meant
from ..remote.document import Document, by_sentence
from ..remote.document.sentence import how_many
from .views import View, tagged_in

if TYPE_CHECKING:  # at run time, what reads files is imported when there are some: an index is opened without
    from nltk.tree import Tree

    from .inputs.sources import PathLike
    from .reading.options import Reading
    from .section import Section, Sizes

Item = TypeVar("Item")
TOKENS = attrgetter("tokens")
SENTENCES = attrgetter("sentences")
SUGGESTED = 5000  # ids among which the one that was meant is looked for
Tagged = tuple[str, "str | None"]


def open(inputs: PathLike | Iterable[PathLike], reading: Reading | None = None, **options: Any) -> AnnotatedCorpus:
    """Open files that nlpmap wrote, or a directory of them, in any of its formats, also compressed.

    Options: the fields of `Reading`.

    >>> import tempfile
    >>> from nlpmap.corpus import write
    >>> path = tempfile.mkdtemp() + "/dogs.slash.gz"
    >>> write([Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])], path)
    >>> corpus = open(path)
    >>> len(corpus), corpus.words(), corpus.tagged_sents()[0]
    (1, ['Dogs', 'bark'], [('Dogs', 'NNS'), ('bark', 'VBP')])
    """
    from .inputs.sources import listed, survey
    from .reading.options import Reading
    from .section import Section

    how = Reading.of(reading, options, "nlpmap.open")
    sources = survey(inputs, how.selection(outputs=True)).sources
    return AnnotatedCorpus([Section(source, how) for source in sources], listed(inputs))


class AnnotatedCorpus(Sequence[Document]):
    """The documents of files, with the names that NLTK's corpus readers have for what is in them.

    Iteration is one pass. ``len()``, ids, indexing and slicing build an index on first use, by going through the files
    once; CoNLL-U and parquet are only scanned for it. Then a plain file is read only where it is needed; a compressed
    one, up to there. ``corpus["id"]`` is the document of that id.

    >>> from nlpmap import corpora
    >>> corpus = open(corpora.path("gold"))
    >>> corpus.fileids(), corpus.words()[:3]
    (['english.conllu'], ['Town', 'clock', 'to'])
    """

    def __init__(self, sections: Sequence[Section], names: Sequence[str] = ()) -> None:
        self.sections = sections
        self.names = names

    def __len__(self) -> int:
        return sum(len(section.index.ids) for section in self.sections)

    def __iter__(self) -> Iterator[Document]:
        return self._documents_from(0)

    @overload
    def __getitem__(self, index: int | str) -> Document: ...

    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...

    def __getitem__(self, index: int | str | slice) -> Document | list[Document]:
        """Return a document by its number or its id, or a list of those of a slice."""
        if isinstance(index, str):
            return next(iter(self._with_ids([index])))
        if not isinstance(index, slice) and not hasattr(index, "__index__"):
            raise TypeError(f"a document is got by its number or its id, not by a {type(index).__name__}")
        return View(self._documents_from, lambda: [1] * len(self), lambda document: [document])[index]

    def __contains__(self, document: object) -> bool:
        """Return whether a document, or one of this id, is in the corpus."""
        return document in self.ids() if isinstance(document, str) else super().__contains__(document)

    def __repr__(self) -> str:
        names = ", ".join(map(repr, self.names))
        try:
            known = f"{self._known_length()}words {self.words()!r}"
        except ValueError as error:  # of a file that can't be read, or is not annotated
            known = str(error)
        return f"<AnnotatedCorpus {names}: {known}>"

    def _known_length(self) -> str:
        """Return how many documents there are, where that takes no reading of all of them."""
        is_soon_known = all(section.scan is not None or "index" in vars(section) for section in self.sections)
        return f"{how_many(len(self), 'document')}, " if is_soon_known else ""

    def fileids(self) -> list[str]:
        """List the names of the files."""
        return [section.source.name for section in self.sections]

    def ids(self) -> list[str]:
        """List the ids of the documents."""
        return [id for section in self.sections for id in section.index.ids]

    def words(self, ids: str | Iterable[str] | None = None) -> View[str]:
        """Return the forms of all tokens, or of those in some files or documents."""
        return self._some(ids)._of_each(TOKENS, Document.words)

    def lemmas(self, ids: str | Iterable[str] | None = None) -> View[str | None]:
        """Return the lemmas of all tokens, or of those in some files or documents."""
        return self._some(ids)._of_each(TOKENS, Document.lemmas)

    def feats(self, ids: str | Iterable[str] | None = None) -> View[str | None]:
        """Return the morphological features of all tokens, or of those in some files or documents; None for none."""

        def column(document: Document) -> Sequence[str | None]:
            return document.annotated.feats or [None] * len(document.annotated.forms)

        return self._some(ids)._of_each(TOKENS, column, whole=True)

    def sents(self, ids: str | Iterable[str] | None = None) -> View[list[str]]:
        """Return each sentence's forms."""
        return self._some(ids)._of_each(SENTENCES, Document.sents)

    def tagged_words(self, ids: str | Iterable[str] | None = None, tagset: str | None = None) -> View[Tagged]:
        """Return ``(form, tag)`` pairs; ``tagset="universal"`` returns universal tags instead of Penn's."""
        return self._some(ids)._of_each(TOKENS, partial(tagged_in, tagset=tagset))

    def tagged_sents(self, ids: str | Iterable[str] | None = None, tagset: str | None = None) -> View[list[Tagged]]:
        """Return each sentence's ``(form, tag)`` pairs."""

        def sentences(document: Document) -> list[list[Tagged]]:
            return by_sentence(tagged_in(document, tagset), document.annotated.sentence_ends)

        return self._some(ids)._of_each(SENTENCES, sentences)

    def chunked_sents(self, ids: str | Iterable[str] | None = None) -> View[Tree]:
        """Return each sentence as an `nltk.Tree` whose leaves are ``(form, tag)`` pairs."""
        return self._some(ids)._of_each(SENTENCES, methodcaller("chunked_sents"), whole=True)

    def _some(self, ids: str | Iterable[str] | None) -> AnnotatedCorpus:
        """Return the part of the corpus that is in some files or, where one is no file, has some ids."""
        if ids is None:
            return self
        wanted = [ids] if isinstance(ids, str) else list(ids)
        named = {section.source.name: section for section in self.sections}
        if all(name in named for name in wanted):
            return AnnotatedCorpus([named[name] for name in wanted], wanted)
        return self._with_ids(wanted)

    def _with_ids(self, wanted: Sequence[str]) -> AnnotatedCorpus:
        from .section import Excerpt

        places: dict[str, tuple[Section, int]] = {}
        for section, number, id in self._places():
            places.setdefault(id, (section, number))
        for name in wanted:
            if name not in places:
                hint = meant(name, [*self.fileids(), *islice(places, SUGGESTED)], label="the first are")
                raise InputError(f"no document or file {name!r} in the corpus; {hint}")
        found = (places[name] for name in wanted)
        return AnnotatedCorpus([Excerpt(section, [number]) for section, number in found], wanted)

    def _places(self) -> Iterator[tuple[Section, int, str]]:
        for section in self.sections:
            for number, id in enumerate(section.index.ids):
                yield section, number, id

    def _of_each(
        self,
        counts: Callable[[Sizes], Iterable[int]],
        items: Callable[[Document], Sequence[Item]],
        whole: bool = False,
    ) -> View[Item]:
        def all_counts() -> Iterable[int]:
            return chain.from_iterable(counts(section.sizes) for section in self.sections)

        def all_columns() -> Iterator[Document]:
            return chain.from_iterable(section.columns() for section in self.sections)

        return View(self._documents_from, all_counts, items, None if whole else all_columns)

    def _documents_from(self, first: int) -> Iterator[Document]:
        for section in self.sections:
            if first == 0:
                yield from section.documents()
            elif first < len(section.index.ids):
                yield from section.documents(first)
                first = 0
            else:
                first -= len(section.index.ids)
