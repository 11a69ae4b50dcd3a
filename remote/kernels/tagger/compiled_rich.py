"""Tags of the project's own models by their perceptron in C, where that could be built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from threading import Lock
from typing import TYPE_CHECKING, Any

from ...document import by_sentence
from ..twins import twin_or_pure
from ..typography import TWO_SIDED, as_penn, sided
from .doubts.facts import verbal
from .numbering import PADS, FeatureNumbering, history_of
from .perceptron_features import PADDING, REACH, group, name_part, normalized, padding

if TYPE_CHECKING:
    from .perceptron import PerceptronTagger

TYPES = 3 << 14  # word types that are kept: with 87 classes, 47 MB
LONGEST = 1000  # tokens of a sentence that is tagged in one go
Column = list[str | None]


class CompiledTagger:
    """Tags sentences as `PerceptronTagger` does, ten times as fast.

    Raises `ValueError` for a model that is unlike those that `nlpmap train` makes.
    """

    tags_are_texts = True  # it takes no model with others

    def __init__(self, model: Mapping[str, Any], native: Any, *, types: int = TYPES) -> None:
        self.classes: list[tuple[str | None, str | None]] = [(tag, universal) for tag, universal in model["classes"]]
        self.names = [[pair[column] for pair in self.classes] for column in (0, 1)]
        if not all(name is None or isinstance(name, str) for names in self.names for name in names):
            raise ValueError("a tag that is no text")
        history = history_of(self.classes)
        rows = 1 + sum(reach * len(names) for names, reach in zip(model["features"], REACH, strict=True))
        numbering = FeatureNumbering(rows, len(model["groups"]) + PADS + 1, len(model["words"]) + 1, history[-2])
        self.model = native.RichModel(dict(model), numbering, history)
        everywhere = [padding(name).everywhere for name in PADDING]
        table = model.get("second")
        verbs = verbal(self.classes)
        look = None if table is None else native.RichSecondLook(table, table.get("akin"), verbs)
        self.tagger = native.RichTagger(self.model, types, everywhere, TWO_SIDED, as_penn, self._shown, look)
        self.lock = Lock()

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[Column]:
        """Return one tag for each form of each sentence."""
        return self.tag_both(sentences)[0] or [[None] * len(sentence) for sentence in sentences]

    def tag_both(self, sentences: Sequence[Sequence[str]]) -> tuple[list[Column] | None, list[Column] | None]:
        """Return one tag and one universal tag for each form of each sentence; None for those it has not learned."""
        lengths = list(map(len, sentences))
        ends = list(accumulate(lengths))
        tags, universal = self.tag_columns(list(chain.from_iterable(sentences)), lengths)
        by_sentences = [column if column is None else by_sentence(column, ends) for column in (tags, universal)]
        return by_sentences[0], by_sentences[1]

    def tag_columns(self, forms: Sequence[str], lengths: Sequence[int]) -> tuple[Column | None, Column | None]:
        """Return one tag and one universal tag for each form of sentences of so many; very long ones go in parts."""
        forms = list(forms)
        if self.tagger.has_two_sided(forms):
            forms = list(sided(forms, lengths))
        known = [any(name is not None for name in names) for names in self.names]
        wanted = [names for names, is_known in zip(self.names, known, strict=True) if is_known]
        with self.lock:
            found = iter(self.tagger.tag(forms, list(lengths), LONGEST, *wanted))
        tags, universal = (next(found) if is_known else None for is_known in known)
        return tags, universal

    def _shown(self, word: str, case: int) -> tuple[list[str], list[str], list[str], str, str]:
        """Name a word's features in a sentence of a case by their reach, and its group, and return it normalized."""
        low = normalized(word)
        classes = self.model.lexicon.classes(low)
        return (*name_part(word, low, classes, case), group(word, classes), low)


def rich_tagger(model: Mapping[str, Any]) -> CompiledTagger | PerceptronTagger:
    """Make the tagger of a model of the project's own: the compiled one, where there is one and the model fits it."""

    def pure() -> PerceptronTagger:
        from .perceptron import PerceptronTagger  # for it needs numpy

        return PerceptronTagger(model)

    return twin_or_pure("rich_tags", lambda native: CompiledTagger(model, native), pure)
