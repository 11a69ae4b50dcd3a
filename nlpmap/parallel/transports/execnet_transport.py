"""The execnet transport: a worker process for each spec, on this machine or another."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from functools import partial
from queue import SimpleQueue
from time import monotonic

import execnet

from ...remote.serving import wire
from ...remote.serving.messages import FromWorker, ToWorker
from ...remote.serving.processes.allocator import keep_freed_memory
from ...remote.serving.processes.descendants import below, end_marked, end_seen
from ..search_path import search_path
from . import specs
from .events import EventQueue
from .transport import THIS_MACHINE, Event, Identity
from .worker_process import WorkerProcess

SILENCE = 20.0  # seconds after which a worker on another machine takes its coordinator to be gone
EXIT_SECONDS = 0.5  # that an idle worker gets to end by itself
KILL_SECONDS = 2.0  # that the system gets to end a killed one
LATE_SECONDS = 60.0  # that one gets which nobody waits for, to have its pipes read to their end


class ExecnetTransport:
    """Slots whose workers are modules at the far end of execnet channels."""

    def __init__(self, expanded: list[str]) -> None:
        self.specs = expanded
        hosts = [execnet.XSpec(spec).ssh for spec in expanded]
        self.identities = [Identity(f"{slot}", host or THIS_MACHINE) for slot, host in enumerate(hosts)]
        self.codec = wire.MARSHAL if all(map(specs.is_local, expanded)) else wire.PORTABLE
        self.events: SimpleQueue[Event] = EventQueue()
        self.workers: dict[int, WorkerProcess] = {}
        self.former: list[WorkerProcess] = []
        self.mark = f"{secrets.token_hex(8)}."  # of all that these workers start
        self.pid = os.getpid()
        self.is_closed = False
        keep_freed_memory()

    def spawn(self, slot: int, life: int) -> None:
        if slot in self.workers:  # it may be coming up still, for a run that was abandoned
            self._remove(slot)
        post = partial(self._post, slot, life)
        level = logging.getLogger("nlpmap.worker").getEffectiveLevel()
        settings: dict[str, object] = {"level": level, "mark": f"{self.mark}{slot}.{life}."}
        if specs.is_local(self.specs[slot]):
            settings["path"] = search_path()
        if self.identities[slot].host != THIS_MACHINE:
            settings["silence"] = SILENCE
        worker = self.workers[slot] = WorkerProcess(self.specs[slot], settings, post)
        worker.start()
        if self.is_closed:  # by another thread, which may not have seen it
            abandon(worker)

    def send(self, slot: int, message: ToWorker) -> None:
        self.workers[slot].send(message)

    def kill(self, slot: int) -> str:
        return self._remove(slot).exit_report()

    def close(self) -> None:
        if os.getpid() != self.pid:
            return  # a process that was forked from the workers' owner
        self.is_closed = True
        workers = [*self.workers.values(), *self.former]
        started = started_by(workers)
        stubborn = workers
        try:
            for worker in workers:
                worker.exit()
            leaving = monotonic() + EXIT_SECONDS
            stubborn = [worker for worker in workers if not worker.join(leaving)]
        finally:  # an interrupt leaves no process behind either
            for worker in stubborn:
                worker.kill()
            end_seen(started)
            end_marked(self.mark)
            killed = monotonic() + KILL_SECONDS
            for worker in stubborn:
                if not worker.join(killed):
                    abandon(worker)

    def _remove(self, slot: int) -> WorkerProcess:
        worker = self.workers[slot]
        started = started_by([worker])
        worker.kill()
        end_seen(started)
        end_marked(str(worker.settings["mark"]))
        if worker not in self.former:
            self.former = [other for other in self.former if not other.join(0.0)] + [worker]
        return worker

    def _post(self, slot: int, life: int, message: FromWorker) -> None:
        self.events.put(Event(slot, life, message))


def abandon(worker: WorkerProcess) -> None:
    """Have a worker ended by a thread of its own, whenever that can be."""
    worker.exit()
    threading.Thread(target=end_at_last, args=(worker,), daemon=True).start()


def end_at_last(worker: WorkerProcess) -> None:
    """End a process whenever it comes up, or the system lets it go, and give back what is kept of it."""
    if worker.has_begun:
        worker.thread.join()
    if worker.process is not None:
        worker.process.kill()
        worker.process.wait()
        worker.join(monotonic() + LATE_SECONDS)


def started_by(workers: list[WorkerProcess]) -> dict[int, int]:
    """Find what workers have started, as far as its parents are alive."""
    return below({worker.process.popen.pid for worker in workers if worker.process is not None})
