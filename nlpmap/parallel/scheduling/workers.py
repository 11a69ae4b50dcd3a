"""The workers of one run: brought up, given their module, counted, and buried."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any

from ...errors import HostError, InputError, ProtocolError, WorkerError
from ...remote.serving import wire
from ..stats import WorkerStats
from ..transports.transport import Event, Identity, Message, Transport
from ..worker_modules import WorkerModule
from .batches import Batch

KILLED = "the process was killed by SIG"
MOST_STARTS_LOST = 3  # of a worker's first start that somebody else killed: that is no fault of its spec
START_SECONDS = 60.0  # that a worker gets to come up and say hello


class Crew:
    """A transport's workers, as one run needs them."""

    def __init__(
        self, transport: Transport, first_message: Message, stats: list[WorkerStats], needs: Sequence[str]
    ) -> None:
        self.transport = transport
        self.first_message = first_message
        self.stats = stats
        self.needs = needs
        self.starting: dict[int, float] = {}  # the slots whose worker is not up yet, and when to give it up
        self.buried: dict[int, int] = {}  # the life of each slot that is over, whatever it may still say
        self.faults: dict[int, str] = {}
        self.killed_as_they_started: dict[int, int] = {}

    def spawn(self, slot: int) -> None:
        """Start a worker; its hello comes as an event."""
        self.stats[slot].restarts += self.transport.life(slot) > 0
        self.transport.spawn(slot)
        self.expect(slot)

    def expect(self, slot: int) -> None:
        """Wait for the hello of a worker that is starting."""
        self.starting[slot] = monotonic() + START_SECONDS

    def open(self, slot: int) -> None:
        """Send the module to a worker that is up."""
        self.starting.pop(slot, None)
        self.transport.send(slot, self.first_message)

    def send(self, slot: int, batch: Batch) -> None:
        """Send a batch."""
        each, payload = wire.encode(batch.packed, self.transport.codec)
        self.stats[slot].batches += 1
        self.stats[slot].bytes += len(payload)
        self.transport.send(slot, ("batch", batch.start, each, payload, batch.solo))

    def end(self) -> None:
        """Let every worker leave the run when it has done what it holds."""
        for slot in range(self.transport.slots):
            if slot not in self.starting and self.transport.life(slot):
                self.transport.send(slot, ("end",))

    def count(self, slot: int, items: int, size: int, seconds: float) -> None:
        """Count what a worker answered."""
        stats = self.stats[slot]
        stats.items += items
        stats.bytes += size
        stats.busy_seconds += seconds

    def is_alive(self, event: Event) -> bool:
        """Return whether an event comes from a worker that still counts."""
        return event.life == self.transport.life(event.slot) != self.buried.get(event.slot)

    def kill(self, slot: int) -> str:
        """End a worker, and tell how it ended; what it said that is still under way counts no more."""
        self.buried[slot] = self.transport.life(slot)
        return self.transport.kill(slot)

    def lacks(self, introduction: dict[str, Any]) -> str:
        """Return the requirements that a worker lacks and the command that installs them, or an empty string."""
        missing = [name for name in self.needs if introduction["versions"].get(name) is None]
        if not missing:
            return ""
        python = f"{introduction['executable']} (Python {introduction['python']})"
        install = f"{introduction['executable']} -m pip install {' '.join(missing)}"
        return f"{python} has no {' and no '.join(missing)}. On that host, type: {install}"

    def lose(self, slot: int, why: str = "", for_good: bool = False) -> str | None:
        """Bury a worker, and tell how it ended; a slot's first that never came up is a fault of its spec or host.

        One that somebody killed meanwhile is started again, unless it is to be lost ``for_good``.
        """
        starts_lost = self.killed_as_they_started.get(slot, 0)
        never_up = self.starting.pop(slot, None) is not None and self.transport.life(slot) == 1 + starts_lost
        ending = self.kill(slot)
        words = why or ending
        if not never_up:
            return words
        if KILLED in words and starts_lost < MOST_STARTS_LOST and not for_good:
            self.killed_as_they_started[slot] = starts_lost + 1
            self.spawn(slot)
        else:
            self.faults[slot] = words
        return None

    def overdue(self) -> list[int]:
        """List the slots whose worker had its time to come up."""
        now = monotonic()
        return [slot for slot, deadline in self.starting.items() if deadline <= now]

    @property
    def start_error(self) -> HostError | None:
        """One error for all the workers that did not start, once nothing more is to be learnt."""
        if not self.faults or self.starting:
            return None
        hosts = [f"  {self.identity(slot).host}: {why}" for slot, why in sorted(self.faults.items())]
        count = f"{len(hosts)} of {self.transport.slots} workers"
        return HostError("\n".join([f"{count} did not start; mend or leave out their specs:", *hosts]))

    def identity(self, slot: int) -> Identity:
        return self.transport.identity(slot)

    def error(self, slot: int, index: int, kind: str, message: str, text: str) -> WorkerError:
        """Make the error that a worker reported."""
        make = ProtocolError if kind == "ProtocolError" else WorkerError
        name = self.identity(slot)
        return make(index, kind, message, text, worker=name.name, host=name.host)


def first_message(number: int, module: WorkerModule, setup: object, codec: wire.Codec) -> Message:
    """Make the message that begins a run in a worker: its number, the module, and the set-up."""
    try:
        packed = None if setup is None else wire.encode([wire.pack(setup, codec)], codec)
    except wire.CannotTravel as error:
        raise InputError(f"setup: {error}") from None
    return ("run", number, (module.source, module.filename, module.package), codec.name, packed)
