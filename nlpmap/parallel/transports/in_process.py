"""The in-process transport: the same courier in threads, for debugging and for ``workers=0``.

A thread can't be killed: a time-out or a crash ends the process's own work here. Several threads share one
interpreter; they are of use as far as the compiled kernels work without Python's lock.
"""

from __future__ import annotations

import threading
from functools import partial
from queue import SimpleQueue
from time import monotonic

from ...remote.serving import courier, wire
from ...remote.serving.messages import FromWorker, Gone, Hello, ToWorker
from .transport import THIS_PROCESS, Event, Identity

EXIT_SECONDS = 0.25  # that idle workers get to end; one that is at work can't be stopped
Inbox = SimpleQueue[ToWorker | None]  # None closes it


class InProcess:
    """Slots whose workers are threads of this process."""

    codec = wire.MARSHAL

    def __init__(self, threads: int = 1) -> None:
        names = ["in-process"] if threads == 1 else [f"in-process {slot}" for slot in range(threads)]
        self.identities = [Identity(name, THIS_PROCESS) for name in names]
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.inboxes: list[Inbox] = [SimpleQueue() for _ in range(threads)]
        self.threads: dict[int, threading.Thread] = {}

    def spawn(self, slot: int, life: int) -> None:
        inbox = self.inboxes[slot] = SimpleQueue()
        post = partial(self._post, slot, life)
        post(Hello(courier.introduction()))
        work = partial(self._work, inbox, post)
        thread = self.threads[slot] = threading.Thread(target=work, name="nlpmap-in-process", daemon=True)
        thread.start()

    def send(self, slot: int, message: ToWorker) -> None:
        self.inboxes[slot].put(message)

    def kill(self, slot: int) -> str:
        self.inboxes[slot].put(None)
        return "the in-process worker was left to itself"

    def close(self) -> None:
        for inbox in self.inboxes:
            inbox.put(None)
        leaving = monotonic() + EXIT_SECONDS
        for thread in self.threads.values():
            if thread is not threading.current_thread():  # a pool may be collected in any thread
                thread.join(max(0.0, leaving - monotonic()))

    def _post(self, slot: int, life: int, message: FromWorker) -> None:
        self.events.put(Event(slot, life, message))

    @staticmethod
    def _work(inbox: Inbox, post: partial[None]) -> None:
        def receive() -> ToWorker:
            message = inbox.get()
            if message is None:
                inbox.put(None)  # for all that wait one in another: a run, and then what serves runs
                raise EOFError
            return message

        try:
            courier.serve_runs(receive, post)
        finally:
            post(Gone())
