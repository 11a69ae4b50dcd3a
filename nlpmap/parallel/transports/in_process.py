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

EXIT_SECONDS = 0.25  # that an idle worker gets to end; one that is at work can't be stopped
Inbox = SimpleQueue[ToWorker | None]  # None closes it


class InProcess:
    """One slot, whose worker is a thread of this process."""

    codec = wire.MARSHAL

    def __init__(self) -> None:
        self.identities = [Identity("in-process", "this process")]
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.inbox: Inbox = SimpleQueue()
        self.thread: threading.Thread | None = None

    def spawn(self, slot: int, life: int) -> None:
        self.inbox = SimpleQueue()
        post = partial(self._post, life)
        post(Hello(courier.introduction()))
        work = partial(self._work, self.inbox, post)
        self.thread = threading.Thread(target=work, name="nlpmap-in-process", daemon=True)
        self.thread.start()

    def send(self, slot: int, message: ToWorker) -> None:
        self.inbox.put(message)

    def kill(self, slot: int) -> str:
        self.inbox.put(None)
        return "the in-process worker was left to itself"

    def close(self) -> None:
        self.inbox.put(None)
        if self.thread not in (None, threading.current_thread()):  # a pool may be collected in any thread
            self.thread.join(EXIT_SECONDS)

    def _post(self, life: int, message: FromWorker) -> None:
        self.events.put(Event(0, life, message))

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
