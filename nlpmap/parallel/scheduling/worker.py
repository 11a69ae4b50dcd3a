"""What the coordinator knows of a slot's worker: how fast it is, what it holds, whether it may get more."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from .batches import Pace
from .held import Held

CREDIT = 2  # batches that a worker may hold: one to work on, one on its way
MOST_CREDIT = 64  # where the way is long
START_FAILURE_WEIGHT = 0.2  # of a death, for a worker that dies before it has the module: then it was not the module


@dataclass(slots=True)
class Worker:
    """A slot's worker, and how often it died in vain."""

    pace: Pace
    state: str = "starting"  # then "ready", "dead" (to be replaced) or "retired" (not to be)
    held: Held = field(default_factory=Held)
    starved: bool = False
    queued: bool = False  # whether it is in the round of those that have credit
    fruitless_restarts: float = 0.0
    progress_seen: int = 0
    last_report: str = ""
    round_trip: float = 0.0  # seconds from here to it and back

    @property
    def has_credit(self) -> bool:
        return self.state == "ready" and (len(self.held) < self.credit or self.starved)

    @property
    def credit(self) -> int:
        """How many batches it may hold: while one goes there and its answer comes back, it is to have work for twice.

        >>> Worker(Pace(100)).credit, Worker(Pace(100), round_trip=0.2).credit
        (2, 9)
        """
        if not self.round_trip:
            return CREDIT
        return min(MOST_CREDIT, max(CREDIT, 1 + ceil(2 * self.round_trip / self.pace.seconds)))

    def die(self, why: str, progress: int, lives: int) -> None:
        """Note a death; the worker is retired after more than so many without any progress of the map meanwhile."""
        weight = 1.0 if self.state == "ready" else START_FAILURE_WEIGHT
        self.fruitless_restarts = weight + (self.fruitless_restarts if self.progress_seen == progress else 0.0)
        self.progress_seen = progress
        self.state = "retired" if self.fruitless_restarts > lives else "dead"
        self.starved = False
        self.last_report = why
