"""Outputs that take bytes as they come: standard output, devices and pipes; and files that appear when complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from ...errors import InputError
from ...files.atomic import PartialFile
from ...files.durable import write_all
from ...files.special import descriptor_of, open_special
from ...files.write_errors import write_errors_of

STDOUT = "-"
Write = Callable[[bytes], None]
RESULTS: ContextVar[IO[bytes] | None] = ContextVar("RESULTS", default=None)  # standard output, kept from others' prints


def is_stdout(out: str | None) -> bool:
    """Return whether an output is standard output: where none is given, for ``-``, and for its paths."""
    return out is None or out == STDOUT or descriptor_of(out) == 1


@contextmanager
def stream(out: str | None) -> Iterator[Write]:
    """Return a function that writes to standard output, for ``None`` and ``-``, or to a device or pipe."""
    if is_stdout(out):
        with writing(standard_output(), "standard output") as write:
            yield write
        return
    with write_errors_of(out):
        file = open_special(Path(str(out)))  # closed below; here only opening it is guarded
    with file, writing(file, str(out)) as write:
        yield write


@contextmanager
def stream_or_file(out: str | None) -> Iterator[Write]:
    """Return a function that writes to a stream, or to a file that appears when all went well."""
    if is_stdout(out):
        with stream(out) as write:
            yield write
    else:
        with PartialFile(Path(str(out))) as file:
            yield file.write


@contextmanager
def writing(file: IO[bytes], name: str) -> Iterator[Write]:
    def write(content: bytes) -> None:
        with write_errors_of(name):
            write_all(file, content)

    yield write
    with write_errors_of(name):
        file.flush()


@contextmanager
def prints_aside(out: str | None = None) -> Iterator[None]:
    """Have what others print go to standard error, if results go to standard output: among them it would spoil them.

    Those others are a user's own modules and what they start, where they are at work in this process.
    """
    if not (is_stdout(out) and is_first_descriptor(sys.stdout)):
        yield
        return
    sys.stdout.flush()
    kept = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    before = RESULTS.set(kept)
    try:
        yield
    finally:
        RESULTS.reset(before)
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os.dup2(kept.fileno(), 1)
        with suppress(OSError):  # of what could not be written, which was told
            kept.close()


def is_first_descriptor(stream: IO[str] | None) -> bool:
    """Return whether a stream is the standard output of this process, and nothing that was put in its place."""
    with suppress(AttributeError, ValueError, OSError):
        return stream is not None and stream.fileno() == 1
    return False


def standard_output() -> IO[bytes]:
    """Return standard output, where it takes bytes."""
    found: IO[bytes] | None = RESULTS.get() or getattr(sys.stdout, "buffer", None)
    if found is None:  # closed by the shell, or a notebook's
        raise InputError("standard output takes no bytes here; name a file or a directory")
    return found
