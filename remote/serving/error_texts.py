"""What is told of an exception, whatever its class does when it is asked: bounded in size, in time, and encodable."""

from __future__ import annotations

import builtins
import signal
import threading
import traceback
import types
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_TYPE = 200  # characters
LONGEST_MESSAGE = 2**14
LONGEST_TRACEBACK = 2**16
MOST_FRAMES = 3_000  # that are all told, equal ones in sequence once
FRAMES = 100  # of a longer traceback, the last ones
MOST_CAUSES = 50
SECONDS = 2.0  # that a ``__str__`` may take
GROUPS: tuple[type[BaseException], ...] = tuple(
    getattr(builtins, name) for name in ("BaseExceptionGroup",) if hasattr(builtins, name)
)


def error_type_of(error: BaseException) -> str:
    """Return the name of an exception's class, whatever its metaclass makes of it."""
    return middle_left_out(type.__dict__["__qualname__"].__get__(type(error)), LONGEST_TYPE)


def message_of(error: BaseException) -> str:
    """Return an exception's message, or what its ``__str__`` did instead of returning one.

    >>> class Silent(Exception):
    ...     def __str__(self):
    ...         raise LookupError
    >>> message_of(Silent()), message_of(ValueError("\\udc80"))
    ('(its __str__ raised LookupError)', '\\\\udc80')
    """
    with time_limit():
        try:
            return middle_left_out(str(error), LONGEST_MESSAGE)
        except BaseException as failure:
            return f"(its __str__ raised {error_type_of(failure)})"


def traceback_of(error: BaseException, outer: types.TracebackType | None, message: str) -> str:
    """Return an exception's traceback from a frame on; that of others that led to it, where it can be had."""
    trace = outer or error.__traceback__
    if _is_small(error):
        with time_limit():
            try:
                return middle_left_out(
                    "".join(traceback.format_exception(type(error), error, trace)), LONGEST_TRACEBACK
                )
            except BaseException:  # of its classes' own methods, or for want of memory or of stack: told without them
                pass
    depth = _depth(trace)
    note = f"  ({depth - FRAMES:,} of {depth:,} frames left out)\n" if depth > FRAMES else ""
    frames = "".join(traceback.format_tb(last_frames(trace, depth)))
    text = f"Traceback (most recent call last):\n{note}{frames}{error_type_of(error)}: {message}\n"
    return middle_left_out(text, LONGEST_TRACEBACK)


def middle_left_out(text: str, most: int) -> str:
    """Return a text that execnet can carry, the middle of one that is too long left out.

    >>> middle_left_out("abcdefgh" * 10, 20)
    'abcdefghab [... 60 characters left out ...] ghabcdefgh'
    """
    size = str.__len__(text)
    if size > most:
        head, tail = str.__getitem__(text, slice(most // 2)), str.__getitem__(text, slice(-(most // 2), None))
        text = f"{head} [... {size - most // 2 * 2:,} characters left out ...] {tail}"
    return str.encode(text, "utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def time_limit() -> Iterator[None]:
    """Interrupt what takes too long, and again what takes as long after that, where signals can."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _interrupt)
    timer = signal.setitimer(signal.ITIMER_REAL, SECONDS, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        if before is not None:  # else it was not set from Python
            signal.signal(signal.SIGALRM, before)


def _interrupt(number: int, frame: object) -> None:
    raise TimeoutError(f"took longer than {SECONDS:g} s")


def last_frames(trace: types.TracebackType | None, depth: int | None = None) -> types.TracebackType | None:
    """Return the part of a traceback that is told of a long one; each frame that is looked at takes its time."""
    for _ in range((_depth(trace) if depth is None else depth) - FRAMES):
        assert trace is not None
        trace = trace.tb_next
    return trace


def _depth(trace: types.TracebackType | None) -> int:
    depth = 0
    while trace is not None:
        depth, trace = depth + 1, trace.tb_next
    return depth


def _is_small(error: BaseException) -> bool:
    """Return whether an exception and all that led to it, or that it groups, are few enough to tell."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    frames = 0
    while left and len(seen) <= MOST_CAUSES and frames <= MOST_FRAMES:
        found = left.pop()
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            frames += _depth(found.__traceback__)
            left += [found.__cause__, found.__context__]
            left += found.exceptions if isinstance(found, GROUPS) else ()  # type: ignore[attr-defined]
    return len(seen) <= MOST_CAUSES and frames <= MOST_FRAMES
