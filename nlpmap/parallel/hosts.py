"""Hosts: the other machines of a pool, whose workers are started again with patience."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from time import monotonic

from .patience import PATIENCE, PatientHost
from .scheduling.worker_slot import WorkerSlot

log = logging.getLogger("nlpmap.worker")


class Hosts:
    """The hosts of slots whose workers are not on this machine, and the slots that wait for one of them."""

    def __init__(self, slots: Sequence[WorkerSlot]) -> None:
        self.slots = slots
        self.by_name = {slot.identity.host: PatientHost() for slot in slots if slot.is_far}

    @property
    def next_start(self) -> float | None:
        """When a worker that is waited for may be started, if there is one."""
        return min((host.next_start for host in self.by_name.values() if host.next_start is not None), default=None)

    def due(self) -> Iterator[WorkerSlot]:
        """Yield the slots whose turn it is to get a worker."""
        for host in self.by_name.values():
            while (number := host.started(monotonic())) is not None:
                yield self.slots[number]

    def wait(self, slot: WorkerSlot) -> None:
        """Have a slot wait until its host may be asked for a worker."""
        slot.state = "waiting"
        self.by_name[slot.identity.host].wait(slot.number)

    def came_up(self, slot: WorkerSlot) -> None:
        """Take note that a slot's worker is up."""
        if slot.is_far:
            self.by_name[slot.identity.host].came_up(monotonic())

    def tries_again(self, slot: WorkerSlot, report: str) -> bool:
        """Have a slot wait for another worker where its host had some, or may yet, unless it refused for long."""
        if not slot.is_far or not any(other.was_up or other.state == "starting" for other in self._all_on(slot)):
            return False
        host = self.by_name[slot.identity.host]
        if host.refused_since is None:
            why, minutes = report.splitlines()[0], PATIENCE / 60
            log.warning("%s: no worker: %s. It is tried again for %g minutes", slot.identity.host, why, minutes)
        slot.given_up = not host.refused(monotonic())
        if not slot.given_up:
            self.wait(slot)
        return not slot.given_up

    def give_up(self, slot: WorkerSlot) -> Iterator[WorkerSlot]:
        """Yield the other slots that wait for a worker of a slot's host, of which none came up."""
        for other in self._all_on(slot):
            if other.state == "waiting" and not other.was_up:
                other.state = "empty"
                yield other

    def leave(self) -> None:
        """Let no slot wait any longer."""
        for host in self.by_name.values():
            host.waiting.clear()

    def _all_on(self, slot: WorkerSlot) -> list[WorkerSlot]:
        return [other for other in self.slots if other.identity.host == slot.identity.host]
