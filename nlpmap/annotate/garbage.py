"""Garbage: Python looks for it in cycles, again and again where many rows are made at once, which have none."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 20)  # new objects before a look at the youngest, and looks before one at older ones


class Looks:
    """Has the collector look seldom while anybody in this process wants that, and then as often as before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0
        self.before = gc.get_threshold()

    @contextmanager
    def seldom(self) -> Iterator[None]:
        """Have the collector look seldom until the block is left.

        >>> before = gc.get_threshold()
        >>> with LOOKS.seldom():
        ...     gc.get_threshold() == SELDOM
        True
        >>> gc.get_threshold() == before
        True
        """
        with self.lock:
            if self.count == 0:
                self.before = gc.get_threshold()
                if 0 < self.before[0] < SELDOM[0]:  # 0: it is not to look at all
                    gc.set_threshold(*SELDOM)
            self.count += 1
        try:
            yield
        finally:
            with self.lock:
                self.count -= 1
                if self.count == 0 and gc.get_threshold() == SELDOM:
                    gc.set_threshold(*self.before)

    def after_fork(self) -> None:
        """Begin anew: the threads that wanted it are not in this process."""
        self.lock, self.count = threading.Lock(), 0
        if gc.get_threshold() == SELDOM:
            gc.set_threshold(*self.before)


LOOKS = Looks()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=LOOKS.after_fork)
