"""No features: what is found where nobody asks for them."""

from __future__ import annotations

from collections.abc import Sequence

Column = Sequence[str | None]


class NoFeatures:
    """Finds no features.

    >>> NoFeatures().feats(["Dogs"], ["NNS"], None, [1]) is None
    True
    """

    def feats(
        self, forms: Sequence[str], tags: Column | None, universal: Column | None, sentence_ends: Sequence[int]
    ) -> None:
        """Return None, for a document whose features stay as they are."""
