"""Exploring a tagged corpus: an index of its tokens, queries, concordances, counts and measures."""

from .counting import (
    StoredConditionalFreqDist,
    StoredFreqDist,
    count,
    high_information_words,
    score_words,
)
from .opening import open

__all__ = [
    "StoredConditionalFreqDist",
    "StoredFreqDist",
    "count",
    "high_information_words",
    "open",
    "score_words",
]
