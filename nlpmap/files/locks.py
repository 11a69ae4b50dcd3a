"""Locking: one process at a time has a job's ledger."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

from ..errors import InputError
from ..files.write_errors import NamedFailures


def locked(path: Path, out: str) -> IO[bytes]:
    """Open a file that no other process has then; raises `InputError` where one has."""
    while True:
        with NamedFailures(out):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
        if not lock(file):
            file.close()
            raise InputError(f"{out}: another nlpmap is at work on it; wait for it to end, or choose another output")
        if is_at(path, file):
            return file
        file.close()  # who had it before took it away just now


def is_at(path: Path, file: IO[bytes]) -> bool:
    """Return whether an open file is still the one at a path."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(there.st_mode) and os.path.samestat(there, os.fstat(file.fileno()))


def lock(file: IO[bytes]) -> bool:
    """Return whether this process now has the ledger to itself, until it closes the file.

    Where there are no locks, as on some network file systems, it has, as far as can be known.
    """
    try:
        import fcntl
    except ImportError:  # Windows
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
