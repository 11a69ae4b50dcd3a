"""One run of the map: drives a coordinator over workers, and yields outcomes in the order of the arguments."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from queue import Empty
from time import monotonic
from typing import Any

from ...errors import NlpmapError
from ...remote.serving import messages, wire
from ...remote.serving.messages import Report
from ..options import Policy
from ..results import Blocks
from ..setups import Opening, Setup
from ..transports.transport import Event
from ..worker_modules import WorkerModule
from .actions import Action, Kill, Outcomes, Pause, Send, Spawn
from .arguments import Arguments, known_length
from .batches import BYTES, FAR_BYTES, Batch
from .coordinator import Coordinator
from .outcome_values import error_of, items_of, results_of, scattered_parts
from .worker_slot import WorkerSlot
from .workers import Workers

LONGEST_WAIT = 1.0  # seconds after which a wait is begun anew: a signal that another thread took is then seen
log = logging.getLogger("nlpmap.worker")


class Run:
    """Feeds one module's workers from one iterable until every item has its outcome."""

    def __init__(
        self, number: int, workers: Workers, module: WorkerModule, args: Iterable[object], policy: Policy
    ) -> None:
        self.number = number
        self.workers = workers
        self.codec = workers.transport.codec
        self.policy = policy
        self.needs = policy.needs, policy.setup.rarely if isinstance(policy.setup, Setup) else ()
        self.opening = Opening(number, module, policy.setup, self.codec)
        is_far = any(slot.is_far for slot in workers.slots)
        self.arguments = Arguments(args, self.codec, workers.wake, FAR_BYTES if is_far else BYTES)
        self.coordinator = Coordinator(
            len(workers.slots),
            self.arguments,
            length=known_length(args),
            window=policy.window,
            retries=policy.retries,
            timeout=policy.timeout,
        )
        self.fault: NlpmapError | None = None

    def blocks(self) -> Blocks[Any]:
        """Yield the outcomes, in order, in lists."""
        self.workers.renew(*self.needs)
        up = [slot for slot in self.workers.slots if slot.state == "up"]
        self.workers.enter_run()
        for slot in up:
            self._open(slot)
        while self.workers.starting:  # a worker that can't start is told before any work is done
            self._listen()
        while not self.coordinator.finished:
            self._act()
            ready = list(self.coordinator.order.released())
            for part in ready:
                yield from results_of(part, self.codec, self.policy)
                self.coordinator.order.consume(part.count)
                self._catch_up()
            if not ready and not self.coordinator.finished:
                self._listen()
        if self.arguments.error is not None:
            raise self.arguments.error

    def end(self) -> None:
        """Read no more, and let the workers go; those that hold items may be busy with them yet."""
        if os.getpid() != self.workers.pid:
            return  # they are at work for the process that this one was forked from
        self.arguments.close()
        if self.workers.closed:
            return
        for slot in self.workers.slots:
            slot.busy = slot.state == "up" and len(self.coordinator.workers[slot.number].held) > 0
        self.workers.leave_run()

    # actions out

    def _act(self) -> None:
        self.workers.check_usable()
        self.coordinator.tick(monotonic())
        self.workers.start_waiting()
        for action in self.coordinator.actions():
            self._carry_out(action, self.workers.slots[action.slot])

    def _carry_out(self, action: Action, slot: WorkerSlot) -> None:
        match action:
            case Send(_, batch):
                self._send(slot, batch)
            case Pause():
                self.workers.send(slot, messages.PauseLoop())
            case Kill():
                self.workers.kill(slot)
            case Spawn():
                self.workers.respawn(slot)

    def _send(self, slot: WorkerSlot, batch: Batch) -> None:
        each, payload = wire.encode(batch.packed, self.codec)
        slot.stats.batches += 1
        slot.stats.bytes += len(payload)
        self.workers.send(slot, messages.Items(batch.start, each, payload, batch.solo))

    def _open(self, slot: WorkerSlot) -> None:
        self.workers.came_up(slot)
        self.workers.send(slot, self.opening.message(slot.setups))
        self.coordinator.takes(slot.number, slot.round_trip)
        self.coordinator.ready(slot.number)

    def _lose(self, slot: WorkerSlot, why: str = "", for_good: bool = False) -> None:
        report = self.workers.lose(slot, why, for_good)
        if report is not None:
            self.coordinator.died(slot.number, report, slot.identity.name, slot.identity.host, slot.given_up)

    # events in

    def _listen(self) -> None:
        """Wait for an event, no longer than to the next deadline, and handle all that came with it."""
        deadlines = [monotonic() + LONGEST_WAIT, self.coordinator.deadline, self.workers.next_start]
        deadlines += [slot.deadline for slot in self.workers.starting]
        next_deadline = min(deadline for deadline in deadlines if deadline is not None)
        try:
            event = self.workers.events.get(timeout=max(0.0, next_deadline - monotonic()))
        except Empty:
            for slot in self.workers.overdue():
                self._lose(slot, self.workers.give_up(slot), for_good=True)
        else:
            self._handle(event)
            self._catch_up()
        self.workers.check_usable()
        fault = self.fault or self.coordinator.fault or self.workers.start_error
        if fault is not None:
            raise fault

    def _catch_up(self) -> None:
        """Handle the events that came meanwhile, and give the workers more: the consumer may have been away long."""
        if self.workers.events.empty():
            return
        while True:
            try:
                self._handle(self.workers.events.get_nowait())
            except Empty:
                break
        self._act()

    def _handle(self, event: Event) -> None:
        if isinstance(event.message, messages.Log):  # of dead workers, too
            self._log(self.workers.slots[event.slot], *event.message)
            self.workers.hear(event)
            return
        slot = self.workers.slot_of(event)
        if slot is None:
            return
        self.coordinator.tick(monotonic())
        match event.message:
            case messages.Hello(introduction):
                match self.workers.welcome(slot, introduction, *self.needs):
                    case "":
                        self._open(slot)
                    case str(why):
                        self._lose(slot, why)
            case messages.Refused(why):
                self._lose(slot, why)
            case messages.Gone():
                self._lose(slot)
            case messages.RoundTrip(seconds):
                slot.round_trip = min(seconds, slot.round_trip or seconds)
                self.coordinator.takes(slot.number, slot.round_trip)
            case messages.Fetching(is_on):
                self.coordinator.fetches(slot.number, is_on)
            case report if not isinstance(report, messages.Pong) and report.run == self.number:
                if self.coordinator.workers[slot.number].held.holds(items_of(report)):
                    self._handle_report(slot, report)
                else:
                    self._lose(slot, "it answered items that it was not given")

    def _handle_report(self, slot: WorkerSlot, report: Report) -> None:
        number = slot.number
        match report:
            case messages.Answers(_, start, count, each, payload, seconds):
                slot.count(count, len(payload), seconds)
                part = Outcomes(start, count, (each, payload), len(payload))
                self.coordinator.answered(number, range(start, start + count), [part], seconds)
            case messages.Scattered():
                self._scattered(slot, report)
            case messages.Taken(_, index):
                self.coordinator.began(number, index)
            case messages.Failed(_, index):
                self.coordinator.failed(number, index, error_of(slot.identity, index, report))
            case messages.AmbiguousFailure(_, indices):
                self.coordinator.ambiguous_failure(number, indices)
            case messages.Broken(_, index):
                known = self.coordinator.waiting_for(number) if index is None else index
                self.fault = error_of(slot.identity, known, report)
            case messages.LateError(_, text):
                self._log(slot, logging.WARNING, log.name, text)
            case messages.Starved():
                self.coordinator.starves(number)

    def _scattered(self, slot: WorkerSlot, report: messages.Scattered) -> None:
        try:
            parts = scattered_parts(report, self.codec)
        except ValueError as error:
            self._lose(slot, f"it answered with {error}")
            return
        slot.count(len(report.indices), len(report.payload), report.seconds)
        self.coordinator.answered(slot.number, report.indices, parts, report.seconds)

    def _log(self, slot: WorkerSlot, level: int, logger: str, text: str) -> None:
        source = "" if logger == log.name else f" {logger}:"
        log.log(level, "[%s]%s %s", slot.identity.name, source, text)
