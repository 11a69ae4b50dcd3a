"""What a process that an item forked may do: end its item, and nothing on the channel of its parent.

``if os.fork() == 0: ...`` whose both sides return would answer each item twice, and take the next ones twice. So the
child finds no more items, and ends where it comes to wait or to answer.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import weakref
from collections.abc import Callable
from typing import NoReturn, Protocol, TypeVar

from ..messages import FromWorker, Log

Message = TypeVar("Message")


class Forgetful(Protocol):
    """What has something that is its own process's only."""

    def forget(self) -> None:
        """Let go of it: this is a child that was forked."""


FORGETFUL: weakref.WeakSet[Forgetful] = weakref.WeakSet()


def _forget_all() -> None:
    for holder in list(FORGETFUL):
        holder.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


class OneProcess:
    """The process that a channel belongs to: calls that use the channel end any other.

    >>> here = OneProcess()
    >>> here.receiving(lambda: "message")()
    'message'
    """

    def __init__(self) -> None:
        self.pid = os.getpid()

    def receiving(self, receive: Callable[[], Message]) -> Callable[[], Message]:
        """Return a function that receives in this process, and ends in a child of it."""

        def guarded() -> Message:
            if os.getpid() != self.pid:
                end_child(None)
            return receive()

        return guarded

    def posting(self, post: Callable[[FromWorker], None]) -> Callable[[FromWorker], None]:
        """Return a function that posts in this process; a child's lines go to standard error, and all else ends it."""

        def guarded(message: FromWorker) -> None:
            if os.getpid() == self.pid:
                post(message)
            elif isinstance(message, Log):
                with contextlib.suppress(OSError):
                    os.write(2, f"{message.text}\n".encode("utf-8", "replace"))
            else:
                end_child(sys.exc_info()[1])  # what was answered before an error is posted on its way out

        return guarded

    def check(self, error: BaseException | None) -> None:
        """End this process if it is a child, by what ended the item in it."""
        if os.getpid() != self.pid:
            end_child(error)


def end_child(error: BaseException | None) -> NoReturn:
    """End a forked child as Python would, but for what its parent has registered for the end."""
    status = 0
    if isinstance(error, SystemExit):
        status = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    elif error is not None:
        status = 1
        with contextlib.suppress(Exception):
            os.write(2, "".join(traceback.format_exception(error)).encode("utf-8", "replace"))
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            getattr(stream, "end_line", stream.flush)()
    os._exit(status & 0xFF)
