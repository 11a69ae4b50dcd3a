"""Zip files: each member of one a source, in the order of their names."""

from __future__ import annotations

import os
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from ...errors import InputError
from ...files.streams import stream_of
from ...files.zip_methods import UNBOUNDED, content_in_steps
from .places import Fingerprint, NoFile, Place
from .selection import is_hidden
from .source import Source, source_at
from .tars import target_of

MOST_OF_LINK = 2**12  # bytes of a path
Version = tuple[int, int, int]  # of a file: which it is, how long, and when it was changed


@dataclass(frozen=True, slots=True)
class ZipMember(Place):
    """A member of a zip file."""

    path: Path
    info: zipfile.ZipInfo
    link: str = ""  # the name that leads to it

    def __str__(self) -> str:
        return f"{self.path}/{self.link or self.info.filename}"

    @property
    def holder(self) -> Path:
        return self.path

    def open(self) -> IO[bytes]:
        return stream_of(self._blocks())

    def fingerprint(self) -> Fingerprint:
        return {"size": self.info.file_size, "crc": self.info.CRC}

    def _blocks(self) -> Iterator[bytes]:
        try:
            if self.info.flag_bits & 1:
                raise zipfile.BadZipFile("it wants a password")
            archive = zip_at(self.path)
            if self.info.compress_type in UNBOUNDED:
                yield from content_in_steps(archive, self.info, str(self))
                return
            with archive.open(self.info) as member:
                while block := member.read(2**16):
                    yield block
        # NotImplementedError: packed in a way that Python does not know; UnicodeError: a name that is none
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
            raise InputError(f"{self}: can't be unpacked ({error})") from None


def zip_at(path: Path) -> zipfile.ZipFile:
    """Return the open zip file at a path; its list of members is read once, however many of them are read."""
    status = path.stat()
    return _opened(path, (status.st_ino, status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=1)
def _opened(path: Path, version: Version) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def is_zip(name: str) -> bool:
    """Return whether a file's name is that of a zip file.

    >>> is_zip("letters.zip"), is_zip("letters.txt")
    (True, False)
    """
    return os.path.splitext(name)[1].lower() == ".zip"  # noqa: PTH122 - a path costs ten times as much


def sources(path: Path, prefix: str = "", format: str | None = None) -> Iterator[Source]:
    """Yield the members of a zip file, but not hidden ones; whatever their names, these lead nowhere else."""
    try:
        members = zip_at(path).infolist()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: not a zip file ({error})") from None
    has_links = any(map(_is_link, members))
    known = {posixpath.normpath(info.filename): info for info in members} if has_links else {}
    for info in sorted(members, key=lambda info: info.filename):
        if not info.is_dir() and not is_hidden(info.filename):
            yield source_at(_place(path, info, known), prefix + info.filename, format)


def _place(path: Path, info: zipfile.ZipInfo, known: Mapping[str, zipfile.ZipInfo]) -> Place:
    """Return where the bytes of a member are; those of a symbolic link are only the name of what it leads to."""
    if not _is_link(info):
        return ZipMember(path, info)
    link = b""
    with suppress(InputError), ZipMember(path, info).open() as stream:
        link = stream.read(MOST_OF_LINK)
    found = known.get(target_of(info.filename, link.decode("utf-8", "replace")))
    if found is None or found.is_dir() or _is_link(found):
        return NoFile(path, info.filename, "a link to no file in the archive")
    return ZipMember(path, found, info.filename)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)
