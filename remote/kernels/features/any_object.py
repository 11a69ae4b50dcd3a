"""Features by any object with a method ``feats``, which is given what our own kernel is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Column = Sequence[str | None]


class ObjectFeatures:
    """Finds features by an object whose ``feats(forms, tags, universal, sentence_ends)`` returns one value a form.

    >>> class Plurals:
    ...     def feats(self, forms, tags, universal, sentence_ends):
    ...         return ["Number=Plur" if tag == "NNS" else "" for tag in tags]
    >>> ObjectFeatures(Plurals()).feats(["The", "dogs"], ["DT", "NNS"], None, [2])
    [None, 'Number=Plur']
    """

    def __init__(self, features: Any) -> None:
        self.features = features

    def feats(
        self, forms: Sequence[str], tags: Column | None, universal: Column | None, sentence_ends: Sequence[int]
    ) -> list[str | None]:
        """Return the features of each form; None for none, also where they are empty or ``_``."""
        found = [*self.features.feats(forms, tags, universal, sentence_ends)]
        if len(found) != len(forms):
            raise ValueError(f"features of {len(found)} words were found, of {len(forms)}")
        return [None if value in (None, "", "_") else str(value) for value in found]
