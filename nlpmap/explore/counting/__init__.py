"""Counting a corpus: distributions in memory and on disk, and words that tell labels apart."""

from .count import count
from .stored import StoredConditionalFreqDist, StoredFreqDist
from .word_scores import high_information_words, score_words

__all__ = ["StoredConditionalFreqDist", "StoredFreqDist", "count", "high_information_words", "score_words"]
