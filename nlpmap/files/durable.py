"""Durable files: their bytes and their names are on the disk before anything relies on them."""

from __future__ import annotations

import io
import os
import stat
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from .plain import give_name, is_there, new_name
from .write_errors import write_errors_of

BLOCK = 2**22
BINARY = getattr(os, "O_BINARY", 0)
NEW_FILE = 0o666  # the kernel takes away what the umask says


def create(path: Path, like: Path, mode: int | None = None) -> io.FileIO:
    """Create a file that is to take the place of ``like``: no others may read it than may read that one.

    It is not buffered: else what could not be written fails once more when it is closed. What is there already is
    neither followed nor emptied, but an error.
    """
    found = mode_of(like)
    if mode is None:
        mode = NEW_FILE if found is None else found | stat.S_IRUSR | stat.S_IWUSR
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, mode), "r+b", buffering=0)


def opened_again(path: Path) -> io.FileIO:
    """Open a file of one's own to write on in it, unbuffered; a link is not followed."""
    is_there(path)
    return os.fdopen(os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | BINARY), "r+b", buffering=0)


def opened_at_end(path: Path) -> io.FileIO:
    """Open a file of one's own to add to it, as with `opened_again`."""
    file = opened_again(path)
    file.seek(0, os.SEEK_END)
    return file


def mode_of(path: Path) -> int | None:
    """Return who may read and write a file; ``None`` where there is none."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def put_in_place(renames: Iterable[tuple[Path, Path]], renamed: list[Path] | None = None) -> None:
    """Rename files, each from its first name to its second, so that after a power loss it has the one or the other.

    All bytes are on the disk before a name is given, and all names are when this returns. A file that is replaced
    leaves its mode to its successor. ``renamed`` collects the new names as they are given.
    """
    folders: dict[Path, None] = {}
    for written, path in renames:
        with write_errors_of(path):
            if (mode := mode_of(path)) is not None:
                written.chmod(mode)
            sync(written)
            os.replace(written, path)  # noqa: PTH105 - the call that tests record
        folders[path.parent] = None
        if renamed is not None:
            renamed.append(path)
    for folder in folders:
        with write_errors_of(folder):
            sync_folder(folder)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written_anew(path: Path, content: bytes | Iterable[bytes], like: Path, mode: int | None = None) -> Path:
    """Write a file, all at once or in pieces, under a name of its own, which is to get the name ``path``.

    Returns where it is, on the disk.
    """
    written = new_name(path)
    with write_errors_of(path):
        try:
            with create(written, like, mode) as file:
                for piece in [content] if isinstance(content, bytes) else content:
                    write_all(file, piece)
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                written.unlink(missing_ok=True)
            raise
    return written


def new_file(path: Path, content: bytes | Iterable[bytes], like: Path, mode: int | None = None) -> io.FileIO:
    """Write a file that gets its name once it is whole and on the disk, and return it open to be added to.

    Raises `InputError` where the name is taken.
    """
    written = written_anew(path, content, like, mode)
    with write_errors_of(path):
        try:
            give_name(written, path)
        except BaseException:
            with suppress(OSError):
                written.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        return opened_at_end(path)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk, where the user may read the folder."""
    try:
        sync(folder)
    except PermissionError:
        return


def write_all(file: IO[bytes], content: bytes) -> None:
    """Write to an unbuffered file, which may take less at once than it is given."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def size_and_crc(file: IO[bytes], size: int | None = None) -> tuple[int, int]:
    """Return how many of a file's next bytes there are, up to ``size`` or to its end, and their CRC-32.

    >>> import io
    >>> size_and_crc(io.BytesIO(b"abc"), 2) == (2, zlib.crc32(b"ab"))
    True
    """
    crc = done = 0
    while (size is None or done < size) and (block := file.read(BLOCK if size is None else min(BLOCK, size - done))):
        crc, done = zlib.crc32(block, crc), done + len(block)
    return done, crc
