"""Exploring a tagged corpus: an index of its tokens, queries, concordances, counts and measures."""

from typing import TYPE_CHECKING

from .opening import open

if TYPE_CHECKING:  # at run time, what counts in workers is imported when it is first asked for
    from .counting import StoredConditionalFreqDist as StoredConditionalFreqDist
    from .counting import StoredFreqDist as StoredFreqDist
    from .counting import count as count
    from .counting import high_information_words as high_information_words
    from .counting import score_words as score_words

__all__ = [
    "StoredConditionalFreqDist",
    "StoredFreqDist",
    "count",
    "high_information_words",
    "open",
    "score_words",
]


if not TYPE_CHECKING:  # else any name would pass for one that is there

    def __getattr__(name: str) -> object:
        """Import what counts in workers when it is first asked for: an index is opened without."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import counting

        value = globals()[name] = getattr(counting, name)
        return value
