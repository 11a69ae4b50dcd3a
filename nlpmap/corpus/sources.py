"""Sources: the files that a corpus is read from, in order, each with its name relative to what the user gave."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import InputError
from ..remote.formats import FORMATS

STDIN = "-"
TEXT = "txt"
INPUT_FORMATS = {TEXT: (".txt",)} | {name: format.suffixes for name, format in FORMATS.items() if format.parse}
PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a corpus: where it is, its name within the corpus (with ``/``), and its format."""

    path: Path | None  # None: standard input
    name: str
    format: str


def find(inputs: PathLike | Iterable[PathLike], format: str | None = None) -> list[Source]:
    """List the files of the inputs: files as they are, those below a directory sorted by name, globs, ``-`` for stdin.

    Raises `InputError` where an input is missing, or a directory holds no file of a known format.
    """
    if format is not None and format not in INPUT_FORMATS:
        raise InputError(f"unknown input format {format!r}; known: {', '.join(INPUT_FORMATS)}")
    entries = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    return [source for entry in entries for source in _sources(os.fspath(entry), format)]


def _sources(entry: str, format: str | None) -> Iterator[Source]:
    path = Path(entry)
    if entry == STDIN:
        yield Source(None, "stdin", format or TEXT)
    elif path.is_dir():
        yield from _below(path, format)
    elif path.exists():
        yield Source(path, path.name, format or format_of(path) or TEXT)
    elif glob.has_magic(entry) and (matches := sorted(glob.glob(entry, recursive=True))):
        for match in matches:
            yield from _sources(match, format)
    else:
        raise InputError(f"{entry}: no such file or directory")


def _below(folder: Path, format: str | None) -> Iterator[Source]:
    files = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names]
    named = {file.relative_to(folder).as_posix(): file for file in files if not file.name.startswith(".")}
    kinds = {name: format or format_of(file) for name, file in sorted(named.items())}
    known = [Source(named[name], name, kind) for name, kind in kinds.items() if kind]
    if not known:
        suffixes = ", ".join(suffix for group in INPUT_FORMATS.values() for suffix in group)
        raise InputError(f"{folder}: no files to read below it (looked for {suffixes}). Try --input-format txt")
    yield from known


def format_of(path: Path | PurePosixPath) -> str | None:
    """Tell a file's input format by its suffix.

    >>> format_of(Path("a.jsonl")), format_of(Path("ca01"))
    ('jsonl', None)
    """
    return next((name for name, suffixes in INPUT_FORMATS.items() if path.suffix.lower() in suffixes), None)
