"""Part-of-speech tags by an averaged perceptron (Collins 2002), as `nltk.pos_tag` gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class PerceptronTagger:
    """Tags a sentence from left to right, by a model's weights.

    >>> model = {"weights": {"bias": {"NN": 1.0}}, "tagdict": {"the": "DT"}, "classes": ["DT", "NN"]}
    >>> PerceptronTagger(model).tags(["the", "dog"])
    ['DT', 'NN']
    """

    def __init__(self, model: Mapping[str, Any]) -> None:
        from nltk.tag.perceptron import PerceptronTagger as Reference

        self.reference = Reference(load=False)
        self.reference.model.weights = model["weights"]
        self.reference.tagdict = model["tagdict"]
        self.reference.classes = self.reference.model.classes = set(model["classes"])

    def tags(self, sentence: Sequence[str]) -> list[str]:
        """Give one tag for each form of a sentence."""
        return [tag for _, tag in self.reference.tag(sentence)]
