"""What annotation adds to a text: its sentences, tokens, tags, lemmas, features and chunks.

It is kept as columns, one entry a token; offsets count characters of the document's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import chain, pairwise
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .chunks import Chunk, iob_of

T = TypeVar("T")


class Token(NamedTuple):
    """A word or punctuation mark: its form, where it is in the text, tag, chunk in IOB, universal tag, lemma, features.

    ``feats`` is as in CoNLL-U, ``"Case=Nom|Number=Sing"``; None for a token without features, or whose are not known.

    >>> Token("dogs", 4, 8, "NNS", "I-NP").form
    'dogs'
    """

    form: str
    start: int
    end: int
    tag: str | None = None
    chunk: str | None = None
    universal: str | None = None
    lemma: str | None = None
    feats: str | None = None


@dataclass(frozen=True)
class Annotation:
    """Columns over the tokens of a document; ``sentence_ends`` counts tokens, chunks go from outer to inner.

    >>> Annotation.lazy(lambda: Annotation(["Hi"], [0], [2], [1])).forms
    ['Hi']
    """

    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentence_ends: Sequence[int]
    tags: Sequence[str | None] | None = field(default_factory=NoneType)  # no class attribute: see __getattr__
    chunks: Sequence[Chunk] | None = field(default_factory=NoneType)
    universal: Sequence[str | None] | None = field(default_factory=NoneType)
    lemmas: Sequence[str | None] | None = field(default_factory=NoneType)
    feats: Sequence[str | None] | None = field(default_factory=NoneType)

    @classmethod
    def lazy(cls, make: Callable[[], Annotation]) -> Annotation:
        """Return an annotation whose columns are made when one of them is first looked at."""
        annotation = cls.__new__(cls)
        annotation.__dict__["make"] = make
        return annotation

    if not TYPE_CHECKING:  # else any name would pass for an attribute

        def __getattr__(self, name: str) -> object:
            """Make the columns, for one that is not there yet."""
            if name in COLUMNS and (make := self.__dict__.get("make")):
                self.__dict__.update(vars(make()))
                self.__dict__.pop("make", None)
            if name in self.__dict__:
                return self.__dict__[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        if make := self.__dict__.get("make"):
            return Annotation.lazy, (make,)
        return Annotation, tuple(self.__dict__[field.name] for field in fields(self))

    @cached_property
    def iob(self) -> Sequence[str] | None:
        """The innermost chunk of each token, as ``B-NP``, ``I-NP`` or ``O``."""
        return None if self.chunks is None else iob_of(self.chunks, len(self.forms))

    def sentence_ranges(self) -> Iterator[tuple[int, int]]:
        """Yield the first and past-last token of each sentence."""
        return pairwise((0, *self.sentence_ends))


def by_sentence(values: Sequence[T], sentence_ends: Iterable[int]) -> list[list[T]]:
    """Divide the values of all tokens into those of each sentence.

    >>> by_sentence("abcd", [1, 4])
    [['a'], ['b', 'c', 'd']]
    """
    return [list(values[first:last]) for first, last in pairwise(chain([0], sentence_ends))]


COLUMNS = frozenset(field.name for field in fields(Annotation))
