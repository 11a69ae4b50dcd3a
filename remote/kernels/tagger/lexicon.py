"""The lexicon of a model: what classes its training data, and other text, have put a word into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .perceptron_features import normalized

MOST_COLUMNS = 100  # and so a small file asks for little memory


class Lexicon:
    """Words, in lower case, with numbers for the classes that they belong to; -1 is for none.

    >>> lexicon = Lexicon({"words": ["dog", "run"], "columns": 2, "classes": bytes([3, 0, 1, 0, 5, 0, 255, 255])})
    >>> lexicon.classes("run"), lexicon.classes("cat")
    ((5, -1), (-1, -1))
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        width, words = table["columns"], table["words"]
        if not 0 <= width <= MOST_COLUMNS or 2 * width * len(words) != len(table["classes"]) or (words and not width):
            raise ValueError("a lexicon whose classes are not those of its words")
        rows = np.frombuffer(table["classes"], "<i2").reshape(-1, width) if width else np.zeros((0, 0), np.int16)
        self.rows = list(zip(*rows.T.tolist(), strict=True)) if rows.size else []
        self.ids = {word: index for index, word in enumerate(words)}
        self.none = (-1,) * width

    def classes(self, word: str) -> tuple[int, ...]:
        """Return the classes of a normalized word."""
        index = self.ids.get(word)
        return self.none if index is None else self.rows[index]

    def knows(self, word: str) -> bool:
        """Return whether a word was in the training data: others have no class in the first column.

        >>> table = {"words": ["dog", "run"], "columns": 1, "classes": bytes([3, 0, 255, 255])}
        >>> [Lexicon(table).knows(word) for word in ("Dog", "run", "cat")]
        [True, False, False]
        """
        return self.classes(normalized(word))[0] >= 0
