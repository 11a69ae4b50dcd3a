"""NLTK's tags by its perceptron in C, where that could be built: weights, new words and decoding are all there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from threading import Lock
from typing import TYPE_CHECKING, Any

from ...document import by_sentence
from ..twins import twin_or_pure
from .nltk_features import START, features_at, nltk_normalized

if TYPE_CHECKING:
    from .nltk_perceptron import NltkPerceptronTagger

TYPES = 1 << 16  # word types that are kept: 12 MB with their strings
THOUSAND = 1000  # weights have three decimals


class CompiledNltkTagger:
    """Tags sentences as `NltkPerceptronTagger` does, ten times as fast.

    Raises `ValueError` for a model whose weights have more decimals, or that is otherwise unlike NLTK's own.
    """

    tags_are_texts = True  # it takes no model with others

    def __init__(self, model: Mapping[str, Any], native: Any, *, types: int = TYPES) -> None:
        self.classes: list[str] = sorted(model["classes"], reverse=True)  # the first wins a tie
        tagdict: dict[str, str] = model["tagdict"]
        others = sorted(set(filter(None, tagdict.values())) - set(self.classes))
        weights = model["weights"]
        content = weights if isinstance(weights, bytes) else json.dumps(weights).encode()
        self.model = native.NltkModel(content, [*self.classes, *others, *START], len(self.classes))
        self.tagger = native.NltkTagger(self.model, tagdict, types, nltk_normalized, self._as_nltk)
        self.lock = Lock()

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return one tag for each form of each sentence."""
        lengths = list(map(len, sentences))
        tags, _ = self.tag_columns(list(chain.from_iterable(sentences)), lengths)
        return by_sentence(tags, accumulate(lengths))

    def tag_columns(self, forms: Sequence[str], lengths: Sequence[int]) -> tuple[list[str], None]:
        """Return one tag for each form of sentences of so many; NLTK's models know of no universal ones."""
        with self.lock:
            return self.tagger.tag(list(forms), list(lengths)), None

    def _as_nltk(self, sentence: Sequence[str], index: int, before: str, second: str) -> str:
        """Score a token in the order in which NLTK adds its features: on a tie the floats' rounding may decide."""
        scores = [0.0] * len(self.classes)
        for name in features_at(sentence, index, before, second):
            for column, thousandths in self.model.row(name):
                scores[column] += thousandths / THOUSAND
        return self.classes[scores.index(max(scores))]


def nltk_tagger(model: Mapping[str, Any]) -> CompiledNltkTagger | NltkPerceptronTagger:
    """Make the tagger of a model with NLTK's features: the compiled one, where there is one and the model fits it.

    >>> model = {"weights": {"bias": {"NN": 1.0}}, "tagdict": {"the": "DT"}, "classes": ["DT", "NN"]}
    >>> nltk_tagger(model).tag([["the", "dog"], [], ["dogs"]])
    [['DT', 'NN'], [], ['NN']]
    """

    def pure() -> NltkPerceptronTagger:
        from .nltk_perceptron import NltkPerceptronTagger  # for it needs numpy

        return NltkPerceptronTagger(model)

    return twin_or_pure("tags", lambda native: CompiledNltkTagger(model, native), pure)
