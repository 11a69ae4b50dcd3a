"""Outputs: one file, one file for each input, or a stream; each appears under its name only when it is whole."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Protocol

from ..corpus.sources import Source, format_of
from ..corpus.writing import NamedFailures, PartialFile
from ..errors import InputError
from ..remote.formats import FORMATS

STDOUT = "-"


class Output(Protocol):
    """Takes rendered documents in order, each with the number of the source it came from; a context manager.

    Left with an error, it leaves no half-written file.
    """

    def write(self, source: int, text: bytes) -> None: ...

    def __enter__(self) -> Output: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class StreamOutput:
    """Writes to an open stream, such as standard output."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.stream = stream
        self.failures = NamedFailures(name)

    def write(self, source: int, text: bytes) -> None:
        with self.failures:
            self.stream.write(text)

    def __enter__(self) -> StreamOutput:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.failures:
            self.stream.flush()


class FileOutput:
    """Writes one file; to a device or pipe, which has no place to be put in, as it comes."""

    def __init__(self, path: Path) -> None:
        self.failures = NamedFailures(path)
        with self.failures:
            self.file = path.open("wb") if is_special(path) else PartialFile(path)

    def write(self, source: int, text: bytes) -> None:
        with self.failures:
            self.file.write(text)

    def __enter__(self) -> FileOutput:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.failures:
            self.file.__exit__(kind, error, trace)


class FolderOutput:
    """Writes one file for each source, under the source's own name; a source without documents gives an empty file."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.current = -1
        self.file: PartialFile | None = None

    def write(self, source: int, text: bytes) -> None:
        while self.current < source:
            self.__exit__(None, None, None)
            self.current += 1
            self.file = PartialFile(self.paths[self.current])
        if self.file is not None:
            self.file.write(text)

    def __enter__(self) -> FolderOutput:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        file, self.file = self.file, None
        if file is not None:
            file.__exit__(kind, error, trace)


def standard_output() -> StreamOutput:
    """Give standard output, where it takes bytes."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # closed by the shell, or a notebook's
        raise InputError("standard output takes no bytes here; name a file or a directory")
    return StreamOutput(stream, "standard output")


def one_output(out: str | None) -> Output:
    """Open standard output, for ``None`` and ``-``, or a file."""
    return standard_output() if is_stdout(out) else FileOutput(Path(str(out)))


def is_stdout(out: str | None) -> bool:
    return out is None or out == STDOUT


def is_special(path: Path) -> bool:
    """Say whether a path is a device or pipe, such as ``/dev/null``."""
    return path.exists() and not path.is_file() and not path.is_dir()


def is_folder(out: str, sources: Sequence[Source], given: Sequence[str]) -> bool:
    """Say whether an output is meant as a directory: it is one, ends with a slash, or has no suffix for many inputs."""
    path = Path(out)
    if path.exists():
        return path.is_dir()
    many = len(sources) > 1 or any(Path(entry).is_dir() for entry in given)
    return out.endswith("/") or (many and not path.suffix)


def folder_paths(folder: Path, sources: Sequence[Source], format: str) -> list[Path]:
    """Name an output for each source, inside the folder; raises `InputError` where two would have the same."""
    suffix = FORMATS[format].suffixes[0]
    names = [output_name(source.name, suffix) for source in sources]
    if len(set(names)) < len(names):
        names = [source.name + suffix for source in sources]
    first: dict[str, Source] = {}
    for name, source in zip(names, sources, strict=True):
        other = first.setdefault(name, source)
        if other is not source:
            raise InputError(
                f"{other.path} and {source.path} would both be written to {folder / name}; "
                "give the folder above them as the input, or write to one file"
            )
    return [folder / name for name in names]


def output_name(name: str, suffix: str) -> str:
    """Give a name another suffix in the place of that of an input format.

    >>> output_name("letters/a.txt", ".conllu"), output_name("ch1.draft", ".conllu")
    ('letters/a.conllu', 'ch1.draft.conllu')
    """
    path = PurePosixPath(name)
    return str(path.with_suffix(suffix)) if format_of(path) else name + suffix


def refuse_overwriting(paths: Sequence[Path], force: bool) -> None:
    """Raise `InputError` where an output exists already, unless that was asked for."""
    existing = [path for path in paths if path.exists() and not is_special(path)]
    for path in existing:
        if path.is_dir():
            raise InputError(f"{path} is a directory")
    if existing and not force:
        others = f" (and {len(existing) - 1} more)" if len(existing) > 1 else ""
        raise InputError(f"{existing[0]} exists{others}; add --force to overwrite, or choose another output")


def refuse_reading_output(path: Path, sources: Sequence[Source]) -> None:
    """Raise `InputError` where an output is one of many inputs: run again, it would hold its own documents twice."""
    many = len(sources) > 1 and path.exists()
    if many and any(source.path and path.samefile(source.path) for source in sources):
        raise InputError(f"{path} is among the inputs too; choose another output")
