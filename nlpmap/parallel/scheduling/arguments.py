"""The arguments of a run, pulled and packed a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ...errors import ProtocolError
from ...remote.serving import values, wire
from ...remote.serving.values import CannotTravel
from .batches import BYTES, TakenArguments, size_of

STEP = 1024  # items pulled at once, at most: their sizes may differ


class Arguments:
    """Packs an iterable's values for their journey; an error of the iterable itself is kept until its place comes.

    >>> arguments = Arguments([1, 2, object(), 3], wire.MARSHAL)
    >>> arguments.take(10).packed, arguments.take(10).packed, arguments.take(10).ended
    ([1, 2], [3], True)
    """

    def __init__(self, args: Iterable[object], codec: wire.Codec) -> None:
        self.args: Iterator[object] = iter(args)
        self.codec = codec
        self.count = 0
        self.mean_size = 8.0  # of the items pulled last: the guess for the next
        self.error: BaseException | None = None

    def take(self, most: int) -> TakenArguments:
        """Return the next items, packed."""
        packed: list[object] = []
        size = 0
        while len(packed) < most and size < BYTES:
            fitting = max(1, int((BYTES - size) / self.mean_size))
            pulled = self._pull(min(most - len(packed), STEP, fitting))
            if not pulled:
                return TakenArguments(packed, size, ended=True)
            ready, ready_size, flaw = self._pack(pulled)
            self.mean_size = max(1.0, ready_size / max(1, len(ready)))
            packed += ready
            size += ready_size
            if flaw is not None:
                return TakenArguments(packed, size, flaw)
        return TakenArguments(packed, size)

    def _pull(self, most: int) -> list[object]:
        pulled: list[object] = []
        try:
            pulled.extend(islice(self.args, most))  # which keeps what came before an error
        except Exception as error:
            self.error = error
            self.args = iter(())
        return pulled

    def _pack(self, pulled: list[object]) -> tuple[list[object], int, ProtocolError | None]:
        """Pack values up to the first that can't travel; what follows it is put back."""
        if set(map(type, pulled)) <= values.SMALL:
            self.count += len(pulled)
            return pulled, 8 * len(pulled), None
        packed = []
        for rank, value in enumerate(pulled):
            try:
                packed.append(wire.pack(value, self.codec))
            except CannotTravel as error:
                self.args = chain(pulled[rank + 1 :], self.args)
                flaw = ProtocolError(self.count + rank, "ProtocolError", f"argument: {error}")
                self.count += rank + 1
                return packed, sum(map(size_of, packed)), flaw
        self.count += len(packed)
        return packed, sum(map(size_of, packed)), None
