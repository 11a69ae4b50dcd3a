"""Joining: rendered documents made one file, in which each has a place and is told from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Piece = TypeVar("Piece")


def settled(
    pieces: Iterable[Piece],
    leads: Callable[[Piece], bool],
    ends: Callable[[Piece], bool],
    left_out: Callable[[list[Piece]], Iterable[Piece]],
) -> Iterator[Piece]:
    """Yield the pieces of a file in order: those that lead to one that ``ends`` them when it comes, else ``left_out``.

    A piece that does neither waits only behind others that do.

    >>> list(settled(["a", "#b", "c", "#d"], lambda piece: piece[0] == "#", str.isalpha, lambda pieces: [""]))
    ['a', '#b', 'c', '']
    """
    waiting: list[Piece] = []
    for piece in pieces:
        if leads(piece) or (waiting and not ends(piece)):
            waiting.append(piece)
            continue
        yield from waiting
        yield piece
        waiting = []
    yield from left_out(waiting)
