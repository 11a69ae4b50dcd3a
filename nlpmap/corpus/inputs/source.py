"""A source: a file of a corpus, wherever it is, with its name relative to what the user gave, and its format."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files.compression import split_compression
from ...remote.formats.conllu.comments import safe_id
from ..formats import BY_SUFFIX
from .places import Fingerprint, LocalFile, Place, StandardInput, UnreadablePlace

MOST_FREE = 14 * 2**20  # bytes of a document, whatever it was packed to
MOST_PIPED = 2**27  # bytes of one that comes by a pipe or from a device, which may never end
MOST_RATIO = 64  # times the bytes of its file that a longer one may have; prose has five, a bomb a thousand and more


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a corpus: where its bytes are, its name within the corpus (with ``/``), and its format.

    >>> from nlpmap.corpus.inputs.places import LocalFile
    >>> Source(LocalFile(Path("letters/a.txt.gz")), "a.txt.gz", "txt", compression=".gz").where
    'letters/a.txt.gz'
    >>> Source(LocalFile(Path("caf\\udce9.txt")), "caf\\udce9.txt", "txt").document_name
    'caf\\\\xe9.txt'
    """

    place: Place
    name: str
    format: str
    compression: str | None = None
    number: int = field(default=1, compare=False)  # among the files that are read for one output
    shares_name: bool = field(default=False, compare=False)  # with a file before it
    is_alone: bool = field(default=True, compare=False)  # the only file that is read
    document_name: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make of its name text that every format can hold: bytes that are not UTF-8 are escaped."""
        name = os.fsencode(self.name).decode("utf-8", "backslashreplace")
        object.__setattr__(self, "document_name", self.name if name == self.name else name)

    @property
    def path(self) -> Path | None:
        """The file of this machine that it is, or is in; ``None`` where there is none."""
        return self.place.holder

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this machine by itself, rather than a part of one or none."""
        return isinstance(self.place, (LocalFile, UnreadablePlace))

    @property
    def encoding(self) -> str | None:
        """The encoding of its bytes, where that is known."""
        return self.place.encoding

    @property
    def where(self) -> str:
        """Its name in messages."""
        return str(self.place)

    @property
    def address(self) -> str:
        """Where it is, for good: the absolute path of a file, else its name in messages."""
        if not self.is_file:
            return self.where
        place = os.path.abspath(self.where)  # noqa: PTH100 - resolve() would follow a link to its target
        return self.where if place == self.where else place

    def most_unpacked(self, free: int = MOST_FREE) -> int | None:
        """Return how many bytes of it are taken for one document where nobody says so, however little it is packed to.

        ``None`` where all there is is a file.

        >>> from nlpmap.corpus.inputs.places import LocalFile, StandardInput
        >>> Source(StandardInput(), "a.txt.gz", "txt", ".gz").most_unpacked()
        14680064
        >>> Source(StandardInput(), "a.txt", "txt").most_unpacked()
        134217728
        >>> Source(LocalFile(__file__), "a.txt", "txt").most_unpacked()
        """
        if self.compression is None and (self.path is None or self.is_file):
            is_piped = isinstance(self.place, StandardInput) or (self.path is not None and not self.path.is_file())
            return MOST_PIPED if is_piped else None
        most = MOST_RATIO * self.place.packed_bytes
        return max(free, most if self.path is not None else min(most, MOST_PIPED))  # others only say how long it is

    def fingerprint(self) -> Fingerprint:
        """Return its size, and what else changes when its bytes do; raises `InputError` where it is gone."""
        try:
            return self.place.fingerprint()
        except OSError as error:
            raise InputError(f"{self.where}: {error.strerror or error}") from None

    def is_within(self, status: os.stat_result) -> bool:
        """Return whether it is a file, or in one, of which this is the status."""
        try:
            return self.path is not None and os.path.samestat(self.path.stat(), status)
        except OSError:
            return False

    def has_changed_since(self, fingerprint: Mapping[str, Any]) -> bool:
        """Return whether its file was written to since it had a fingerprint; one that is gone was not."""
        if (path := self.path) is None or "mtime_ns" not in fingerprint:
            return False
        try:
            now = path.stat()
        except OSError:
            return False
        size = fingerprint.get("archive", fingerprint["size"])
        return (now.st_size, now.st_mtime_ns) != (size, fingerprint["mtime_ns"])


def source_at(place: Place, name: str, format: str | None = None) -> Source:
    """Make a source of what is at a place, under a safe name; format and compression follow from its suffixes.

    One whose suffix tells no format has none until it is known by its content.

    >>> from nlpmap.corpus.inputs.places import LocalFile
    >>> source = source_at(LocalFile(Path("a.vert.xz")), "../a.conllu.xz")
    >>> source.name, source.format, source.compression
    ('a.conllu.xz', 'conllu', '.xz')
    """
    compression, by_suffix = None, _format_by_suffix(name)
    if not by_suffix:
        plain, compression = split_compression(name)
        by_suffix = _format_by_suffix(plain)
    return Source(place, safe_name(name), format or by_suffix, compression)


def _format_by_suffix(name: str) -> str:
    return BY_SUFFIX.get(os.path.splitext(name)[1].lower(), "")  # noqa: PTH122 - a path costs ten times as much


def safe_name(name: str) -> str:
    """Return a name that leads nowhere but into the folder where it is used.

    >>> safe_name("/etc/../../a b.txt"), safe_name("C:\\\\x\\\\..\\\\y.txt"), safe_name("..")
    ('etc/a b.txt', 'x/y.txt', 'unnamed')
    """
    parts = name.replace("\\", "/").replace("\0", "").split("/")
    inside = [part for part in parts if part not in ("", ".", "..") and not _is_drive(part)]
    return "/".join(inside) or "unnamed"


def _is_drive(part: str) -> bool:
    return len(part) == 2 and part[1] == ":"


def numbered(sources: Iterable[Source], alone: bool = False) -> Iterator[Source]:
    """Yield files with their numbers, and mark those that share their names; ``alone`` are files with an output each.

    >>> from nlpmap.corpus.inputs.places import StandardInput
    >>> twice = [Source(StandardInput(), name, "txt") for name in ("a/x.txt", "a.x.txt")]
    >>> [(source.number, source.shares_name) for source in numbered(twice)]
    [(1, False), (2, True)]
    """
    files = list(sources)
    is_alone = len(files) == 1
    if alone or is_alone:
        yield from (replace(source, number=1, shares_name=False, is_alone=is_alone) for source in files)
        return
    names: set[str] = set()
    given = [source.document_name for source in files]
    for number, (source, name) in enumerate(zip(files, list(map(safe_id, given)), strict=True), start=1):
        yield replace(source, number=number, shares_name=name in names, is_alone=False)
        names.add(name)
