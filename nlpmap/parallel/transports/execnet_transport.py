"""The execnet transport: a worker process for each spec, on this machine or another."""

from __future__ import annotations

import logging
from functools import partial
from queue import SimpleQueue
from time import monotonic

import execnet

from ...remote.serving import wire
from ...remote.serving.messages import FromWorker, ToWorker
from ..search_path import search_path
from . import specs
from .transport import Event, Identity
from .worker_process import WorkerProcess

EXIT_SECONDS = 0.5  # that an idle worker gets to end by itself
KILL_SECONDS = 2.0  # that the system gets to end a killed one


class ExecnetTransport:
    """Slots whose workers are modules at the far end of execnet channels."""

    def __init__(self, expanded: list[str]) -> None:
        self.specs = expanded
        hosts = [execnet.XSpec(spec).ssh for spec in expanded]
        self.identities = [Identity(f"{slot}", host or "this machine") for slot, host in enumerate(hosts)]
        self.codec = wire.MARSHAL if all(map(specs.is_local, expanded)) else wire.PORTABLE
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.workers: dict[int, WorkerProcess] = {}
        self.former: list[WorkerProcess] = []

    def spawn(self, slot: int, life: int) -> None:
        if slot in self.workers:  # it may be coming up still, for a run that was abandoned
            self._remove(slot)
        post = partial(self._post, slot, life)
        settings: dict[str, object] = {"level": logging.getLogger("nlpmap.worker").getEffectiveLevel()}
        if specs.is_local(self.specs[slot]):
            settings["path"] = search_path()
        self.workers[slot] = WorkerProcess(self.specs[slot], settings, post)

    def send(self, slot: int, message: ToWorker) -> None:
        self.workers[slot].send(message)

    def kill(self, slot: int) -> str:
        return self._remove(slot).exit_report()

    def close(self) -> None:
        workers = [*self.workers.values(), *self.former]
        for worker in workers:
            worker.exit()
        leaving = monotonic() + EXIT_SECONDS
        stubborn = [worker for worker in workers if not worker.join(leaving)]
        for worker in stubborn:
            worker.kill()
        killed = monotonic() + KILL_SECONDS
        for worker in stubborn:
            worker.join(killed)

    def _remove(self, slot: int) -> WorkerProcess:
        worker = self.workers[slot]
        worker.kill()
        if worker not in self.former:
            self.former = [other for other in self.former if not other.join(0.0)] + [worker]
        return worker

    def _post(self, slot: int, life: int, message: FromWorker) -> None:
        self.events.put(Event(slot, life, message))
