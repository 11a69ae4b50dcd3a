"""The results of a map: they come in blocks, and are taken one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import Generic, NoReturn, Protocol, TypeVar

from ..errors import InputError

Result = TypeVar("Result")
Blocks = Generator[list[Result], None, None]
IN_USE = (
    "these results are being made just now, for another thread or for the very iterable that asks for them; "
    "take them in one place, and no result where the map's arguments come from"
)


class ReadByThread(Protocol):
    """What a thread of its own reads."""

    ident: int  # of that thread, once it reads


class Feed:
    """The thread that reads a map's arguments, where one does: it must not wait for what waits for it."""

    def __init__(self) -> None:
        self.read: ReadByThread | None = None

    def check(self) -> None:
        """Raise `InputError` in that thread."""
        if self.read is not None and self.read.ident == threading.get_ident():
            raise InputError(IN_USE)


class Tally(Generic[Result]):
    """The blocks of a map, one after the other, and how many results were handed out.

    It refuses to be asked for a block while it makes one: by an iterable that takes the results of its own values, or
    by another thread. What asked first goes on undisturbed.
    """

    def __init__(self, blocks: Blocks[Result]) -> None:
        self.blocks = blocks
        self.handed_out = 0
        self.ended = False  # there are no more blocks
        self.is_over = False  # and no error is why
        self.turn = threading.Lock()

    def __iter__(self) -> Iterator[list[Result]]:
        return self

    def __next__(self) -> list[Result]:
        if not self.turn.acquire(blocking=False):
            raise InputError(IN_USE)
        try:
            block = next(self.blocks)
        except BaseException as error:
            self.ended = True
            self.is_over = isinstance(error, StopIteration)
            raise
        finally:
            self.turn.release()
        self.handed_out += len(block)
        return block

    def chained(self) -> Iterator[Result] | None:
        """Return an iterator over the results that are left, if any may be: one ends where it raises."""
        return None if self.ended else chain.from_iterable(self)

    def close(self) -> None:
        """Make no more blocks."""
        if not self.turn.acquire(blocking=False):
            raise InputError(IN_USE)
        try:
            self.blocks.close()
        finally:
            self.turn.release()


class Results(Generic[Result]):
    """An iterator over the results of a map, in order; closing it ends the map.

    >>> results = Results(block for block in [[1, 2], [], [3]])
    >>> next(results), list(results)
    (1, [2, 3])
    """

    def __init__(self, blocks: Blocks[Result], feed: Feed | None = None) -> None:
        self._tally = Tally(blocks)
        self.feed = feed
        # not a method: results that are dropped are in no circle, so the map ends at once
        self._flat: Iterator[Result] = chain.from_iterable(iter(self._tally.chained, None))

    def __iter__(self) -> Iterator[Result]:
        return self if self.feed else self._flat

    def __next__(self) -> Result:
        if self.feed:
            self.feed.check()
        return next(self._flat)

    def __repr__(self) -> str:
        count = self._tally.handed_out
        if self._tally.is_over:
            return f"<Results: {count:,}, all taken; to keep results, take them into a list(...)>"
        so_far = f"{count:,} so far" if count else "none taken yet"
        return f"<Results: {so_far}; iterate, or take all: list(...)>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("results can't be pickled or copied: take them into a list(...) first")

    def then(self, finish: Callable[[], None]) -> Results[Result]:
        """Return the same results, and call ``finish`` when they are through, fail or are closed.

        >>> list(Results(block for block in [[1], [2]]).then(lambda: print("done")))
        done
        [1, 2]
        """
        return Results(_finished(self._tally.blocks, finish), self.feed)

    def close(self) -> None:
        """End the map: nothing more is read, and its workers are free."""
        if self.feed:
            self.feed.check()
        self._tally.close()


def _finished(blocks: Blocks[Result], finish: Callable[[], None]) -> Blocks[Result]:
    try:
        yield from blocks
    finally:
        finish()
