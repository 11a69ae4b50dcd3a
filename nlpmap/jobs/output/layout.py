"""Layouts: the files a job writes, and which of them each document goes into.

A document's file is never before that of an earlier one, so that all files together have the order of the input.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path, PurePosixPath

from ...corpus.formats import unknown_format, without_suffixes
from ...corpus.inputs.sources import Source
from ...corpus.reading.located import Position
from ...corpus.writing import format_for
from ...errors import InputError, Message, Option
from ...files.compression import COMPRESSIONS, compression_of
from ...files.names import ERRORS, NEXT
from ...files.special import is_special, through_links
from ...remote.formats import FORMATS

LONGEST_NAME = 255 - len(ERRORS + NEXT)  # bytes, of a file beside which a job keeps others
FOLDER_ENDS = ("/", os.sep)  # on Windows also a backslash


@dataclass(frozen=True, slots=True)
class Layout:
    """The files that a job writes, in which format, and how they are compressed.

    ``bounds`` says how many bytes of input come before each file but the first: none for a single file, and ``None``
    for a file for each source. ``before`` has how many come before each source, and before the end.
    """

    paths: tuple[Path, ...]
    format: str
    bounds: tuple[int, ...] | None = ()
    before: tuple[int, ...] = ()
    compression: str | None = None
    keys: tuple[str, ...] | None = None  # of metadata, that have columns of their own
    replaces: bool = False  # files that are there: new ones take their places once all are complete

    @property
    def header(self) -> str:
        """What each file begins with."""
        return FORMATS[self.format].header_with(self.keys or ())

    def written(self, target: int) -> Path:
        """Return the name that a file gets once it is complete."""
        path = self.paths[target]
        return path.with_name(path.name + NEXT) if self.replaces else path

    def target(self, source: int, start: Position) -> int:
        """Return into which file a document goes, by its source and where it starts there.

        >>> Layout((Path("0"), Path("1")), "slash", (100,), (0, 90, 200)).target(1, Position(offset=10))
        1
        """
        if self.bounds is None:
            return source
        if not self.bounds:
            return 0
        reached = min(self.before[source] + start.offset, self.before[source + 1] - 1)  # unpacked, it may be longer
        return bisect_right(self.bounds, reached)


def one_file(path: Path, format: str | None) -> Layout:
    """Lay out a single file."""
    compression, target = compression_of(path), through_links(path)
    return Layout((target,), format_for(path, format), compression=compression)


def file_for_each(folder: Path, sources: Sequence[Source], format: str | None) -> Layout:
    """Lay out a file for each source, under the source's own name; ``conllu.gz`` is a format, compressed."""
    chosen, suffix = format_and_suffix(format)
    paths = tuple(map(through_links, folder_paths(folder, sources, suffix)))
    return Layout(paths, chosen, bounds=None, compression=compression_of(suffix))


def shards(folder: Path, sources: Sequence[Source], format: str | None, count: int) -> Layout:
    """Lay out so many numbered files, of about the same share of the input each, in its order."""
    chosen, suffix = format_and_suffix(format)
    before = tuple(accumulate(map(weight_of, sources), initial=0))
    bounds = tuple(round(before[-1] * number / count) for number in range(1, count))
    digits = max(5, len(str(count)))
    names = (f"{number:0{digits}}-of-{count:0{digits}}{suffix}" for number in range(1, count + 1))
    return Layout(tuple(through_links(folder / name) for name in names), chosen, bounds, before, compression_of(suffix))


def format_and_suffix(format: str | None) -> tuple[str, str]:
    """Return the format and the suffix of files whose names are not given.

    >>> format_and_suffix(None), format_and_suffix("jsonl.gz")
    (('conllu', '.conllu'), ('jsonl', '.jsonl.gz'))
    """
    name, _, packed = (format or "conllu").partition(".")
    chosen = FORMATS[format_for(None, name)]
    suffix = chosen.suffixes[0]
    if packed and f".{packed}" not in COMPRESSIONS:
        raise unknown_format(packed, [known.lstrip(".") for known in COMPRESSIONS], "compression")
    if packed and chosen.compresses_itself:
        raise InputError(f"{chosen.name} is compressed by itself; leave out .{packed}")
    return chosen.name, f"{suffix}.{packed}" if packed else suffix


def weight_of(source: Source) -> int:
    """Return how much of the input a source is: its bytes, where they are known."""
    size = source.fingerprint().get("size")
    if not isinstance(size, int):
        raise InputError(
            Message(Option("shards"), f" needs inputs whose size is known, which that of {source.where} is not")
        )
    return size


def is_folder(out: str, sources: Sequence[Source], given: Sequence[str]) -> bool:
    """Return whether an output is a directory: it is one, ends with a slash, or has no suffix for many inputs."""
    path = Path(out)
    if path.exists():
        return path.is_dir()
    many = len(sources) > 1 or any(Path(entry).is_dir() for entry in given)
    return out.endswith(FOLDER_ENDS) or (many and not path.suffix)


def folder_paths(folder: Path, sources: Sequence[Source], suffix: str) -> list[Path]:
    """Name an output for each source, inside the folder; raises `InputError` where two would have the same."""
    names = [without_suffixes(source.name) + suffix for source in sources]
    if len(set(names)) < len(names):
        names = [source.name + suffix for source in sources]
    first: dict[str, Source] = {}
    for name, source in zip(names, sources, strict=True):
        other = first.setdefault(name, source)
        if other is not source:
            raise InputError(
                f"{other.where} and {source.where} would both be written to {folder / name}; "
                "give the folder above them as the input, or write to one file"
            )
    return [folder / PurePosixPath(name) for name in names]


def refuse_long_names(paths: Iterable[Path]) -> None:
    """Raise `InputError` where a name leaves no room for those of the files that are kept beside it."""
    for path in paths:
        length = len(os.fsencode(path.name))
        if length > LONGEST_NAME:
            what = f"{path}: a name of {length} bytes, where {LONGEST_NAME} leave room for the files beside it"
            raise InputError(f"{what}; choose a shorter one, or for that of an input's output, write to one file")


def refuse_overwriting(paths: Sequence[Path], force: bool) -> None:
    """Raise `InputError` where an output exists already, unless that was asked for."""
    existing = [path for path in paths if path.exists() and not is_special(path)]
    for path in existing:
        if path.is_dir():
            raise InputError(f"{path} is a directory")
    if existing and not force:
        others = f" (and {len(existing) - 1} more)" if len(existing) > 1 else ""
        force_it = Option("force", True)
        raise InputError(
            Message(f"{existing[0]} exists{others}; add ", force_it, " to overwrite, or choose another output")
        )


def without_outputs(sources: Sequence[Source], outputs: Container[str]) -> list[Source]:
    """Leave out what an earlier run of the same job wrote into the folder of its inputs."""
    return [source for source in sources if not (source.path and os.path.realpath(source.path) in outputs)]


def refuse_reading_output(path: Path, sources: Sequence[Source]) -> None:
    """Raise `InputError` where an output is one of many inputs: run again, it would hold its own documents twice."""
    there = path.stat() if len(sources) > 1 and path.exists() else None
    if there is not None and any(source.is_within(there) for source in sources):
        raise InputError(f"{path} is among the inputs too; choose another output")
