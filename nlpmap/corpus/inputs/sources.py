"""Sources: the files that a corpus is read from, in order, each with its name relative to what the user gave."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from shlex import quote

from ...errors import InputError, Message, Option
from ..formats import ALL, INPUT_FORMATS, check_library, named
from . import nltk_corpora, tars, urls, zips
from .judging import Survey, as_readable, is_read, judged
from .places import LocalFile, StandardInput
from .selection import Selection
from .source import Source, numbered, source_at
from .walk import below, expanded, is_output, visible_files

__all__ = ["STDIN", "PathLike", "Source", "find", "listed", "refuse_inputs", "survey"]

STDIN = "-"
PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The files that one input names; ``is_named``: one by one, rather than as all that is in a folder."""

    where: str
    files: list[Source]
    is_named: bool = False
    written: tuple[str, ...] = ()


def find(inputs: PathLike | Iterable[PathLike], format: str | None = None) -> list[Source]:
    """List the files of the inputs: files as they are, those below a directory sorted by name, globs, ``-`` for stdin.

    A zip or tar file means its members, ``nltk:brown`` a corpus of NLTK, and a URL what fsspec finds there.
    What a file is read as is told by its suffix and by how it begins. Hidden files and folders below a directory are
    left out, and so are what jobs wrote and what is no text: the log ``nlpmap.corpus`` counts these. Raises
    `InputError` where an input is missing or no text, or most of a directory is, or a library that reading it needs
    is missing.
    """
    return survey(inputs, Selection(format=format)).sources


def survey(inputs: PathLike | Iterable[PathLike], selection: Selection) -> Survey:
    """Find the files of the inputs that are to be read, and list those that are left out."""
    if selection.format is not None:
        selection = replace(selection, format=named(selection.format, INPUT_FORMATS, "input format").name)
    listing = [group for entry in listed(inputs) for group in _groups(entry, selection)]
    groups = [judged(*_of_group(group, selection)) for group in listing]
    sources = list(numbered(source for group in groups for source in group.sources))
    found = Survey(sources, [left_out for group in groups for left_out in group.left_out])
    if not found.sources and groups and (selection.include or selection.exclude):
        where = ", ".join(listed(inputs)[:3])
        none = f"{where}: no files are left to read by "
        there = next((source.name for group in listing for source in group.files), None)
        names = f", whose patterns are of names such as {there!r}; a folder's ends with /" if there is not None else ""
        raise InputError(Message(none, Option("include"), " and ", Option("exclude"), names))
    for name in {source.format for source in found.sources}:
        check_library(ALL[name], "reading")
    return found


def found_again(
    inputs: Iterable[str],
    folder: str,
    selection: Selection,
    before: Sequence[tuple[str, str]],
    needed: Container[int],
) -> list[Source]:
    """Find files that were read before, by their addresses and formats: what they are is not judged anew.

    The inputs are as they were given in a folder. Those that are ``needed``, by their indices, may have become
    unreadable. Raises `InputError` where one is gone.
    """
    groups = [group for entry in inputs for group in _groups(_within(folder, entry), selection)]
    files = {file.address: file for group in groups for file in group.files}
    sources = []
    for index, (address, format) in enumerate(before):
        if address not in files:
            gone = f"{address} is not among the inputs as it was, so what failed can't be found; run the job anew"
            raise InputError(gone)
        source = replace(files[address], format=format)
        sources.append(as_readable(source) if index in needed else source)
    return sources


def _within(folder: str, entry: str) -> str:
    """Return an input that was given in a folder as it is from everywhere."""
    is_elsewhere = entry == STDIN or entry.startswith(nltk_corpora.PREFIX) or urls.is_url(entry)
    return entry if is_elsewhere else str(Path(folder, entry))


def _of_group(group: Group, selection: Selection) -> tuple[str, list[Source], Selection, bool, tuple[str, ...]]:
    wanted = [source for source in group.files if selection.wants(source.name) or source.where == "stdin"]
    return group.where, wanted, selection, group.is_named, group.written


def refuse_inputs(out: str, inputs: Iterable[str], selection: Selection = Selection()) -> None:
    """Raise `InputError` where an output is one of the files that are read, of those in folders too.

    >>> from nlpmap import corpora
    >>> refuse_inputs(f"{corpora.path('sample')}/nowhere.tsv", [str(corpora.path("sample"))])
    """
    try:
        there = os.stat(out)  # noqa: PTH116 - a name that a path can't have is refused where it is written
    except (OSError, ValueError):
        return
    for name in inputs if stat.S_ISREG(there.st_mode) else ():
        if _is_same(name, there) or any(is_read(*found) for found in _files_within(name, there, selection)):
            raise InputError(f"{out} is among the inputs; choose another output")


def _is_same(name: str, there: os.stat_result) -> bool:
    with suppress(OSError, ValueError):
        return os.path.samestat(os.stat(name), there)  # noqa: PTH116
    return False


def _files_within(name: str, there: os.stat_result, selection: Selection) -> Iterator[tuple[Source, Selection]]:
    """Yield the files of an input that are a file of such a status, or in one; what is no input is told of later."""
    with suppress(InputError, OSError, ValueError):
        for group in () if urls.is_url(name) else _groups(name, selection):
            _, wanted, selected, *_ = _of_group(group, selection)
            yield from ((source, selected) for source in wanted if source.is_within(there))


def listed(inputs: PathLike | Iterable[PathLike]) -> list[str]:
    """List the inputs as text, also where there is only one.

    >>> listed(Path("a.txt")), listed(["a.txt", "b.txt"])
    (['a.txt'], ['a.txt', 'b.txt'])
    """
    return [os.fspath(entry) for entry in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]


def _groups(entry: str, selection: Selection) -> Iterator[Group]:
    path = Path(entry)
    if not entry:
        raise InputError("an input has an empty name; for the current directory, write .")
    if entry == STDIN:
        yield Group("stdin", [Source(StandardInput(), "stdin", "")], is_named=True)
    elif _exists(path):  # first of all: its name may look like a URL or a glob
        if path.is_dir():
            yield _below(path, path, selection)
        else:
            packed = is_archive(entry)
            yield Group(entry, list(_file(path, None if packed else path.parent)), not packed)
    elif entry.startswith(nltk_corpora.PREFIX):
        yield Group(entry, list(nltk_corpora.sources(entry)), is_named=True)
    elif urls.is_url(entry):
        found, is_folder = urls.sources(entry, selection.format)
        yield Group(entry, found, not is_folder)
    elif glob.has_magic(entry) and (matches := expanded(entry)):
        yield from _matching(entry, matches, selection)
    elif is_output(path):
        asked = f"nlpmap status {quote(entry)}"
        raise InputError(f"{entry}: the job that writes it is not done; how far it is and how to go on says: {asked}")
    else:
        raise InputError(f"{entry}: no such file or directory")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a URL may be longer than a name can be
        return False


def is_archive(name: str) -> bool:
    """Return whether a file's name is that of an archive, whose members are read."""
    return zips.is_zip(name) or tars.is_tar(name)


def _matching(pattern: str, matches: Iterable[Path], selection: Selection) -> Iterator[Group]:
    """Yield a glob's files, named from the folder above its first wildcard; a directory means the files below it."""
    base = Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))
    files: list[Source] = []
    written: tuple[str, ...] = ()
    for path in matches:
        if not path.is_dir():
            files += _file(path, base)
        elif "**" not in pattern:  # which matches what is below a directory, too
            inner = _below(path, base, selection)
            files, written = files + inner.files, written + inner.written
    yield Group(pattern, files, written=written)


def _file(path: Path, base: Path | None) -> Iterator[Source]:
    """Yield a file under its name from a folder on, or the members of an archive; without one, under theirs."""
    name = path.relative_to(base) if base is not None else Path()
    inside = name.name if ".." in name.parts else name.as_posix()
    return _at(str(path), "" if base is None else inside)


def _at(path: str, name: str) -> Iterator[Source]:
    """Yield a file under a name, or the members of an archive, their names below it."""
    if is_archive(path):
        members = zips.sources if zips.is_zip(path) else tars.sources
        yield from members(Path(path), f"{name}/" if name else "")
    else:
        yield source_at(LocalFile(path), name)


def _below(folder: Path, base: Path, selection: Selection) -> Group:
    above = len(below(base, ""))
    found = visible_files(folder, selection.outputs)
    in_order = sorted((path[above:].replace(os.sep, "/"), path, is_output) for path, is_output in found)
    files = [source for name, path, is_output in in_order if not is_output for source in _at(path, name)]
    return Group(str(folder), files, written=tuple(name for name, _, is_output in in_order if is_output))
