"""Atomic files: one that appears when it is complete, and a set of files that are replaced all or none."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from .durable import create, mode_of, put_in_place, sync, sync_folder, write_all
from .names import NEXT, PARTIAL, beside
from .plain import discard, is_there
from .special import is_special, make_folder, open_special, through_links
from .write_errors import write_errors_of


class PartialFile:
    """A file written aside, which takes its place under ``path`` when all went well, and else leaves no trace.

    A device, a pipe or a descriptor gets the bytes as they come: no file takes its place. A new file has the rights
    that ``mode`` gives, and the umask leaves.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "out.txt")
    >>> with PartialFile(path) as file:
    ...     file.write(b"Dogs bark.")
    ...     path.exists()
    False
    >>> path.read_bytes()
    b'Dogs bark.'
    """

    def __init__(self, path: Path, mode: int | None = None) -> None:
        self.partial: Path | None = None
        self.path = path
        self.file: IO[bytes]
        if is_special(path):
            with write_errors_of(path):
                self.file = open_special(path)
            return
        self.path = path = through_links(path)
        # a name has at most 255 bytes, and a character up to 4
        self.partial = path.parent / f".{path.name[:40]}.{secrets.token_hex(8)}{PARTIAL}"
        with write_errors_of(path):
            make_folder(path.parent)
            self.file = io.BufferedRandom(create(self.partial, like=path, mode=mode if mode_of(path) is None else None))

    def write(self, content: bytes) -> None:
        with write_errors_of(self.path):
            write_all(self.file, content)

    def __enter__(self) -> PartialFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with write_errors_of(self.path):
                    self.file.flush()
                if self.partial is not None:
                    put_in_place([(self.partial, self.path)])
        finally:
            with suppress(OSError):  # what is still in the buffer may not fit on the disk
                self.file.close()
            if self.partial is not None:
                self.partial.unlink(missing_ok=True)


@contextmanager
def next_version(path: Path) -> Iterator[IO[bytes]]:
    """Write what is to take a file's place later; both its bytes and its name are on the disk when this is left."""
    written = beside(path, NEXT)
    discard(written)
    with write_errors_of(path):
        with io.BufferedRandom(create(written, like=path)) as file:
            yield file
        sync(written)
        sync_folder(written.parent)


def replace_all(paths: Sequence[Path], last: Path, gone: Sequence[Path] = ()) -> None:
    """Put the next versions of files in their places, those there are, and after all others that of ``last``.

    Files that are ``gone`` have no next version, and are removed. The next version of ``last`` is complete after all
    others: where it is, so are they. Whoever finds it after a crash calls this again; whoever finds none, or a torn
    one, calls `forget_all`.
    """
    put_next_in_place(paths)
    remove(gone)
    put_in_place([(beside(last, NEXT), last)])


def put_next_in_place(paths: Sequence[Path]) -> None:
    """Put the next versions of files in their places, those there are."""
    put_in_place((beside(path, NEXT), path) for path in paths if is_there(beside(path, NEXT)))


def remove(paths: Sequence[Path]) -> None:
    """Remove files, so that they don't come back after a power loss."""
    there = [path for path in paths if is_there(path)]
    for path in there:
        discard(path)
    for folder in {path.parent for path in there}:
        with write_errors_of(folder):
            sync_folder(folder)


def forget_all(paths: Sequence[Path]) -> None:
    """Remove the next versions of files."""
    remove([beside(path, NEXT) for path in paths])
