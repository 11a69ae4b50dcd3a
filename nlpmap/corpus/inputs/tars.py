"""Tar files, compressed or not: each member of one a source, in the order of the archive, so that it is read once."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from ...errors import InputError
from ...files.streams import stream_of
from .places import Fingerprint, Place
from .source import Source, source_at

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
ERRORS = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError)


@dataclass(frozen=True)
class TarMember(Place):
    """A file in a tar file."""

    path: Path
    name: str
    start: int
    size: int

    def __str__(self) -> str:
        return f"{self.path}/{self.name}"

    @property
    def holder(self) -> Path:
        return self.path

    def open(self) -> IO[bytes]:
        return stream_of(self._blocks())

    def fingerprint(self) -> Fingerprint:
        status = self.path.stat()
        return {"size": self.size, "start": self.start, "archive": status.st_size, "mtime_ns": status.st_mtime_ns}

    def _blocks(self) -> Iterator[bytes]:
        place, end = self.start, self.start + self.size
        try:
            file = tar_at(self.path).fileobj
            assert file is not None
            while place < end:
                file.seek(place)  # another member may have been read in between
                block = file.read(min(2**16, end - place))
                if not block:
                    raise EOFError("the archive ends within it")
                place += len(block)
                yield block
        except ERRORS as error:
            raise InputError(f"{self}: can't be unpacked ({error})") from None


def is_tar(path: Path) -> bool:
    """Return whether a file's name is that of a tar file.

    >>> is_tar(Path("letters.tar.gz")), is_tar(Path("letters.tgz")), is_tar(Path("letters.txt.gz"))
    (True, True, False)
    """
    return path.name.lower().endswith(SUFFIXES)


def sources(path: Path, prefix: str = "", format: str | None = None) -> Iterator[Source]:
    """Yield the files in a tar file, but not hidden ones, nor links and devices."""
    try:
        members = tar_at(path).getmembers()
    except ERRORS as error:
        raise InputError(f"{path}: not a tar file that can be read ({error})") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    for info in members:
        hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in info.name.split("/"))
        if info.isfile() and not info.issparse() and not hidden:
            yield source_at(TarMember(path, info.name, info.offset_data, info.size), prefix + info.name, format)


def tar_at(path: Path) -> tarfile.TarFile:
    """Return the open tar file at a path; its list of members is read once, however many of them are read."""
    status = path.stat()
    return _opened(path, (status.st_ino, status.st_size, status.st_mtime_ns))


class Archive(tarfile.TarFile):
    """A tar file that is closed when it is no longer used."""

    def __del__(self) -> None:
        self.close()


@lru_cache(maxsize=1)
def _opened(path: Path, version: tuple[int, int, int]) -> tarfile.TarFile:
    return Archive.open(path)
