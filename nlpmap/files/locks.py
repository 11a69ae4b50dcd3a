"""Locking: one process at a time has a job's ledger."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from ..errors import InputError
from .durable import NEW_FILE
from .write_errors import write_errors_of


def locked(path: Path, out: str, *, create: bool = True) -> io.FileIO:
    """Open a file that no other process has open then, and ``create`` it where there is none.

    Raises `InputError` where another process has it, and `FileNotFoundError` where it is not there and not created.
    """
    while True:
        file = open_locked(path, out, os.O_CREAT if create else 0)
        if not lock(file):
            file.close()
            raise InputError(f"{out}: another nlpmap is at work on it; wait for it to end, or choose another output")
        if is_at(path, file):
            return file
        file.close()  # its last owner removed it just now


def open_locked(path: Path, out: str, create: int) -> io.FileIO:
    """Open a file to read and write it, made if need be."""
    if not create and not path.exists():
        raise FileNotFoundError(path)
    with write_errors_of(out):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | create, NEW_FILE), "r+b", buffering=0)


def is_at(path: Path, file: IO[bytes]) -> bool:
    """Return whether an open file is still the one at a path."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(there.st_mode) and os.path.samestat(there, os.fstat(file.fileno()))


def lock(file: IO[bytes]) -> bool:
    """Return whether this process now has the ledger to itself, until it closes the file.

    Where there are no locks, as on Windows and some network file systems, it has, as far as can be known.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
    return True


def is_in_use(path: Path) -> bool:
    """Return whether a process has a ledger open now."""
    try:
        with path.open("rb") as file:
            return not lock(file)
    except OSError:
        return False
