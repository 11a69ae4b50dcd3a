"""What is told of an exception, whatever its class does when it is asked: bounded in size, in time, and encodable."""

from __future__ import annotations

import builtins
import linecache
import os
import signal
import stat
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
    trace = outer or trace_of(error)
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
    frames = told_frames(last_frames(trace, depth))
    text = f"Traceback (most recent call last):\n{note}{frames}{error_type_of(error)}: {message}\n"
    return middle_left_out(text, LONGEST_TRACEBACK)


def trace_of(error: BaseException) -> types.TracebackType | None:
    """Return an exception's traceback, whatever its class makes of the name."""
    trace: types.TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    return trace


def told_frames(trace: types.TracebackType | None) -> str:
    """Return the lines of a traceback's frames, without the source where a loader of the user's does not give it."""
    with time_limit():
        try:
            return "".join(traceback.format_tb(trace))
        except BaseException:  # of a loader that is asked for its source
            pass
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}\n')
        trace = trace.tb_next
    return "".join(lines)


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
            frames += _depth(trace_of(found))
            _hide_devices(trace_of(found))
            left += [BaseException.__dict__[name].__get__(found) for name in ("__cause__", "__context__")]
            left += GROUPS[0].__dict__["exceptions"].__get__(found) if issubclass(type(found), GROUPS) else ()
    return len(seen) <= MOST_CAUSES and frames <= MOST_FRAMES


def _hide_devices(trace: types.TracebackType | None) -> None:
    """Keep the source of frames from being read where their file is a device or a pipe, which may never end."""
    names: set[str] = set()
    for _ in range(MOST_FRAMES):
        if trace is None:
            return
        name, trace = trace.tb_frame.f_code.co_filename, trace.tb_next
        if name not in names and name not in linecache.cache and is_endless(name):
            linecache.cache[name] = (0, None, [], name)
        names.add(name)


def is_endless(name: str) -> bool:
    """Return whether a path is that of something else than a file or a folder.

    >>> is_endless(os.devnull), is_endless("no such file"), is_endless("a\\0b")
    (True, False, False)
    """
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116 - of a name, not a path
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
