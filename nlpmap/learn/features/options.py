"""How features are trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeatureOptions:
    """How features are trained: weights are kept ``scale`` to one, those below ``least`` then are left out.

    Of forms as rare as less than ``frequent`` the ending tells the candidates; of an ending's and of tags' candidates
    those are kept that have at least this ``share``, and at most so ``many``.
    """

    passes: int = 6
    seed: int = 1
    bits: int = 20
    batch: int = 64
    rate: float = 0.2
    dropped: float = 0.5  # of the contexts
    frequent: int = 8
    share: float = 0.005
    many: int = 12
    scale: int = 10
    least: int = 3
