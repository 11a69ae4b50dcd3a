"""Starts, tracks and stops a pool's workers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from queue import Empty
from time import monotonic
from typing import Any

from ...errors import HostError, InputError
from ...remote.serving.kept_setups import KeptSetups
from ...remote.serving.messages import Done, End, Equip, Gone, ToWorker
from ...requirements import admits, library_of
from ..hosts import Hosts
from ..needs import lacking
from ..setups import Opening
from ..stats import WorkerStats
from ..transports.transport import Event, Transport
from .worker_slot import MOST_STARTS_KILLED, WorkerSlot

KILLED = "the process was killed by SIG"
NO_LIFE = -1
START_SECONDS = 60.0  # that a worker gets to come up and say hello


class Workers:
    """A transport's workers, slot by slot."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.events = transport.events
        self.closed = False  # then a run that is at work ends, and starts no more workers
        self.pid = os.getpid()
        self.slots = [
            WorkerSlot(number, identity, WorkerStats(identity.name, identity.host))
            for number, identity in enumerate(transport.identities)
        ]
        self.hosts = Hosts(self.slots) if any(slot.is_far for slot in self.slots) else None

    def spawn(self, slot: WorkerSlot) -> None:
        """Start a worker; its hello comes as an event."""
        slot.stats.restarts += slot.life > 0
        slot.life += 1
        slot.setups = KeptSetups()
        slot.state = "starting"
        slot.deadline = monotonic() + START_SECONDS
        self.transport.spawn(slot.number, slot.life)

    def respawn(self, slot: WorkerSlot) -> None:
        """Start a worker in the place of one that ended: on another host, when that may be asked again."""
        if self.hosts is None or not slot.is_far:
            self.spawn(slot)
        else:
            self.hosts.wait(slot)

    def start_waiting(self) -> None:
        """Start the workers whose turn it is on their hosts."""
        for slot in () if self.hosts is None else self.hosts.due():
            self.spawn(slot)

    @property
    def next_start(self) -> float | None:
        """When a worker that waits for its host may be started, if there is one."""
        return None if self.hosts is None else self.hosts.next_start

    def came_up(self, slot: WorkerSlot) -> None:
        """Take note that a slot's worker is up."""
        slot.state, slot.was_up = "up", True
        if self.hosts is not None:
            self.hosts.came_up(slot)

    def start(self) -> None:
        """Start the workers of the slots that had none yet."""
        for slot in self.slots:
            if slot.life == 0:
                self.spawn(slot)

    def rehearse(self, opening: Opening) -> None:
        """Have those that are coming up on this machine begin a run and leave it, so that they are ready for such."""
        for slot in self.slots:
            if slot.state == "starting" and slot.is_local:
                self.send(slot, opening.message(slot.setups))
                self.send(slot, End())

    def enter_run(self) -> None:
        """Start what is not up or coming up, and forget why workers did not start for the run before."""
        for slot in self.slots:
            slot.starts_killed = 0
            slot.start_failure = ""
            slot.given_up = False
            if slot.state == "empty":
                self.spawn(slot)
            elif slot.state == "starting":
                slot.deadline = monotonic() + START_SECONDS

    def renew(self, needs: Sequence[str], rarely: Sequence[str] = ()) -> None:
        """End the workers of earlier runs that lack what this one needs: those started in their places will say so."""
        for slot in self.slots:
            if slot.state == "up" and unmet(slot.introduction, needs, rarely):
                self.kill(slot)
                slot.was_up = False

    def leave_run(self) -> None:
        """Let every worker leave the run when it has done what it holds; those that are not up count no more."""
        for slot in self.slots:
            if slot.state == "up":
                self.transport.send(slot.number, End())
            slot.state = "up" if slot.state == "up" else "empty"
        if self.hosts is not None:
            self.hosts.leave()

    def send(self, slot: WorkerSlot, message: ToWorker) -> None:
        self.transport.send(slot.number, message)

    def welcome(
        self, slot: WorkerSlot, introduction: dict[str, object], needs: Sequence[str], rarely: Sequence[str]
    ) -> str | None:
        """Return what a worker that says hello lacks, or an empty string; None where it is to get it."""
        slot.introduction = introduction
        if not (lacks := unmet(introduction, needs, rarely)):
            return ""
        if introduction.get("packs") and slot.equipped < slot.life:
            slot.equipped = slot.life  # once
            slot.deadline = monotonic() + START_SECONDS
            self.send(slot, Equip(list(lacks), False))
            return None
        return lacking(introduction, lacks)

    def check_usable(self) -> None:
        """Raise `InputError` where the workers are another process's, or were closed."""
        if os.getpid() != self.pid:
            raise InputError(
                f"this pool belongs to process {self.pid}, which this one ({os.getpid()}) was forked from; "
                "make a new one here"
            )
        if self.closed:
            raise InputError("this pool is closed; make a new one")

    def local_pids(self) -> list[int]:
        """List the process ids of the workers that are up on this machine, none of which is this process."""
        pids = [slot.introduction.get("pid") for slot in self.slots if slot.state == "up" and slot.is_local]
        return [pid for pid in pids if isinstance(pid, int) and pid != self.pid]

    def wake(self) -> None:
        """Have the run look again for something to do, from any thread."""
        self.events.put(Event(0, NO_LIFE, Done(0)))

    def slot_of(self, event: Event) -> WorkerSlot | None:
        """Return the slot that an event comes from, if its worker still counts."""
        slot = self.slots[event.slot]
        return slot if event.life == slot.life and slot.state in ("starting", "up") else None

    def hear(self, event: Event) -> None:
        """Give a worker that is starting its time again, from when anything was heard of it."""
        slot = self.slot_of(event)
        if slot is not None and slot.state == "starting":
            slot.deadline = monotonic() + START_SECONDS

    def kill(self, slot: WorkerSlot) -> str:
        """End a worker, and return how it ended; what it said that is still under way counts no more."""
        slot.state = "empty"
        return self.transport.kill(slot.number)

    def give_up(self, slot: WorkerSlot) -> str:
        """End a worker that did not come up in time, and return what is known of it."""
        return f"did not begin within {START_SECONDS:g} s\n    {self.kill(slot)}"

    def lose(self, slot: WorkerSlot, why: str = "", for_good: bool = False) -> str | None:
        """Remove a worker, and return how it ended; where none of the slot ever came up, note it as a start failure.

        One that somebody killed as it started is started again, unless it is to be lost ``for_good``.
        """
        refused = slot.state == "starting" and (for_good or not why)
        ending = self.kill(slot)
        report = why or ending
        if refused and self.hosts is not None and self.hosts.tries_again(slot, report):
            return None
        if slot.was_up:
            return report
        if KILLED in report and slot.starts_killed < MOST_STARTS_KILLED and not for_good:
            slot.starts_killed += 1
            self.spawn(slot)
        else:
            slot.start_failure = report
            for other in () if self.hosts is None else self.hosts.give_up(slot):
                other.start_failure = report
        return None

    @property
    def starting(self) -> list[WorkerSlot]:
        return [slot for slot in self.slots if slot.state == "starting"]

    def overdue(self) -> list[WorkerSlot]:
        """List the slots whose worker had its time to come up."""
        now = monotonic()
        return [slot for slot in self.starting if slot.deadline <= now]

    @property
    def start_error(self) -> HostError | None:
        """One error for all the workers that did not start, once nothing more is to be learnt."""
        failures = [f"  {slot.identity.host}: {slot.start_failure}" for slot in self.slots if slot.start_failure]
        if not failures or self.starting:
            return None
        count = f"{len(failures)} of {len(self.slots)} workers"
        return HostError("\n".join([f"{count} did not start; mend or leave out their specs:", *failures]))

    def free(self, deadline: float) -> None:
        """Wait for the workers that are busy with a run that was left; kill those that are at the deadline."""
        while any(slot.busy for slot in self.slots) and (wait := deadline - monotonic()) > 0:
            try:
                event = self.events.get(timeout=wait)
            except Empty:
                break
            slot = self.slot_of(event)
            if slot is not None and isinstance(event.message, (Done, Gone)):
                slot.busy = False
                if isinstance(event.message, Gone):
                    self.kill(slot)
        for slot in self.slots:
            if slot.busy:
                slot.busy = False
                self.kill(slot)


def unmet(introduction: Mapping[str, Any], needs: Sequence[str], rarely: Sequence[str] = ()) -> dict[str, str]:
    """Return the requirements that a worker does not meet, and why; those of ``rarely`` may wait where packs are.

    >>> bare = {"versions": {"nltk": None, "numpy": None}, "packs": True}
    >>> unmet(bare, ["nltk", "numpy"], rarely=["nltk"])
    {'numpy': 'no numpy'}
    >>> unmet({"versions": {"nltk": "3.9.1"}}, ["nltk>=3.10.4,<4"])
    {'nltk>=3.10.4,<4': 'nltk 3.9.1, which is not nltk>=3.10.4,<4'}
    """
    versions: Mapping[str, str | None] = introduction["versions"]
    on_demand = rarely if introduction.get("packs") is True else ()
    found: dict[str, str] = {}
    for need in needs:
        name = need if need in versions else library_of(need)
        version = versions.get(name)
        if version is None:
            if need not in on_demand:
                found[need] = f"no {name}"
        elif need != name and not admits(need, version):
            found[need] = f"{name} {version}, which is not {need}"
    return found
