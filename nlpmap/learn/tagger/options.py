"""How a tagger is trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SecondLookOptions:
    """How a second look at what is in doubt is trained: from taggers of so many ``folds``, of so many passes each.

    >>> SecondLookOptions(folds=4).within
    480
    """

    folds: int = 6
    first_passes: int = 6
    learned: int = 800  # scores by which the best class may lead where another one is in doubt, while it learns,
    within: int = 480  # and then, as more are hardly ever made up for
    bits: int = 19  # of the number of weights
    passes: int = 6
    models: int = 4  # from different seeds, averaged
    batch: int = 32
    rate: float = 0.02
    akin_learned: int = 1000  # the same where both classes have one tag: more is made up for, and
    akin_within: int = 800
    akin_rate: float = 0.06  # longer steps are better with fewer examples
    dropped: float = 0.3  # of the facts' combinations
    certainty: int = 400  # scores that multiply the odds by e
    least: int = 4  # the smallest weight that is kept, of 127


@dataclass(frozen=True)
class TaggerOptions:
    """How a tagger is trained; ``models`` are trained from different seeds and averaged.

    >>> TaggerOptions(tags="upos", passes=3).seed
    1
    """

    tags: Literal["both", "xpos", "upos"] = "both"
    passes: int = 10
    models: int = 4
    seed: int = 1
    margin: float = 120.0
    kinship: float = 1.0  # what classes of the same tag learn of each other, in relation to what a class alone learns
    dropout: float = 0.2  # share of a token's features that is left out at random in training
    minimum: int = 2  # occurrences that a feature needs, and
    pairs: int = 5  # a pair of tag and universal tag, to be a class of its own
    folds: int = 10  # for the lexicon; see `lexicon`
    clusters: tuple[int, ...] = (50, 200, 800)
    most_clustered: int | None = None  # of words, the commonest
    nltk_tokens: bool = True
    clauses: bool = True  # short ones of English sentences, also as questions
    scale: float = 4.0  # of weights when they are made whole numbers, and
    least: int = 16  # the smallest that is kept
    most_cells: int | None = None  # weights while it learns, so that memory is bounded; None for any number
    second_look: SecondLookOptions | None = SecondLookOptions()
