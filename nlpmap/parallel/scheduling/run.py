"""One run of the map: drives a coordinator over a transport, and yields outcomes in the order of the arguments."""

from __future__ import annotations

import logging
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty
from time import monotonic
from typing import Any, Literal

from ...errors import NlpmapError, WorkerError
from ...remote.serving import wire
from ..results import Blocks
from ..stats import WorkerStats
from ..transports.transport import Event, Transport
from ..worker_modules import WorkerModule
from .actions import Kill, Order, Outcomes, Pause, Send, Spawn
from .arguments import Arguments
from .coordinator import Coordinator
from .workers import START_SECONDS, Crew, first_message

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
    """Return how many arguments there are, where they can say so.

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
        self.number = number
        self.events = transport.events
        self.codec = transport.codec
        self.slots = range(transport.slots)
        self.policy = policy
        self.crew = Crew(transport, first_message(number, module, setup, self.codec), stats, needs)
        self.arguments = Arguments(args, self.codec)
        self.coordinator = Coordinator(
            transport.slots,
            self.arguments,
            length=known_length(args),
            window=policy.window,
            retries=policy.retries,
            timeout=policy.timeout,
        )
        self.fault: NlpmapError | None = None

    def blocks(self, live: set[int], starting: set[int]) -> Blocks[Any]:
        """Yield the outcomes, in order, in lists; the workers in some slots are up already, or coming up."""
        for slot in self.slots:
            if slot in live:
                self._open(slot)
            elif slot in starting:
                self.crew.expect(slot)
            else:
                self.crew.spawn(slot)
        while self.crew.starting:  # a worker that can't start is told before any work is done
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

    def end(self) -> tuple[set[int], set[int]]:
        """Let the workers go; give the slots whose worker can serve another run, and those still busy with this."""
        self.crew.end()
        workers = self.coordinator.workers
        live = {slot for slot in self.slots if workers[slot].state == "ready" and slot not in self.crew.starting}
        return live, {slot for slot in live if workers[slot].held}

    # orders out

    def _act(self) -> None:
        self.coordinator.tick(monotonic())
        for order in self.coordinator.orders():
            self._carry_out(order)

    def _carry_out(self, order: Order) -> None:
        match order:
            case Send(slot, batch):
                self.crew.send(slot, batch)
            case Pause(slot):
                self.crew.transport.send(slot, ("pause",))
            case Kill(slot):
                self.crew.kill(slot)
            case Spawn(slot):
                self.crew.spawn(slot)

    def _open(self, slot: int) -> None:
        self.crew.open(slot)
        self.coordinator.ready(slot)

    # events in

    def _listen(self) -> None:
        """Wait for an event, no longer than to the next deadline, and handle all that came with it."""
        deadlines = [monotonic() + BREATH, *self.crew.starting.values(), self.coordinator.deadline]
        next_deadline = min(deadline for deadline in deadlines if deadline is not None)
        try:
            event = self.events.get(timeout=max(0.0, next_deadline - monotonic()))
        except Empty:
            for slot in self.crew.overdue():
                silent = f"said nothing in its first {START_SECONDS:g} s\n    {self.crew.kill(slot)}"
                self._lose(slot, silent, for_good=True)
        else:
            self._handle(event)
            self._catch_up()
        fault = self.fault or self.coordinator.fault or self.crew.start_error
        if fault is not None:
            raise fault

    def _catch_up(self) -> None:
        """Handle the events that came meanwhile, and give the workers more: the consumer may have been away long."""
        if self.events.empty():
            return
        while True:
            try:
                self._handle(self.events.get_nowait())
            except Empty:
                break
        self._act()

    def _handle(self, event: Event) -> None:
        if not self.crew.is_alive(event):
            return
        slot, (kind, *rest) = event.slot, event.message
        self.coordinator.tick(monotonic())
        match kind:
            case "hello" if lacking := self.crew.lacks(rest[0]):
                self._lose(slot, lacking)
            case "hello":
                self._open(slot)
            case "refused":
                self._lose(slot, rest[0])
            case "gone":
                self._lose(slot)
            case "log":
                self._log(slot, *rest)
            case _ if rest[0] == self.number:
                self._handle_report(slot, kind, rest[1:])

    def _handle_report(self, slot: int, kind: str, report: list[Any]) -> None:
        match kind, report:
            case "answers", [start, count, each, payload, seconds]:
                part = Outcomes(start, count, (each, payload), len(payload))
                self.crew.count(slot, count, len(payload), seconds)
                self.coordinator.answered(slot, range(start, start + count), [part], seconds)
            case "scattered", [indices, each, payload, seconds]:
                self.crew.count(slot, len(indices), len(payload), seconds)
                self.coordinator.answered(slot, indices, list(self._parts(indices, each, payload)), seconds)
            case "taken", [index]:
                self.coordinator.began(slot, index)
            case "failed", [index, *description]:
                self.coordinator.failed(slot, index, self.crew.error(slot, index, *description))
            case "tangled", [indices, *_]:
                self.coordinator.tangled(slot, indices)
            case "broken", [index, *description]:
                known = self.coordinator.waiting_for(slot) if index is None else index
                self.fault = self.crew.error(slot, known, *description)
            case "afterword", [text]:
                self._log(slot, logging.WARNING, log.name, text)
            case "hungry", []:
                self.coordinator.hungry(slot)

    def _log(self, slot: int, level: int, name: str, text: str) -> None:
        source = "" if name == log.name else f" {name}:"
        log.log(level, "[%s]%s %s", self.crew.identity(slot).name, source, text)

    def _parts(self, indices: list[int], each: bool, payload: bytes) -> Iterator[Outcomes]:
        values = wire.decode(each, payload, self.codec)
        for index, value in zip(indices, values, strict=True):
            again = wire.encode([wire.pack(value, self.codec)], self.codec)
            yield Outcomes(index, 1, again, len(again[1]))

    def _lose(self, slot: int, why: str = "", for_good: bool = False) -> None:
        words = self.crew.lose(slot, why, for_good)
        if words is not None:
            name = self.crew.identity(slot)
            self.coordinator.died(slot, words, name.name, name.host)

    # outcomes out

    def _accepted(self, part: Outcomes) -> list[Any]:
        """Decode a part's values, and treat errors as the policy says."""
        if not isinstance(part.content, WorkerError):
            assert isinstance(part.content, tuple)
            each, payload = part.content
            return wire.decode(each, payload, self.codec)
        if self.policy.on_error == "raise":
            raise part.content
        return [part.content] if self.policy.on_error == "return" else []
