"""The in-process transport: the same courier in a thread, for debugging and for ``workers=0``.

A thread can't be killed: a time-out or a crash ends the process's own work here.
"""

from __future__ import annotations

import threading
from functools import partial
from queue import SimpleQueue

from ...remote.serving import courier, wire
from ...remote.serving.messages import FromWorker, Gone, Hello, ToWorker
from .transport import Event, Identity

Inbox = SimpleQueue[ToWorker | None]  # None closes it


class InProcess:
    """One slot, whose worker is a thread of this process."""

    slots = 1
    codec = wire.MARSHAL

    def __init__(self) -> None:
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.inbox: Inbox = SimpleQueue()

    def spawn(self, slot: int, life: int) -> None:
        self.inbox = SimpleQueue()
        post = partial(self._post, life)
        post(Hello(courier.introduction()))
        work = partial(self._work, self.inbox, post)
        threading.Thread(target=work, name="nlpmap-in-process", daemon=True).start()

    def send(self, slot: int, message: ToWorker) -> None:
        self.inbox.put(message)

    def kill(self, slot: int) -> str:
        self.inbox.put(None)
        return "the in-process worker was left to itself"

    def identity(self, slot: int) -> Identity:
        return Identity("in-process", "this process")

    def close(self) -> None:
        self.inbox.put(None)

    def _post(self, life: int, message: FromWorker) -> None:
        self.events.put(Event(0, life, message))

    @staticmethod
    def _work(inbox: Inbox, post: partial[None]) -> None:
        def receive() -> ToWorker:
            message = inbox.get()
            if message is None:
                raise EOFError
            return message

        try:
            courier.serve_runs(receive, post)
        finally:
            post(Gone())
