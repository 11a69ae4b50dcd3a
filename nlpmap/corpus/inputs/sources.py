"""Sources: the files that a corpus is read from, in order, each with its name relative to what the user gave."""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from ...errors import InputError, Message, Option
from ...files.compression import check_compression
from ...files.names import BESIDE_OUTPUTS, LEDGER, LEDGER_BEGINS, beside
from ..formats import ALL, TEXT, check_library, format_of, input_formats, named, suffixes_of
from . import nltk_corpora, urls, zips
from .places import LocalFile, StandardInput
from .source import Source, numbered, source_at

__all__ = ["STDIN", "PathLike", "Source", "find", "listed"]

STDIN = "-"
PathLike = str | os.PathLike[str]
log = logging.getLogger("nlpmap.corpus")


def find(inputs: PathLike | Iterable[PathLike], format: str | None = None) -> list[Source]:
    """List the files of the inputs: files as they are, those below a directory sorted by name, globs, ``-`` for stdin.

    A zip file means its members, ``nltk:brown`` a corpus of NLTK, and a URL what fsspec finds there.
    Hidden files and folders below a directory are left out, and so are what jobs keep beside their outputs, and
    files of no known format: the log ``nlpmap.corpus`` counts these. Raises `InputError` where an input is missing, or
    a directory holds no file of a known format, or a library that reading one needs is missing.
    """
    if format is not None:
        format = named(format, input_formats(), "input format").name
    found = list(numbered(source for entry in listed(inputs) for source in _sources(entry, format)))
    for compression in {source.compression for source in found}:
        check_compression(compression)
    for name in {source.format for source in found}:
        check_library(ALL[name], "reading")
    return found


def listed(inputs: PathLike | Iterable[PathLike]) -> list[str]:
    """List the inputs as text, also where there is only one.

    >>> listed(Path("a.txt")), listed(["a.txt", "b.txt"])
    (['a.txt'], ['a.txt', 'b.txt'])
    """
    return [os.fspath(entry) for entry in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]


def _sources(entry: str, format: str | None) -> Iterator[Source]:
    path = Path(entry)
    if not entry:
        raise InputError("an input has an empty name; for the current directory, write .")
    if entry == STDIN:
        yield Source(StandardInput(), "stdin", format or TEXT)
    elif _exists(path):  # first of all: its name may look like a URL or a glob
        if path.is_dir():
            yield from _below(path, path, format)
        else:
            yield from _file(path, path if zips.is_zip(path) else path.parent, format)
    elif entry.startswith(nltk_corpora.PREFIX):
        yield from nltk_corpora.sources(entry)
    elif urls.is_url(entry):
        found, is_folder = urls.sources(entry, format)
        yield from known_of(entry, found, format) if is_folder else found
    elif glob.has_magic(entry) and (matches := sorted(glob.glob(entry, recursive=True))):
        yield from _matching(entry, [Path(match) for match in matches], format)
    else:
        raise InputError(f"{entry}: no such file or directory")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a URL may be longer than a name can be
        return False


def known_of(where: object, sources: Iterable[Source], format: str | None) -> list[Source]:
    """Keep the sources of a known format, and count the others in the log; raises `InputError` where none is left."""
    known: list[Source] = []
    others: list[Source] = []
    for source in sources:
        (known if format or format_of(source.name) else others).append(source)
    if not known:
        none = f"{where}: no files to read below it (looked for {suffixes_of(input_formats())}). Try "
        raise InputError(Message(none, Option("format", "txt", typed="--input-format")))
    if others:
        number = "1 file" if len(others) == 1 else f"{len(others):,} files"
        log.warning("%s: %s of unknown format left out (first: %s)", where, number, others[0].name)
    return known


def _matching(pattern: str, matches: Iterable[Path], format: str | None) -> Iterator[Source]:
    """Yield a glob's files, named from the folder above its first wildcard; a directory means the files below it."""
    base = Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))
    for path in matches:
        if not path.is_dir():
            yield from _file(path, base, format)
        elif "**" not in pattern:  # which matches what is below a directory, too
            yield from _below(path, base, format)


def _file(path: Path, base: Path, format: str | None) -> Iterator[Source]:
    name = path.relative_to(base)
    inside = name.name if ".." in name.parts else name.as_posix()
    if zips.is_zip(path):
        yield from known_of(path, zips.sources(path, "" if path == base else f"{inside}/", format), format)
    else:
        yield source_at(LocalFile(path), inside, format)


def _below(folder: Path, base: Path, format: str | None) -> Iterator[Source]:
    named = {file.relative_to(base).as_posix(): file for file in _visible_files(folder)}
    in_order = (file for _, file in sorted(named.items()))
    yield from known_of(folder, (source for file in in_order for source in _file(file, base, format)), format)


def _visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, also behind links, but none that is hidden."""

    def fail(error: OSError) -> None:
        raise InputError(f"{error.filename}: {error.strerror}")

    for parent, folders, names in os.walk(folder, onerror=fail, followlinks=True):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in visible if not _leads_back(Path(parent, name))]
        kept_by_jobs = set(_beside_outputs(Path(parent).absolute(), names))
        yield from (Path(parent, name) for name in names if not name.startswith(".") and name not in kept_by_jobs)


def _beside_outputs(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield the names of the files that a job keeps beside its outputs: its ledger is beside them or their folder."""
    for name in names:
        suffix = next((suffix for suffix in BESIDE_OUTPUTS if name.endswith(suffix)), None)
        if suffix is not None and any(map(_is_ledger, (folder / name.removesuffix(suffix), folder, *folder.parents))):
            yield name


def _is_ledger(output: Path) -> bool:
    """Return whether a job has its ledger beside an output."""
    try:
        with beside(output, LEDGER).open("rb") as file:
            return file.read(len(LEDGER_BEGINS)) == LEDGER_BEGINS
    except OSError:
        return False


def _leads_back(folder: Path) -> bool:
    """Return whether a folder is a link to one above it."""
    return folder.is_symlink() and folder.resolve() in {above.resolve() for above in folder.absolute().parents}
