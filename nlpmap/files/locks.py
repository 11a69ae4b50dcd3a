"""Locks: one process at a time writes an output; the lock is a file beside it, which is gone when the lock is."""

from __future__ import annotations

import errno
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # where the system has no locks, a file that is there locks: no news for users
    from filelock import FileLock, SoftFileLock, Timeout

from ..errors import InputError
from .names import beside_output
from .plain import is_there, not_ours, open_plain, sweep
from .special import make_folder
from .write_errors import write_errors_of

HOLDER = 4096  # bytes, in which a lock that is nothing but a file says whose it is
TRIES = 3  # the first may find, and remove, what a crash left
WITHOUT_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
log = logging.getLogger("nlpmap.files")


@contextmanager
def locked(out: str) -> Iterator[None]:
    """Keep an output, a file or a folder, for this process alone; raises `InputError` where another has it.

    A process that dies leaves a file that locks nothing, which the next takes over, and perhaps a ledger without its
    name, which the next removes.

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> with locked(f"{folder}/out.conllu"):
    ...     os.listdir(folder)
    ['out.conllu.lock']
    >>> os.listdir(folder)
    []
    """
    kept = beside_output(out)
    with write_errors_of(out):
        make_folder(kept.lock.parent)
        lock = acquired(kept.lock, out)
    try:
        sweep(kept.ledger, kept.progress)
        yield
    finally:
        if lock is not None:
            release(lock)


def is_in_use(out: str | os.PathLike[str]) -> bool:
    """Return whether a process has an output for itself now."""
    path = beside_output(out).lock
    try:
        if not is_there(path):
            return False
        kind_of(path)
    except InputError:  # it is no lock of ours
        return False
    try:
        lock = acquired(path, str(out))
    except InputError:
        return True
    except OSError:  # it may not be opened
        return False
    if lock is not None:
        release(lock)
    return False


def acquired(path: Path, out: str) -> FileLock | None:
    """Return a lock that this process has; ``None``, with a note, where the file system has none."""
    lock = kind_of(path)(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            take(lock)
    except Timeout:
        busy = f"{out}: another nlpmap is at work on it; wait for it to end, or choose another output"
        raise InputError(f"{busy}{left_behind(lock, path)}") from None
    except OSError as error:
        if error.errno not in WITHOUT_LOCKS:
            raise
        path.unlink(missing_ok=True)
        log.warning("%s: this file system has no locks, so see to it that no other nlpmap writes there", out)
        return None
    return lock


def kind_of(path: Path) -> type[FileLock]:
    """Return the kind of a lock: the system's, or, where one that has a process written in it is there, its kind.

    Raises `InputError` where another file has its name.
    """
    if not is_there(path):
        return FileLock
    with open_plain(path) as file:
        holder = file.read(HOLDER)
    if holder and not holder.split(b"\n")[0].isdigit():
        raise not_ours(path)
    return SoftFileLock if holder else FileLock


def take(lock: FileLock) -> None:
    """Acquire a lock without waiting for who has it."""
    for _ in range(TRIES - 1):
        with suppress(Timeout):
            lock.acquire(timeout=0)
            return
    lock.acquire(timeout=0)


def left_behind(lock: FileLock, path: Path) -> str:
    """Return what to do about a lock that is nothing but a file, which a crash on another host would leave."""
    return f" (if none is, delete {path.name})" if isinstance(lock, SoftFileLock) else ""


def release(lock: FileLock) -> None:
    """Give a lock back, and remove its file while it still locks: who waits for it looks whether it is there."""
    if not isinstance(lock, SoftFileLock):
        with suppress(OSError):  # Windows removes it when it is closed
            Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
