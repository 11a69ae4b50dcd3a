"""How well a system's sentences, tokens and tags agree with the gold ones, as the CoNLL 2018 shared task measured it.

Both are laid over the text's characters, white space left out; a token or sentence is right where both ends are
(Zeman et al. 2018, CoNLL 2018 Shared Task, section 6). A token is here what UD calls a word: of the surface tokens
that UD splits, a document keeps the parts. Words that share a span, since they don't spell it, are aligned by form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import accumulate, groupby

from ...errors import InputError
from ...remote.document import Annotation, Document
from .scores import Score
from .universal_features import universal_part

Span = tuple[int, int]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Scores:
    """The scores of sentences, of tokens, and of tags, lemmas and features, which are right on a right token only."""

    sentences: Score = field(default_factory=Score)
    tokens: Score = field(default_factory=Score)
    tags: Score = field(default_factory=Score)
    lemmas: Score = field(default_factory=Score)
    feats: Score = field(default_factory=Score)

    def __add__(self, other: Scores) -> Scores:
        sums = (getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        return Scores(*sums)


def align(gold: Document, system: Document) -> Scores:
    """Compare a system's annotation of a document with the gold one; raises `InputError` where the texts differ.

    >>> gold = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")], [("Yes", "UH")]])
    >>> system = Document.from_sents([[("Dogs", "NNS"), ("bark", "NN"), ("Yes", "UH")]])
    >>> scores = align(gold, system)
    >>> scores.tokens.f1, scores.sentences.f1, scores.tags.right
    (1.0, 0.0, 2)
    """
    places, system_places = places_without_spaces(gold.text), places_without_spaces(system.text)
    if "".join(gold.text.split()) != "".join(system.text.split()):
        raise InputError(f"document {gold.id!r}: the two texts differ in more than white space; give it the same text")
    gold_spans, system_spans = _tokens(gold.annotated, places), _tokens(system.annotated, system_places)
    pairs = list(aligned(gold_spans, system_spans, gold.annotated.forms, system.annotated.forms))
    right = Counter(sentences(gold.annotated, places)) & Counter(sentences(system.annotated, system_places))
    return Scores(
        Score(len(gold.annotated.sentence_ends), len(system.annotated.sentence_ends), right.total()),
        Score(len(gold_spans), len(system_spans), len(pairs)),
        _tags(gold.annotated.tags, system.annotated.tags, pairs),
        _lemmas(gold.annotated.lemmas, system.annotated.lemmas, pairs),
        _feats(gold.annotated.feats, system.annotated.feats, pairs),
    )


def align_all(gold: Iterable[Document], system: Iterable[Document]) -> Scores:
    """Compare documents pair by pair, and add up.

    >>> document = Document.from_sents([["Yes"]])
    >>> align_all([document] * 2, [document] * 2).sentences
    Score(gold=2, found=2, right=2)
    """
    return sum((align(one, other) for one, other in zip(gold, system, strict=True)), Scores())


def places_without_spaces(text: str) -> list[int]:
    """Return for each place in a text how many characters before it are not white space.

    >>> places_without_spaces("a b")
    [0, 1, 1, 2]
    """
    return list(accumulate((not character.isspace() for character in text), initial=0))


def sentences(columns: Annotation, places: Sequence[int]) -> Iterator[Span]:
    """Yield where each sentence starts and ends, in characters that are not white space."""
    for first, last in columns.sentence_ranges():
        yield places[columns.starts[first]], places[columns.ends[last - 1]]


def aligned(
    gold: Sequence[Span], system: Sequence[Span], gold_forms: Sequence[str], system_forms: Sequence[str]
) -> Iterator[Pair]:
    """Yield the numbers of the tokens that correspond, gold and system.

    >>> list(aligned([(0, 1), (1, 3), (1, 3)], [(0, 1), (1, 3), (1, 3)], ["a", "de", "le"], ["a", "le", "s"]))
    [(0, 0), (2, 1)]
    """
    of_span = {span: list(group) for span, group in groupby(range(len(system)), system.__getitem__)}
    for span, group in groupby(range(len(gold)), gold.__getitem__):
        ours, theirs = list(group), of_span.get(span, [])
        if len(ours) == len(theirs) == 1:
            yield ours[0], theirs[0]
        else:
            words = [gold_forms[number].lower() for number in ours]
            others = [system_forms[number].lower() for number in theirs]
            yield from ((ours[one], theirs[other]) for one, other in common(words, others))


def common(words: Sequence[str], others: Sequence[str]) -> list[Pair]:
    """Find the longest common subsequence of two lists of words, as pairs of places.

    >>> common(["a", "b", "c"], ["b", "x", "c"])
    [(1, 0), (2, 2)]
    """
    best: list[list[list[Pair]]] = [[[] for _ in range(len(others) + 1)] for _ in range(len(words) + 1)]
    for one, word in enumerate(words):
        for other, candidate in enumerate(others):
            if word == candidate:
                best[one + 1][other + 1] = [*best[one][other], (one, other)]
            else:
                best[one + 1][other + 1] = max(best[one][other + 1], best[one + 1][other], key=len)
    return best[-1][-1]


def _tokens(columns: Annotation, places: Sequence[int]) -> list[Span]:
    return [(places[start], places[end]) for start, end in zip(columns.starts, columns.ends, strict=True)]


def _tags(gold: Sequence[str | None] | None, system: Sequence[str | None] | None, pairs: Sequence[Pair]) -> Score:
    if gold is None or system is None:
        return Score()
    right = sum(gold[one] is not None and gold[one] == system[other] for one, other in pairs)
    return Score(len(gold), len(system), right)


def _lemmas(gold: Sequence[str | None] | None, system: Sequence[str | None] | None, pairs: Sequence[Pair]) -> Score:
    """Score lemmas; of a token that has none in the gold, whatever was found is right."""
    if gold is None or system is None:
        return Score()
    right = sum(is_right(gold[one], system[other]) for one, other in pairs)
    return Score(len(gold), len(system), right)


def _feats(gold: Sequence[str | None] | None, system: Sequence[str | None] | None, pairs: Sequence[Pair]) -> Score:
    """Score features by those that are universal."""
    if gold is None or system is None:
        return Score()
    right = sum(universal_part(gold[one]) == universal_part(system[other]) for one, other in pairs)
    return Score(len(gold), len(system), right)


def is_right(gold: str | None, found: str | None) -> bool:
    """Return whether a lemma is right, as the shared task counted: where the gold has none, any is.

    >>> is_right("dog", "dog"), is_right("dog", None), is_right(None, "dog")
    (True, False, True)
    """
    return gold is None or gold == found
