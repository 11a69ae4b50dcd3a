"""The arguments of a run, pulled and packed a batch at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable

from ...errors import ProtocolError
from ...remote.serving import values, wire
from ...remote.serving.values import CannotTravel
from ..pickling import pickled_class
from .batches import BYTES, TakenArguments, size_of
from .reader import LiveValues, PromptValues, Values, is_prompt

STEP = 1024  # items pulled at once, at most: their sizes may differ


def known_length(args: Iterable[object]) -> int | None:
    """Return how many arguments there are, where they can say so.

    >>> known_length([1, 2]), known_length(iter([1, 2, 3])), known_length(n for n in [1])
    (2, 3, None)
    """
    hint = operator.length_hint(args, -1)
    return None if hint < 0 else hint


class Arguments:
    """Packs an iterable's values for their journey; an error of the iterable itself is kept until its place comes.

    ``announce`` is called when a value comes that had to be waited for; a batch has about ``most_bytes``.

    >>> arguments = Arguments([1, 2, object(), 3], wire.MARSHAL)
    >>> arguments.take(10).packed, arguments.take(10).packed, arguments.take(10).ended
    ([1, 2], [3], True)
    """

    def __init__(
        self,
        args: Iterable[object],
        codec: wire.Codec,
        announce: Callable[[], None] = lambda: None,
        most_bytes: int = BYTES,
    ) -> None:
        self.values: Values = PromptValues(args) if is_prompt(args) else LiveValues(args, announce)
        self.put_back: list[object] = []
        self.codec = codec
        self.most_bytes = most_bytes
        self.count = 0
        self.mean_size = 8.0  # of the items pulled last: the guess for the next

    @property
    def error(self) -> BaseException | None:
        """What ended the iterable before its end."""
        return self.values.error

    def close(self) -> None:
        """Read no more."""
        self.values.close()

    def take(self, most: int) -> TakenArguments:
        """Return the next items, packed; none where they have to be waited for."""
        packed: list[object] = []
        size = 0
        while len(packed) < most and size < self.most_bytes:
            fitting = max(1, int((self.most_bytes - size) / self.mean_size))
            wanted = min(most - len(packed), STEP, fitting)
            pulled = self._pull(wanted)
            if not pulled:
                break
            ready, ready_size, flaw = self._pack(pulled)
            self.mean_size = max(1.0, ready_size / max(1, len(ready)))
            packed += ready
            size += ready_size
            if flaw is not None:
                return TakenArguments(packed, size, flaw)
            if len(pulled) < wanted:
                break
        return TakenArguments(packed, size, ended=self.values.ended and not self.put_back)

    def _pull(self, most: int) -> list[object]:
        if not self.put_back:
            return self.values.take(most)
        pulled, self.put_back = self.put_back[:most], self.put_back[most:]
        return pulled

    def _pack(self, pulled: list[object]) -> tuple[list[object], int, ProtocolError | None]:
        """Pack values up to the first that can't travel; what follows it is put back."""
        if values.all_small(pulled):
            self.count += len(pulled)
            return pulled, 8 * len(pulled), None
        packed = []
        for rank, value in enumerate(pulled):
            try:
                packed.append(wire.pack(value, self.codec, pickled_class))
            except CannotTravel as error:
                self.put_back = pulled[rank + 1 :] + self.put_back
                flaw = ProtocolError(
                    self.count + rank, "ProtocolError", f"argument: {error}".replace("; return ", "; give ")
                )
                self.count += rank + 1
                return packed, sum(map(size_of, packed)), flaw
        self.count += len(packed)
        return packed, sum(map(size_of, packed)), None
