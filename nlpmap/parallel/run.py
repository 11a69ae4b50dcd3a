"""One run of the map: drives a coordinator over a transport, and yields outcomes in the order of the arguments."""

from __future__ import annotations

import logging
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty
from time import monotonic
from typing import Any, Literal

from ..errors import HostError, NlpmapError, ProtocolError, WorkerError
from ..remote import wire
from .arguments import Arguments
from .coordinator import Coordinator, Kill, Order, Outcomes, Pause, Send, Spawn
from .modules import WorkerModule
from .results import Blocks
from .stats import WorkerStats
from .transport import Event, Transport

START_SECONDS = 60.0  # that a worker gets to come up and say hello
BREATH = 1.0  # seconds after which a wait is begun anew: a signal that another thread took is then seen
OnError = Literal["raise", "return", "skip"]
log = logging.getLogger("nlpmap.worker")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run does about failures, and how far ahead of its consumer it works."""

    on_error: OnError = "raise"
    retries: int = 2
    timeout: float | None = None
    window: int | None = None


def known_length(args: Iterable[object]) -> int | None:
    """Tell how many arguments there are, where they can say so.

    >>> known_length([1, 2]), known_length(iter([1, 2, 3])), known_length(n for n in [1])
    (2, 3, None)
    """
    hint = operator.length_hint(args, -1)
    return None if hint < 0 else hint


class Run:
    """Feeds one module's workers from one iterable until every item has its outcome."""

    def __init__(
        self,
        number: int,
        transport: Transport,
        module: WorkerModule,
        args: Iterable[object],
        setup: object,
        policy: Policy,
        stats: list[WorkerStats],
        needs: Sequence[str] = (),
    ) -> None:
        self.stats = stats
        self.needs = needs
        self.number = number
        self.transport = transport
        self.policy = policy
        self.arguments = Arguments(args, transport.codec)
        self.coordinator = Coordinator(
            transport.slots,
            self.arguments,
            length=known_length(args),
            window=policy.window,
            retries=policy.retries,
            timeout=policy.timeout,
        )
        packed = None if setup is None else wire.encode([wire.pack(setup, transport.codec)], transport.codec)
        source = (module.source, module.filename, module.package)
        self.first_message = ("run", number, source, transport.codec.name, packed)
        self.starting: dict[int, float] = {}
        self.buried: dict[int, int] = {}  # the life of each slot that is over, whatever it may still say
        self.faults: dict[int, str] = {}
        self.fault: NlpmapError | None = None

    def blocks(self, live: Iterable[int]) -> Blocks[Any]:
        """Yield the outcomes, in order, in lists; ``live`` are the slots whose worker is up already."""
        for slot in range(self.transport.slots):
            if slot in live:
                self._open(slot)
            else:
                self._spawn(slot)
        while self.starting:  # a worker that can't start is told before any work is done
            self._listen()
        while not self.coordinator.finished:
            self._act()
            ready = list(self.coordinator.released())
            for part in ready:
                yield self._accepted(part)
                self.coordinator.took(part.count)
                self._catch_up()
            if not ready and not self.coordinator.finished:
                self._listen()
        if self.arguments.error is not None:
            raise self.arguments.error

    def end(self) -> None:
        """Let every worker leave this run when it has done what it holds."""
        for slot in range(self.transport.slots):
            if slot not in self.starting and self.transport.life(slot):
                self.transport.send(slot, ("end",))

    @property
    def holding(self) -> list[int]:
        """The slots whose worker has not answered all that it was sent."""
        return [slot for slot, worker in enumerate(self.coordinator.workers) if worker.held]

    # orders out

    def _act(self) -> None:
        self.coordinator.tick(monotonic())
        for order in self.coordinator.orders():
            self._carry_out(order)

    def _carry_out(self, order: Order) -> None:
        match order:
            case Send(slot, batch):
                each, payload = wire.encode(batch.packed, self.transport.codec)
                self.stats[slot].batches += 1
                self.stats[slot].bytes += len(payload)
                self.transport.send(slot, ("batch", batch.start, each, payload, batch.solo))
            case Pause(slot):
                self.transport.send(slot, ("pause",))
            case Kill(slot):
                self._kill(slot)
            case Spawn(slot):
                self._spawn(slot)

    def _kill(self, slot: int) -> str:
        self.buried[slot] = self.transport.life(slot)
        return self.transport.kill(slot)

    def _spawn(self, slot: int) -> None:
        self.stats[slot].restarts += self.transport.life(slot) > 0
        self.transport.spawn(slot)
        self.starting[slot] = monotonic() + START_SECONDS

    def _open(self, slot: int) -> None:
        self.transport.send(slot, self.first_message)
        self.coordinator.ready(slot)

    # events in

    def _listen(self) -> None:
        """Wait for an event, no longer than to the next deadline, and handle all that came with it."""
        deadlines = [monotonic() + BREATH, *self.starting.values(), self.coordinator.deadline]
        next_deadline = min(deadline for deadline in deadlines if deadline is not None)
        try:
            event = self.transport.events.get(timeout=max(0.0, next_deadline - monotonic()))
        except Empty:
            self._give_up_starts()
        else:
            self._handle(event)
            self._catch_up()
        self._check()

    def _catch_up(self) -> None:
        """Handle the events that came meanwhile, and give the workers more: the consumer may have been away long."""
        if self.transport.events.empty():
            return
        while True:
            try:
                self._handle(self.transport.events.get_nowait())
            except Empty:
                break
        self._act()

    def _handle(self, event: Event) -> None:
        slot, (kind, *rest) = event.slot, event.message
        if event.life != self.transport.life(slot) or event.life == self.buried.get(slot):
            return
        self.coordinator.tick(monotonic())
        match kind:
            case "hello":
                self._welcome(slot, rest[0])
            case "refused":
                self._lose(slot, rest[0])
            case "gone":
                self._lose(slot, "")
            case "log":
                level, name, text = rest
                source = "" if name == log.name else f" {name}:"
                log.log(level, "[%s]%s %s", self.transport.identity(slot).name, source, text)
            case _ if rest[0] == self.number:
                self._handle_report(slot, kind, rest[1:])

    def _welcome(self, slot: int, introduction: dict[str, Any]) -> None:
        """Give a worker that came up its module, unless its host lacks what the module needs."""
        missing = [name for name in self.needs if introduction["versions"].get(name) is None]
        if missing:
            python = f"{introduction['executable']} (Python {introduction['python']})"
            install = f"{introduction['executable']} -m pip install {' '.join(missing)}"
            self._lose(slot, f"{python} has no {' and no '.join(missing)}. On that host, type: {install}")
            return
        self.starting.pop(slot, None)
        self._open(slot)

    def _handle_report(self, slot: int, kind: str, report: list[Any]) -> None:
        match kind, report:
            case "answers", [start, count, each, payload, seconds]:
                part = Outcomes(start, count, (each, payload), len(payload))
                self._count(slot, count, len(payload), seconds)
                self.coordinator.answered(slot, range(start, start + count), [part], seconds)
            case "scattered", [indices, each, payload, seconds]:
                self._count(slot, len(indices), len(payload), seconds)
                self.coordinator.answered(slot, indices, list(self._parts(indices, each, payload)), seconds)
            case "taken", [index]:
                self.coordinator.began(slot, index)
            case "failed", [index, *description]:
                self.coordinator.failed(slot, index, self._error(slot, index, *description))
            case "tangled", [indices, *_]:
                self.coordinator.tangled(slot, indices)
            case "broken", [index, *description]:
                known = index if index is not None else self._waiting(slot)
                self.fault = self._error(slot, known, *description)
            case "afterword", [text]:
                log.warning("[%s] %s", self.transport.identity(slot).name, text)
            case "hungry", []:
                self.coordinator.hungry(slot)

    def _count(self, slot: int, items: int, size: int, seconds: float) -> None:
        stats = self.stats[slot]
        stats.items += items
        stats.bytes += size
        stats.busy_seconds += seconds

    def _parts(self, indices: list[int], each: bool, payload: bytes) -> Iterator[Outcomes]:
        values = wire.decode(each, payload, self.transport.codec)
        for index, value in zip(indices, values, strict=True):
            again = wire.encode([wire.pack(value, self.transport.codec)], self.transport.codec)
            yield Outcomes(index, 1, again, len(again[1]))

    def _error(self, slot: int, index: int, kind: str, message: str, text: str) -> WorkerError:
        make = ProtocolError if kind == "ProtocolError" else WorkerError
        name = self.transport.identity(slot)
        return make(index, kind, message, text, worker=name.name, host=name.host)

    def _waiting(self, slot: int) -> int:
        held = self.coordinator.workers[slot].held
        return held[0].start if held else self.coordinator.next_out

    def _lose(self, slot: int, why: str) -> None:
        """Bury a worker that is gone; one that never came up is a fault of its spec or host."""
        never_up = self.starting.pop(slot, None) is not None and self.transport.life(slot) == 1
        words = self._kill(slot)
        why = why or words
        name = self.transport.identity(slot)
        if never_up:
            self.faults[slot] = why
        else:
            self.coordinator.died(slot, why, name.name, name.host)

    def _give_up_starts(self) -> None:
        now = monotonic()
        for slot, deadline in list(self.starting.items()):
            if deadline <= now:
                words = self._kill(slot)
                self._lose(slot, f"said nothing for {START_SECONDS:g} s\n    {words}")

    def _check(self) -> None:
        if self.fault or self.coordinator.fault:
            raise self.fault or self.coordinator.fault  # type: ignore[misc]
        if self.faults and not self.starting:
            raise HostError(self._start_faults())

    def _start_faults(self) -> str:
        hosts = [f"  {self.transport.identity(slot).host}: {why}" for slot, why in sorted(self.faults.items())]
        count = f"{len(hosts)} of {self.transport.slots} workers"
        return "\n".join([f"{count} did not start; mend or leave out their specs:", *hosts])

    # outcomes out

    def _accepted(self, part: Outcomes) -> list[Any]:
        """Decode a part's values, and treat errors as the policy says."""
        if not isinstance(part.content, WorkerError):
            assert isinstance(part.content, tuple)
            each, payload = part.content
            return wire.decode(each, payload, self.transport.codec)
        if self.policy.on_error == "raise":
            raise part.content
        return [part.content] if self.policy.on_error == "return" else []
