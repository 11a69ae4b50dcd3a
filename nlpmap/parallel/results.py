"""The results of a map: they come in blocks, and are taken one by one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Generic, NoReturn, TypeVar

Result = TypeVar("Result")
Blocks = Generator[list[Result], None, None]


@dataclass(slots=True)
class Tally:
    """How many results were handed out, and whether they were all."""

    handed_out: int = 0
    is_over: bool = False


class Results(Generic[Result]):
    """An iterator over the results of a map, in order; closing it ends the map.

    >>> results = Results(block for block in [[1, 2], [], [3]])
    >>> next(results), list(results)
    (1, [2, 3])
    """

    def __init__(self, blocks: Blocks[Result]) -> None:
        self._blocks = blocks
        self._tally = Tally()
        # not a method: results that are dropped are in no circle, so the map ends at once
        self._flat = chain.from_iterable(_counted(blocks, self._tally))

    def __iter__(self) -> Iterator[Result]:
        return self._flat

    def __next__(self) -> Result:
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
        return Results(_finished(self._blocks, finish))

    def close(self) -> None:
        """End the map: nothing more is read, and its workers are free."""
        self._blocks.close()


def _counted(blocks: Blocks[Result], tally: Tally) -> Blocks[Result]:
    for block in blocks:
        tally.handed_out += len(block)
        yield block
    tally.is_over = True


def _finished(blocks: Blocks[Result], finish: Callable[[], None]) -> Blocks[Result]:
    try:
        yield from blocks
    finally:
        finish()
