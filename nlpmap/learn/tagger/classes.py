"""The classes that a tagger tells apart: pairs of a tag and a universal tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from ...errors import InputError
from ...remote.kernels.tagger.lockstep import Rows
from ..fitting.averaging import Floats
from .averaged_perceptron import NONE
from .options import TaggerOptions
from .tokenizations import Tagged

Class = tuple[str | None, str | None]


class Classes:
    """Pairs of tag and universal tag, numbered.

    >>> classes = Classes([("VBZ", "VERB"), ("VBZ", "AUX")])
    >>> classes.number(Tagged("is", "VBZ", "X")), classes.number(Tagged("is", None, None))
    (0, -1)
    """

    def __init__(self, names: Sequence[Class]) -> None:
        self.names = list(names)
        self.ids = {pair: number for number, pair in enumerate(self.names)}
        self.of_tag = {tag: number for number, (tag, _) in reversed(list(enumerate(self.names))) if tag is not None}

    def kinship(self, share: float) -> Floats:
        """Return how near each class is to each other: ``share`` for one of the same tag, and 1 more for itself.

        >>> Classes([("VBZ", "VERB"), ("VBZ", "AUX"), ("NN", "NOUN")]).kinship(0.5).tolist()
        [[1.5, 0.5, 0.0], [0.5, 1.5, 0.0], [0.0, 0.0, 1.5]]
        """
        tags = [tag or universal for tag, universal in self.names]
        akin = np.array([[tag == other for other in tags] for tag in tags])
        kinship: Floats = np.eye(len(tags), dtype=np.float32) + np.float32(share) * akin
        return kinship

    def number(self, token: Tagged) -> int:
        """Return a token's class: a rare pair falls to the commonest one of its tag."""
        return self.ids.get(token[1:], self.of_tag.get(token.tag or "", NONE))

    def numbers(self, sentences: Iterable[Sequence[Tagged]]) -> Rows:
        return np.array([self.number(token) for token in chain.from_iterable(sentences)], np.intp)


def classes_of(sentences: Sequence[Sequence[Tagged]], options: TaggerOptions) -> Classes:
    """Find a treebank's classes, the commonest first; raises `InputError` where it has none."""
    if not sentences:
        raise InputError("the treebank is empty: a tagger needs sentences to learn from")
    counts = Counter((token.tag, token.universal) for token in chain.from_iterable(sentences))
    whole = {pair: number for pair, number in counts.items() if None not in pair}
    counts = Counter(whole or {pair: number for pair, number in counts.items() if pair != (None, None)})
    if not counts:
        lacking = {"both": "tags", "xpos": "tags (XPOS)", "upos": "universal tags (UPOS)"}[options.tags]
        raise InputError(f"the treebank has no {lacking} to learn; annotate it, or choose others by `tags`")
    commonest: dict[str | None, Class] = {}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    for pair, _ in ranked:
        commonest.setdefault(pair[0], pair)
    kept = [pair for pair, number in ranked if number >= options.pairs or commonest[pair[0]] == pair]
    return Classes(kept if commonest.keys() != {None} else [pair for pair, _ in ranked])
