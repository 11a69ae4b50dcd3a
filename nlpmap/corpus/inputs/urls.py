"""URLs: sources wherever fsspec can read, such as ``s3://``, ``https://`` and ``memory://``, with globs."""

from __future__ import annotations

import glob
import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import IO, Any

from ...errors import InputError, NlpmapError
from ...files.streams import stream_of
from ...optional import library
from .places import Fingerprint, Place
from .selection import is_hidden
from .source import Source, source_at

URL = re.compile(r"[A-Za-z][\w+.-]*(://|::)")
VERSIONS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "created")


@dataclass(frozen=True)
class RemoteFile(Place):
    """A file of one of fsspec's file systems."""

    files: Any
    path: str

    def __str__(self) -> str:
        return str(self.files.unstrip_protocol(self.path))

    def open(self) -> IO[bytes]:
        with errors_named(self):
            return stream_of(self._blocks(self.files.open(self.path, "rb")))

    def fingerprint(self) -> Fingerprint:
        with errors_named(self):
            known = self.files.info(self.path)
        return {key: known[key] if key == "size" else str(known[key]) for key in ("size", *VERSIONS) if key in known}

    @cached_property
    def packed_bytes(self) -> int:  # it is asked for again and again, each time by a request
        with suppress(NlpmapError):
            size = self.fingerprint().get("size")
            return size if isinstance(size, int) else 0
        return 0

    def _blocks(self, file: IO[bytes]) -> Iterator[bytes]:
        with errors_named(self), file:
            while block := file.read(2**18):
                yield block


def is_url(entry: str) -> bool:
    """Return whether an input is a URL.

    >>> is_url("s3://letters/a.txt"), is_url("zip://a.txt::letters.zip"), is_url("C:/a.txt"), is_url("a.txt")
    (True, True, False, False)
    """
    return URL.match(entry) is not None


def sources(url: str, format: str | None = None) -> tuple[list[Source], bool]:
    """List the files at a URL, and return whether they are all those of a folder, rather than named or matched."""
    fsspec = library("fsspec", "url", f"reading {url.partition(':')[0]}://")
    with errors_named(url):
        try:
            files, path = fsspec.core.url_to_fs(url)
        except ImportError as error:  # the library of this one protocol
            raise InputError(f"{url}: {error}") from None
        base, found = _found(files, path)
    if not found:
        raise InputError(f"{url}: no such file or directory")
    listing = [source_at(RemoteFile(files, file), _plain(file.removeprefix(base)), format) for file in found]
    return listing, base == path


def _found(files: Any, path: str) -> tuple[str, list[str]]:
    """List the files that a path names, and the folder that their names begin at."""
    is_web = path.startswith("http")  # there, a question mark is no wildcard, and a folder is known by its slash
    if "*" in path or (glob.has_magic(path) and not is_web):
        base = "/".join(takewhile(lambda part: not glob.has_magic(part), path.split("/")))
        return base, sorted(match for match in files.glob(path) if is_web or not files.isdir(match))
    if files.isfile(path) if not is_web else not path.endswith("/"):
        return posixpath.dirname(path), [path]
    return path, sorted(file for file in files.find(path) if not is_hidden(file.removeprefix(path)))


def _plain(path: str) -> str:
    return path.partition("?")[0].partition("#")[0]


@contextmanager
def errors_named(where: object) -> Iterator[None]:
    """Name what could not be read; file systems raise errors of their own."""
    try:
        yield
    except NlpmapError:
        raise
    except FileNotFoundError:
        raise InputError(f"{where}: no such file or directory") from None
    except Exception as error:
        raise InputError(f"{where}: {' '.join(str(error).split()) or type(error).__name__}") from None
