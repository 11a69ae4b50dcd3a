"""A worker's pipes, none of which is ever waited for once it is closed, or once the worker's process is over.

Another process may hold the far ends: what a worker forks, or starts in a session of its own. The pipes then show no
end, so whether the worker itself is there is looked after twice a second.
"""

from __future__ import annotations

import io
import os
import select
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from ...remote.serving.uncopied.pieces import left_of

TICK_MS = 500  # after which a wait is begun anew
HELD = 2**18  # bytes that a pipe holds, where it can
MOST_HELD = 2**20  # bytes that the first few hold: a user's pipes may hold 64 MB, and new ones then next to nothing
FEW = 16
CHUNK = 2**16  # bytes that are read at once before it is known how many are to come
MOST_PLACED = 2**24  # bytes for which there is a place before they come: who sends may say any number
Read = TypeVar("Read", bytes, int)
OPEN_PIPES: weakref.WeakSet[Pipe] = weakref.WeakSet()


def widen(descriptor: int) -> None:
    """Let a pipe hold more, where the system can: each time that it is full or empty another process has to run."""
    for size in (HELD, MOST_HELD)[: 1 + (len(OPEN_PIPES) < FEW)]:
        with suppress(ImportError, AttributeError, OSError):  # of Windows, of other systems, of a user with many pipes
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, size)


class Pipe:
    """One end of a pipe, which may be closed from any thread while another waits for it."""

    def __init__(self, descriptor: int, is_over: Callable[[], bool]) -> None:
        self.descriptor = descriptor
        self.is_over = is_over
        self.closed = False
        self.lock = threading.Lock()  # its number is not given to another file while it is waited for
        self.poller = select.poll()
        self.poller.register(descriptor, self.events)
        os.set_blocking(descriptor, False)
        widen(descriptor)
        OPEN_PIPES.add(self)

    events = 0

    def close(self) -> None:
        self.closed = True
        with self.lock:
            if self.descriptor >= 0:
                OPEN_PIPES.discard(self)
                os.close(self.descriptor)
                self.descriptor = -1

    def let_go(self) -> None:
        """Hold the pipe no longer: this is a process that was forked from its owner's."""
        self.closed, self.lock = True, threading.Lock()
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def wait(self) -> bool:
        """Wait a little; return whether the pipe is ready."""
        return bool(self.poller.poll(TICK_MS))


class ReadingPipe(Pipe):
    """The end of a pipe that is read from."""

    events = select.POLLIN if hasattr(select, "poll") else 0

    def __init__(self, descriptor: int, is_over: Callable[[], bool]) -> None:
        super().__init__(descriptor, is_over)
        self.ready = bytearray()

    def read(self, count: int) -> bytes:
        """Read so many bytes; raises `EOFError` where the pipe ends before, is closed, or its process is over."""
        if CHUNK < count <= MOST_PLACED:
            return self._whole(count)
        while len(self.ready) < count:
            self.ready += self.some(MOST_HELD if count > CHUNK else CHUNK)
        with memoryview(self.ready) as ready:
            data = bytes(ready[:count])
        del self.ready[:count]
        return data

    def _whole(self, count: int) -> bytes:
        """Read so many bytes to where they stay: they may be very many."""
        place = io.BytesIO(bytes(count))  # which nothing else holds: its buffer is the very bytes that it gives
        with place.getbuffer() as view:
            filled = min(count, len(self.ready))
            view[:filled] = self.ready[:filled]
            del self.ready[:filled]
            while filled < count:
                filled += self._once(partial(self._read_into, view[filled:]))
        return place.getvalue()

    def some(self, most: int = CHUNK) -> bytes:
        """Read what there is, at most so many bytes, once there is something."""
        return self._once(partial(self._read, most))

    def _once(self, read: Callable[[], Read]) -> Read:
        while not self.closed:
            with self.lock:
                over = not self.wait() and self.is_over()
                data = self._tried(read)
            if data:
                return data
            if over or data is not None:
                break
        raise EOFError(f"the pipe ended after {len(self.ready)} bytes of a message")

    def read1(self, count: int) -> bytes:
        """Read what there is, at most so many bytes, once there is something; nothing at the end."""
        try:
            self.ready += b"" if self.ready else self.some()
        except EOFError:
            return b""
        return self.read(min(count, len(self.ready)))

    def _read(self, most: int) -> bytes:
        return os.read(self.descriptor, most)

    def _read_into(self, view: memoryview) -> int:
        return os.readv(self.descriptor, [view])

    def _tried(self, read: Callable[[], Read]) -> Read | None:
        """Read what is there; return what is false at the end, and None where nothing is there yet."""
        try:
            return None if self.descriptor < 0 else read()
        except BlockingIOError:
            return None


class WritingPipe(Pipe):
    """The end of a pipe that is written to."""

    events = select.POLLOUT if hasattr(select, "poll") else 0

    def __init__(self, descriptor: int, is_over: Callable[[], bool]) -> None:
        super().__init__(descriptor, is_over)
        self.turn = threading.Lock()  # a message is written as a whole

    def let_go(self) -> None:
        super().let_go()
        self.turn = threading.Lock()

    def write(self, *pieces: bytes) -> None:
        """Write all pieces as one; raises `BrokenPipeError` where the pipe is closed or its process is over."""
        left = [memoryview(piece) for piece in pieces]
        with self.turn:
            while left:
                with self.lock:
                    if self.closed or self.descriptor < 0:
                        raise BrokenPipeError("the pipe is closed")
                    left = left_of(left, self._written(left))

    def _written(self, pieces: list[memoryview]) -> int:
        try:
            return os.writev(self.descriptor, pieces)
        except BlockingIOError:
            if not self.wait() and self.is_over():
                raise BrokenPipeError("the process is over") from None
            return 0


def _let_go_of_all() -> None:
    for pipe in list(OPEN_PIPES):
        pipe.let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_of_all)
