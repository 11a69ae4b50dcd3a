"""What comes from workers, in order: their lines of output no further ahead of the run than memory allows."""

from __future__ import annotations

import logging
import threading
from queue import SimpleQueue

from ...remote.serving.log_forwarding import NAME
from ...remote.serving.messages import Log
from .transport import Event

MOST_LOGGED = 2**22  # characters that are kept: workers may print, and nobody take results


class EventQueue(SimpleQueue[Event]):
    """Events; where too many lines of output wait, those that come then are counted and left out.

    >>> queue = EventQueue(most_logged=5)
    >>> for text in ("12345", "6", "7"):
    ...     queue.put(Event(0, 1, Log(20, "mine", text)))
    >>> queue.get().message.text, queue.get().message.text
    ('12345', '2 lines of output left out: they came faster than results were taken')
    """

    def __init__(self, most_logged: int = MOST_LOGGED) -> None:
        self.most_logged = most_logged
        self.logged = 0
        self.left_out = 0
        self.lock = threading.Lock()

    def put(self, item: Event, block: bool = True, timeout: float | None = None) -> None:
        if not isinstance(item.message, Log) or self._admits(item, item.message):
            super().put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Event:
        event = super().get(block, timeout)
        return self._taken(event, event.message) if isinstance(event.message, Log) else event

    def get_nowait(self) -> Event:
        return self.get(block=False)

    def _admits(self, event: Event, message: Log) -> bool:
        with self.lock:
            if self.left_out or self.logged >= self.most_logged:
                self.left_out += 1
                if self.left_out == 1:
                    super().put(Event(event.slot, event.life, LEFT_OUT))
                return False
            self.logged += len(message.text)
            return True

    def _taken(self, event: Event, message: Log) -> Event:
        with self.lock:
            if message is not LEFT_OUT:
                self.logged -= len(message.text)
                return event
            count, self.left_out = self.left_out, 0
        text = f"{count:,} line{'s' * (count > 1)} of output left out: they came faster than results were taken"
        return Event(event.slot, event.life, LEFT_OUT._replace(text=text))


LEFT_OUT = Log(logging.WARNING, NAME, "")
