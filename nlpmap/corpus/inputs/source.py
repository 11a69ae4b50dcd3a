"""A source: a file of a corpus, wherever it is, with its name relative to what the user gave, and its format."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from ...errors import InputError, meant
from ...files.compression import compression_of, without_compression
from ...remote.formats import FORMATS
from .places import Fingerprint, LocalFile, Place, StandardInput

TEXT = "txt"
TABLES = {"csv": (".csv",), "parquet": (".parquet",)}
INPUT_FORMATS = {TEXT: (".txt",)} | {name: format.suffixes for name, format in FORMATS.items() if format.parse} | TABLES


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a corpus: where it is, its name within the corpus (with ``/``), and its format.

    ``elsewhere`` is the place of one that is no plain file, and ``encoding`` is given where it is known.

    >>> Source(Path("letters/a.txt.gz"), "a.txt.gz", "txt", compression=".gz").where
    'letters/a.txt.gz'
    """

    path: Path | None  # of the file that holds it; None: standard input, or no file of this machine
    name: str
    format: str
    compression: str | None = None
    encoding: str | None = None
    elsewhere: Place | None = None

    @property
    def place(self) -> Place:
        """Where its bytes are."""
        return self.elsewhere or (StandardInput() if self.path is None else LocalFile(self.path))

    @property
    def where(self) -> str:
        """The name that messages give it."""
        return str(self.place)

    @property
    def document_name(self) -> str:
        """The name as text that every format can hold: bytes that are not UTF-8 are escaped.

        >>> Source(None, "caf\\udce9.txt", "txt").document_name
        'caf\\\\xe9.txt'
        """
        return os.fsencode(self.name).decode("utf-8", "backslashreplace")

    def fingerprint(self) -> Fingerprint:
        """Return its size, and what else changes when its bytes do; raises `InputError` where it is gone."""
        try:
            return self.place.fingerprint()
        except OSError as error:
            raise InputError(f"{self.where}: {error.strerror or error}") from None


def source_at(
    place: Place, name: str, format: str | None = None, path: Path | None = None, encoding: str | None = None
) -> Source:
    """Make a source of what is at a place, under a safe name; its suffixes tell format and compression.

    >>> source = source_at(LocalFile(Path("a.vert.xz")), "../a.conllu.xz")
    >>> source.name, source.format, source.compression
    ('a.conllu.xz', 'conllu', '.xz')
    """
    return Source(path, safe_name(name), format or format_of(name) or TEXT, compression_of(name), encoding, place)


def safe_name(name: str) -> str:
    """Return a name that leads nowhere but into the folder where it is used.

    >>> safe_name("/etc/../../a b.txt"), safe_name("C:\\\\x\\\\..\\\\y.txt"), safe_name("..")
    ('etc/a b.txt', 'x/y.txt', 'unnamed')
    """
    parts = name.replace("\\", "/").replace("\0", "").split("/")
    inside = [part for part in parts if part not in ("", ".", "..") and not _is_drive(part)]
    return "/".join(inside) or "unnamed"


def format_of(path: str | PurePath) -> str | None:
    """Return a file's input format by its suffix, before that of its compression.

    >>> format_of(Path("a.jsonl")), format_of("a.conllu.gz"), format_of(Path("ca01"))
    ('jsonl', 'conllu', None)
    """
    suffix = PurePath(without_compression(str(path))).suffix.lower()
    return next((name for name, suffixes in INPUT_FORMATS.items() if suffix in suffixes), None)


def without_suffixes(name: str) -> str:
    """Leave out the suffixes that tell a known format and a compression.

    >>> without_suffixes("a/b.txt.gz"), without_suffixes("ch1.draft")
    ('a/b', 'ch1.draft')
    """
    plain = without_compression(name)
    return plain[: -len(PurePath(plain).suffix)] if format_of(plain) else plain


def unknown_format(format: str, known: Iterable[str], kind: str = "format") -> InputError:
    """Return the error for an unknown format, with the nearest known name.

    >>> print(unknown_format("conlu", ["conllu", "slash"]))
    unknown format 'conlu'; did you mean 'conllu'?
    """
    return InputError(f"unknown {kind} {format!r}; {meant(format, known)}")


def _is_drive(part: str) -> bool:
    return len(part) == 2 and part[1] == ":"
