"""The in-process transport: the same courier in a thread, for debugging and for ``workers=0``.

A thread can't be killed: a time-out or a crash ends the process's own work here.
"""

from __future__ import annotations

import threading
from functools import partial
from queue import SimpleQueue

from ...remote.serving import courier, wire
from .transport import Event, Identity, Message

CLOSE: Message = ("close",)


class Here:
    """One slot, whose worker is a thread of this process."""

    slots = 1
    codec = wire.MARSHAL

    def __init__(self) -> None:
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.inbox: SimpleQueue[Message] = SimpleQueue()
        self.lives = 0

    def spawn(self, slot: int) -> None:
        self.lives += 1
        self.inbox = SimpleQueue()
        post = partial(self._post, self.lives)
        post(("hello", courier.introduction()))
        work = partial(self._work, self.inbox, post)
        threading.Thread(target=work, name="nlpmap-here", daemon=True).start()

    def life(self, slot: int) -> int:
        return self.lives

    def send(self, slot: int, message: Message) -> None:
        self.inbox.put(message)

    def kill(self, slot: int) -> str:
        self.inbox.put(CLOSE)
        return "the in-process worker was left to itself"

    def identity(self, slot: int) -> Identity:
        return Identity("in-process", "this process")

    def close(self) -> None:
        self.inbox.put(CLOSE)

    def _post(self, life: int, message: Message) -> None:
        self.events.put(Event(0, life, message))

    @staticmethod
    def _work(inbox: SimpleQueue[Message], post: partial[None]) -> None:
        def receive() -> Message:
            message = inbox.get()
            if message is CLOSE:
                raise EOFError
            return message

        try:
            courier.serve_runs(receive, post)
        finally:
            post(("gone",))
