"""A place for a worker: which one is in it, how it is, and what the slot's workers did so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ...remote.serving.kept_setups import KeptSetups
from ..stats import WorkerStats
from ..transports.transport import THIS_MACHINE, THIS_PROCESS, Identity

State = Literal["empty", "waiting", "starting", "up"]  # waiting for a host that is not asked too often
MOST_STARTS_KILLED = 3  # of a worker's first start that somebody else killed: that is no fault of its spec


@dataclass(slots=True)
class WorkerSlot:
    """One worker after the other in the same place, over all runs of a pool."""

    number: int
    identity: Identity
    stats: WorkerStats
    state: State = "empty"
    life: int = 0  # counts the slot's workers, so that what an earlier one says counts no more
    deadline: float = 0.0  # when to give a worker up that is starting
    was_up: bool = False  # whether any worker of the slot came up
    equipped: int = 0  # the last of the slot's workers that was to get what it lacks
    starts_killed: int = 0
    start_failure: str = ""  # why no worker of the slot comes up
    given_up: bool = False  # after its host had refused for long
    setups: KeptSetups[None] = field(init=False)  # those that its worker keeps
    introduction: dict[str, object] = field(default_factory=dict)  # what its worker said of itself
    round_trip: float = 0.0  # seconds to its worker and back, at the least; 0 where nobody asked
    busy: bool = False  # whether it may still be at work for a run that was left

    @property
    def is_local(self) -> bool:
        """Whether its workers run on this machine."""
        return self.identity.host == THIS_MACHINE

    @property
    def is_far(self) -> bool:
        """Whether its workers run on another machine."""
        return self.identity.host not in (THIS_MACHINE, THIS_PROCESS)

    def count(self, items: int, size: int, seconds: float) -> None:
        """Count what a worker answered."""
        self.stats.items += items
        self.stats.bytes += size
        self.stats.busy_seconds += seconds
