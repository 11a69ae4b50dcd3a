"""Sources: the files that a corpus is read from, in order, each with its name relative to what the user gave."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath

from ..errors import InputError, meant
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

    @property
    def document_name(self) -> str:
        """The name as text that every format can hold: bytes that are not UTF-8 are escaped.

        >>> Source(None, "caf\\udce9.txt", "txt").document_name
        'caf\\\\xe9.txt'
        """
        return os.fsencode(self.name).decode("utf-8", "backslashreplace")


def find(inputs: PathLike | Iterable[PathLike], format: str | None = None) -> list[Source]:
    """List the files of the inputs: files as they are, those below a directory sorted by name, globs, ``-`` for stdin.

    Hidden files and folders below a directory are left out, and so are files of no known format. Raises `InputError`
    where an input is missing, or a directory holds no file of a known format.
    """
    if format is not None and format not in INPUT_FORMATS:
        raise unknown_format(format, INPUT_FORMATS, "input format")
    return [source for entry in listed(inputs) for source in _sources(entry, format)]


def listed(inputs: PathLike | Iterable[PathLike]) -> list[str]:
    """List the inputs as text, also where there is only one.

    >>> listed(Path("a.txt")), listed(["a.txt", "b.txt"])
    (['a.txt'], ['a.txt', 'b.txt'])
    """
    return [os.fspath(entry) for entry in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]


def unknown_format(format: str, known: Iterable[str], kind: str = "format") -> InputError:
    """Say that a format is unknown, and which was meant.

    >>> print(unknown_format("conlu", ["conllu", "slash"]))
    unknown format 'conlu'; did you mean 'conllu'?
    """
    return InputError(f"unknown {kind} {format!r}; {meant(format, known)}")


def format_of(path: Path | PurePosixPath) -> str | None:
    """Tell a file's input format by its suffix.

    >>> format_of(Path("a.jsonl")), format_of(Path("ca01"))
    ('jsonl', None)
    """
    return next((name for name, suffixes in INPUT_FORMATS.items() if path.suffix.lower() in suffixes), None)


def _sources(entry: str, format: str | None) -> Iterator[Source]:
    path = Path(entry)
    if not entry:
        raise InputError("an input has an empty name; for the current directory, write .")
    if entry == STDIN:
        yield Source(None, "stdin", format or TEXT)
    elif path.is_dir():
        yield from _below(path, path, format)
    elif path.exists():
        yield _file(path, path.parent, format)
    elif glob.has_magic(entry) and (matches := sorted(glob.glob(entry, recursive=True))):
        yield from _matching(entry, [Path(match) for match in matches], format)
    else:
        raise InputError(f"{entry}: no such file or directory")


def _matching(pattern: str, matches: Iterable[Path], format: str | None) -> Iterator[Source]:
    """Yield a glob's files, named from the folder above its first wildcard; a directory stands for what is below it."""
    base = Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))
    for path in matches:
        if not path.is_dir():
            yield _file(path, base, format)
        elif "**" not in pattern:  # which matches what is below a directory, too
            yield from _below(path, base, format)


def _file(path: Path, base: Path, format: str | None) -> Source:
    name = path.relative_to(base)
    inside = name.name if ".." in name.parts else name.as_posix()
    return Source(path, inside, format or format_of(path) or TEXT)


def _below(folder: Path, base: Path, format: str | None) -> Iterator[Source]:
    named = {file.relative_to(base).as_posix(): file for file in _visible_files(folder)}
    known = [_file(file, base, format) for _, file in sorted(named.items()) if format or format_of(file)]
    if not known:
        suffixes = ", ".join(suffix for group in INPUT_FORMATS.values() for suffix in group)
        raise InputError(f"{folder}: no files to read below it (looked for {suffixes}). Try --input-format txt")
    yield from known


def _visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, also behind links, but none that is hidden."""

    def fail(error: OSError) -> None:
        raise InputError(f"{error.filename}: {error.strerror}")

    for parent, folders, names in os.walk(folder, onerror=fail, followlinks=True):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in visible if not _leads_back(Path(parent, name))]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _leads_back(folder: Path) -> bool:
    """Say whether a folder is a link to one that it stands in."""
    return folder.is_symlink() and folder.resolve() in {above.resolve() for above in folder.absolute().parents}
