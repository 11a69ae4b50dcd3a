"""A dead man's switch: does something where nothing is heard for too long, as over a link that was cut."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

LOOKS = 4  # at the time, in the seconds that it allows


class Watch:
    """Calls a function once, from a thread of its own, when nothing was heard for so many seconds.

    >>> gone = threading.Event()
    >>> watch = Watch(0.01, gone.set)
    >>> gone.wait(60)
    True
    """

    def __init__(self, silence: float, call: Callable[[], object]) -> None:
        self.silence = silence
        self.call = call
        self.heard = monotonic()
        threading.Thread(target=self._watch, name="nlpmap-watch", daemon=True).start()

    def hear(self) -> None:
        """Take note that something was heard."""
        self.heard = monotonic()

    def _watch(self) -> None:
        sleep = threading.Event().wait
        while (left := self.heard + self.silence - monotonic()) > 0:
            sleep(min(left, self.silence / LOOKS) + 0.001)
        self.call()
