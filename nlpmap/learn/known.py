"""The words that a tagger has seen in training, where its model keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Knows = Callable[[str], bool]
DIGITS = str.maketrans("123456789", "000000000")


def known_by(tables: Mapping[str, Any]) -> Knows | None:
    """Return a function that tells whether a word is in the tagger's lexicon; none where the model has no lexicon.

    A lexicon has words in lower case, all digits as 0; in the first column of its classes -1 stands for a word that is
    there for another reason than the training data.

    >>> table = {"words": ["dog", "run"], "columns": 1, "classes": bytes([3, 0, 255, 255])}
    >>> knows = known_by({"tagger": {"lexicon": table}})
    >>> knows("Dog"), knows("run"), knows("cat")
    (True, False, False)
    """
    table = tables.get("tagger", {}).get("lexicon")
    if table is None:
        return None
    import numpy as np

    first = np.frombuffer(table["classes"], "<i2").reshape(len(table["words"]), -1)[:, 0]
    words = {word for word, number in zip(table["words"], first.tolist(), strict=True) if number >= 0}
    return lambda form: form.lower().translate(DIGITS) in words
