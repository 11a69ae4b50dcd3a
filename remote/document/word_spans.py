"""Where the words of a multiword token stand: by their letters, or where these are others, all over the whole token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Span = tuple[int, int]


def word_spans(words: Sequence[str], surface: str, start: int) -> Iterator[Span]:
    """Yield where the words of a token stand: by their letters where they spell it, else all over the whole.

    >>> list(word_spans(["do", "n't"], "don't", 0)), list(word_spans(["zu", "dem"], "zum", 0))
    ([(0, 2), (2, 5)], [(0, 3), (0, 3)])
    """
    whole = start + len(surface)
    if len(words) == 1 or letters("".join(words)) != letters(surface):
        yield from [(start, whole)] * len(words)
        return
    rest, spelt = surface, True
    for word in words:
        spelt = spelt and rest.startswith(word)
        end = start + len(word if spelt else rest)
        yield start, end
        if spelt:
            start, rest = end, rest[len(word) :]


def letters(text: str) -> str:
    """Return a text without its marks.

    >>> letters("it's")
    'its'
    """
    return text if text.isalnum() else "".join(filter(str.isalnum, text))
