"""Many workers that take parts in simulated time: the real claims, over a store in memory; nobody sleeps."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random

from nlpmap.jobs.shared.claims import Claim, Claims
from tests.jobs.shared.counting_store import CountingStore

SECONDS_A_REQUEST = 0.05
LEASE = 120.0


@dataclass
class Simulation:
    """Workers at a job: each takes a part, works, says that it is done; some die, and are followed by others."""

    workers: int
    parts: int
    deaths_an_hour: float = 0.0  # of each worker
    seed: int = 7
    store: CountingStore = field(default_factory=CountingStore)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.seconds = [60 * self.random.lognormvariate(-0.125, 0.5) for _ in range(self.parts)]
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.order = count()
        self.done_at: dict[int, float] = {}
        self.times_done = 0

    @property
    def ideal(self) -> float:
        return sum(self.seconds) / self.workers

    def run(self) -> float:
        """Return when the last part was done."""
        for _ in range(self.workers):
            self._come()
        while self.events:
            self.store.time, _, event = heapq.heappop(self.events)
            event()
        return max(self.done_at.values())

    def _at(self, time: float, event: Callable[[], None]) -> None:
        heapq.heappush(self.events, (time, next(self.order), event))

    def _come(self) -> None:
        claims = Claims(self.store, self.parts, LEASE, random=Random(self.random.random()))
        self._at(self.store.time, lambda: self._take(claims))

    def _take(self, claims: Claims) -> None:
        before = self.store.requests
        claim = claims.take()
        now = self.store.time + SECONDS_A_REQUEST * (self.store.requests - before)
        if claim is not None:
            self._work(claims, claim, now)
        elif claims.undone:
            self._at(now + claims.pause, lambda: self._take(claims))

    def _work(self, claims: Claims, claim: Claim, now: float) -> None:
        end = now + self.seconds[claim.number]
        dies = now + self.random.expovariate(self.deaths_an_hour / 3600) if self.deaths_an_hour else end
        name, beat = claims.names.claim(claim), now + LEASE / 3
        while beat < min(end, dies):
            self._at(beat, lambda: self.store.refresh(name, b""))
            beat += LEASE / 3
        self._at(dies, self._come) if dies < end else self._at(end, lambda: self._finish(claims, claim))

    def _finish(self, claims: Claims, claim: Claim) -> None:
        self.times_done += 1
        self.store.put(f"part/{claims.names.of(claim.number)}", b"")
        self.store.create(claims.names.done(claim.number), b"")
        self.done_at.setdefault(claim.number, self.store.time)
        self._take(claims)
