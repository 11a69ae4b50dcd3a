"""Tar files, compressed or not: each member of one a source, in the order of the archive, so that it is read once."""

from __future__ import annotations

import posixpath
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from ...errors import InputError
from ...files.compression import open_compressed
from ...files.streams import Metered, Reopened, stream_of
from .places import Fingerprint, NoFile, Place, UnreadablePlace
from .selection import is_hidden
from .source import Source, source_at

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst")
PACKED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz", b"\x28\xb5\x2f\xfd": ".zst"}
ERRORS = (tarfile.TarError, EOFError, ValueError)  # also `InputError`, and for numbers that are none
MOST_LINKS = 9  # from one to the next
MOST_OF_HEADER = 2**22  # bytes that tell of a member, before its content
MOST_FOR_ALL = 1_000  # of what is said of all members, which each has a copy of


@dataclass(frozen=True, slots=True)
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
            raise InputError(f"{self}: can't be unpacked ({_reason(error, self.path)})") from None


def is_tar(name: str) -> bool:
    """Return whether a file's name is that of a tar file.

    >>> is_tar("letters.tar.gz"), is_tar("letters.tgz"), is_tar("letters.txt.gz")
    (True, True, False)
    """
    return name.lower().endswith(SUFFIXES)


def sources(path: Path, prefix: str = "", format: str | None = None) -> Iterator[Source]:
    """Yield the files in a tar file, but not hidden ones; a link is what it leads to."""
    try:
        members, wrong = _members(path)
    except ERRORS as error:
        raise InputError(f"{path}: not a tar file that can be read ({_reason(error, path)})") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    known = {posixpath.normpath(info.name): info for info in members}
    for info in members:
        if not info.isdir() and not is_hidden(info.name):
            yield source_at(_place(path, info, known), prefix + info.name, format)
    if wrong:
        yield source_at(UnreadablePlace(path, f"{wrong} after {len(members):,} of its files"), prefix + "rest.txt")


def _place(path: Path, info: tarfile.TarInfo, known: Mapping[str, tarfile.TarInfo]) -> Place:
    """Return where the bytes of a member are: its own, or those of the file that it is a link to."""
    found: tarfile.TarInfo | None = info
    for _ in range(MOST_LINKS):
        if found is None or not (found.issym() or found.islnk()):
            break
        found = known.get(target_of(found.name, found.linkname, is_hard=found.islnk()))
    if found is None or found.issym() or found.islnk():
        return NoFile(path, info.name, "a link to nothing in the archive")
    if not found.isfile() or found.issparse():
        return NoFile(path, info.name, "a folder, pipe or device, or a sparse file")
    return TarMember(path, info.name, found.offset_data, found.size)


def target_of(name: str, link: str, is_hard: bool = False) -> str:
    """Return the name of the member of an archive that a link leads to: from its folder, a hard one from the top.

    >>> target_of("a/b.txt", "../c.txt"), target_of("a/b.txt", "c.txt", is_hard=True)
    ('c.txt', 'c.txt')
    """
    return posixpath.normpath(link if is_hard else posixpath.join(posixpath.dirname(name), link))


def _members(path: Path) -> tuple[list[tarfile.TarInfo], str]:
    """List the members of a tar file, and return what is wrong with it after those, if something is."""
    archive = tar_at(path)
    metered = cast(Metered, archive.fileobj)
    found: list[tarfile.TarInfo] = []
    try:
        metered.allow(MOST_OF_HEADER)
        for info in archive:
            info.pax_headers = {}  # which have been heeded; a member may have 400,000
            found.append(info)
            if len(archive.pax_headers) > MOST_FOR_ALL:
                raise tarfile.ReadError(f"a header for all members with more than {MOST_FOR_ALL:,} entries")
            metered.allow(MOST_OF_HEADER)
        metered.seek(archive.offset)
        is_end = not metered.read(tarfile.BLOCKSIZE).strip(b"\0")
    except ERRORS as error:
        if not found:
            raise
        return found, f"can't be unpacked ({_reason(error, path)})"
    finally:
        metered.allow(None)
    return found, "" if is_end else "has a header that can't be read"


def _reason(error: Exception, path: Path) -> str:
    return str(error).removeprefix(f"{path}: ")


def tar_at(path: Path) -> tarfile.TarFile:
    """Return the open tar file at a path; its list of members is read once, however many of them are read."""
    status = path.stat()
    return _opened(path, (status.st_ino, status.st_size, status.st_mtime_ns))


class Archive(tarfile.TarFile):
    """A tar file that is closed, as is what it is read from, when it is no longer used."""

    def close(self) -> None:
        super().close()
        if self.fileobj is not None:
            self.fileobj.close()

    def __del__(self) -> None:
        self.close()


@lru_cache(maxsize=1)
def _opened(path: Path, version: tuple[int, int, int]) -> tarfile.TarFile:
    with path.open("rb") as file:
        head = file.read(6)
    packed = next((suffix for magic, suffix in PACKED.items() if head.startswith(magic)), None)
    stream = Reopened(lambda: open_compressed(path.open("rb"), packed, str(path)))
    message = f"{path}: a header of more than {MOST_OF_HEADER:,} bytes"
    return Archive(fileobj=Metered(cast(IO[bytes], stream), MOST_OF_HEADER, message))
