"""Reads an iterable that may have to be waited for in a thread of its own: what is there goes on meanwhile.

It reads no more than was asked for, so that the window holds. A thread that waits for the iterable can't be stopped: it
is left to itself, and lets go of the iterable when that yields or ends.
"""

from __future__ import annotations

import itertools
import operator
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol

PATIENCE = 0.002  # seconds that a batch waits to become as long as was asked for
JOIN_SECONDS = 1.0
EMPTY: tuple[Iterable[object], ...] = ([], (), {}, set(), range(0), "", deque())
IN_MEMORY = frozenset(
    {
        *(list, tuple, range, dict, set, frozenset, str, bytes, bytearray, deque, itertools.count, itertools.repeat),
        *(type(iter(container)) for container in EMPTY),
        *map(type, ({}.keys(), {}.values(), {}.items())),
    }
)


class Prompt:
    """An iterable that is to be read by the thread that runs the map, as its next value is soon there.

    >>> is_prompt(Prompt(open)), is_prompt([1]), is_prompt(n for n in [1])
    (True, True, False)
    >>> operator.length_hint(Prompt([1, 2])), operator.length_hint(Prompt(n for n in [1]), -1)
    (2, -1)
    """

    def __init__(self, values: Iterable[object]) -> None:
        self.values = values

    def __iter__(self) -> Iterator[object]:
        return iter(self.values)

    def __length_hint__(self) -> int:
        hint = operator.length_hint(self.values, -1)
        return NotImplemented if hint < 0 else hint


def is_prompt(values: Iterable[object]) -> bool:
    """Return whether no value of an iterable has to be waited for."""
    return isinstance(values, Prompt) or type(values) in IN_MEMORY


class Values(Protocol):
    """Where arguments come from, some at a time."""

    def take(self, most: int) -> list[object]:
        """Return the next values, at most so many; fewer where they are not there yet, or not at all."""

    @property
    def ended(self) -> bool:
        """Whether all values were taken."""

    @property
    def error(self) -> BaseException | None:
        """What ended the iterable before its end."""

    def close(self) -> None:
        """Let go of the iterable."""


class PromptValues:
    """The values of an iterable that is read as they are taken."""

    def __init__(self, values: Iterable[object]) -> None:
        self.values = iter(values)
        self.ended = False
        self.error: BaseException | None = None

    def take(self, most: int) -> list[object]:
        taken: list[object] = []
        try:
            taken.extend(islice(self.values, most))  # which keeps what came before an error
        except Exception as error:
            self.error = error
        if len(taken) < most:
            self.ended = True
        return taken

    def close(self) -> None:
        self.values = iter(())


class LiveValues:
    """The values of an iterable that a thread reads; ``announce`` is called when one comes that was waited for.

    >>> told = threading.Event()
    >>> values = LiveValues((n for n in [1, 2]), told.set)
    >>> values.take(5), told.wait(9), values.take(5)
    ([], True, [1, 2])
    """

    def __init__(self, values: Iterable[object], announce: Callable[[], None]) -> None:
        self.values = iter(values)
        self.announce = announce
        self.ready: deque[object] = deque()
        self.changed = threading.Condition()
        self.wanted = 0
        self.read_all = False
        self.stopped = False
        self.is_reading = False
        self.attention = False  # whether the thread is to look up after each value
        self.error: BaseException | None = None
        self.thread: threading.Thread | None = None
        self.ident = 0  # of the thread, once it reads

    @property
    def ended(self) -> bool:
        return self.read_all and not self.ready

    def take(self, most: int) -> list[object]:
        with self.changed:
            self._ask_for(most)
            self.attention = True  # before the look: a value that comes after it is announced
            if self.ready:
                self.attention = False
                self.changed.wait_for(lambda: len(self.ready) >= most or self.read_all, PATIENCE)
            elif self.read_all:
                self.attention = False
            taken = [self.ready.popleft() for _ in range(min(most, len(self.ready)))]
            if taken:
                self.wanted = 0
            return taken

    def close(self) -> None:
        with self.changed:
            self.stopped = self.attention = True
            self.changed.notify_all()
            waits_for_us = not self.is_reading
        if self.thread is not None and waits_for_us and self.thread is not threading.current_thread():
            self.thread.join(JOIN_SECONDS)

    def _ask_for(self, most: int) -> None:
        self.wanted = most
        self.changed.notify_all()
        if self.thread is None:
            self.thread = threading.Thread(target=self._read, name="nlpmap-reader", daemon=True)
            self.thread.start()

    def _read(self) -> None:
        self.ident = threading.get_ident()
        held = (sys.stdin, sys.__stdin__)  # else Python dies where it ends while this thread waits for input
        try:
            while (most := self._asked()) and self._pull(most):
                pass
        except BaseException as error:
            self.error = error
        finally:
            self.values = iter(())
            with self.changed:
                self.read_all = True
                self.changed.notify_all()
            self.announce()
            del held

    def _asked(self) -> int:
        """Wait until more is asked for than is ready; return how much, or 0 at the end."""
        with self.changed:
            self.is_reading = False
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.stopped or self.wanted > len(self.ready))
            self.is_reading = True
            return 0 if self.stopped else self.wanted - len(self.ready)

    def _pull(self, most: int) -> bool:
        """Read so many values; return whether there may be more."""
        left = most
        for left, value in zip(range(most - 1, -1, -1), self.values, strict=False):  # noqa: B007
            self.ready.append(value)
            if self.attention:
                if self.stopped:
                    return False
                self.attention = False
                self.announce()
        return left == 0
