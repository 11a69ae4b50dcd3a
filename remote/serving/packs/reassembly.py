"""What arrives in pieces, each of which is acknowledged: over a slow link neither side is silent for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..messages import BeginRun, FromPacks, Had, Offer, Pack, Piece, from_wire, to_wire

if TYPE_CHECKING:
    from .fetching import Packs

OF_PACKS = frozenset({Offer.__name__, Pack.__name__, Piece.__name__})


class Reassembly:
    """Takes pieces from what arrives: those of a set-up are put together again, others go to the packs."""

    def __init__(self, post: Callable[[FromPacks], None], packs: Packs | None) -> None:
        self.post = post
        self.packs = packs
        self.of_setup: list[bytes] = []

    def rest(self, wired: Any) -> Any:
        """Return what arrived, if it is more than a piece of something."""
        if wired[0] in OF_PACKS:
            self._take(from_wire(wired))
            return None
        if self.of_setup and wired[0] == BeginRun.__name__:
            run = from_wire(wired)
            whole = run._replace(setup=(run.setup[0], b"".join(self.of_setup)))
            self.of_setup.clear()
            return to_wire(whole)
        return wired

    def _take(self, message: Any) -> None:
        if isinstance(message, Piece):
            self.post(Had())
            if not message.key:
                self.of_setup.append(message.content)
                return
        if self.packs is not None:
            self.packs.inbox.put(message)
