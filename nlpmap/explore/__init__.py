"""Exploring a tagged corpus: an index of its tokens, queries, concordances, counts and measures."""

from .opening import open

__all__ = ["open"]
