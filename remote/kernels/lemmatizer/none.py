"""No lemmas: what a model without a lemmatizer has, and who asks for none."""

from __future__ import annotations

from collections.abc import Sequence

Column = Sequence[str | None]


class NoLemmatizer:
    """Finds no lemmas.

    >>> NoLemmatizer().lemmas(["dogs"], ["NNS"], None) is None
    True
    """

    def lemmas(self, forms: Sequence[str], tags: Column | None, universal: Column | None) -> None:
        """Return None, for a document without lemmas."""
