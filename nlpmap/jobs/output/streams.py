"""Outputs that take bytes as they come: standard output, devices and pipes; and files that appear when complete."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ...errors import InputError
from ...files.atomic import PartialFile
from ...files.durable import write_all
from ...files.special import descriptor_of, open_special
from ...files.write_errors import write_errors_of

STDOUT = "-"
Write = Callable[[bytes], None]


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


def standard_output() -> IO[bytes]:
    """Return standard output, where it takes bytes."""
    found: IO[bytes] | None = getattr(sys.stdout, "buffer", None)
    if found is None:  # closed by the shell, or a notebook's
        raise InputError("standard output takes no bytes here; name a file or a directory")
    return found
