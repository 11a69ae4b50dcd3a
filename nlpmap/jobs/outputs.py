"""Outputs: one file, one file for each input, or a stream; each appears under its name only when it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from ..corpus.sources import Source
from ..corpus.writing import replacing
from ..errors import InputError
from ..remote.formats import FORMATS


class Output(Protocol):
    """Takes rendered documents in order, each with the number of the source it came from."""

    def write(self, source: int, text: bytes) -> None: ...

    def finish(self) -> None:
        """Everything was written: put the output in its place."""

    def abandon(self) -> None:
        """Something failed: leave no half-written output."""


class StreamOutput:
    """Writes to an open stream, such as standard output."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, source: int, text: bytes) -> None:
        self.stream.write(text)

    def finish(self) -> None:
        self.stream.flush()

    def abandon(self) -> None:
        self.stream.flush()


class FileOutput:
    """Writes one file."""

    def __init__(self, path: Path) -> None:
        self.stack = ExitStack()
        self.file = self.stack.enter_context(replacing(path))

    def write(self, source: int, text: bytes) -> None:
        self.file.write(text)

    def finish(self) -> None:
        self.stack.close()

    def abandon(self) -> None:
        self.stack.__exit__(InterruptedError, InterruptedError(), None)


class FolderOutput:
    """Writes one file for each source, under the source's own name; a source without documents gives an empty file."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.current = -1
        self.file: FileOutput | None = None

    def write(self, source: int, text: bytes) -> None:
        self._advance(source)
        assert self.file is not None
        self.file.write(source, text)

    def finish(self) -> None:
        self._advance(len(self.paths) - 1)
        if self.file is not None:
            self.file.finish()

    def abandon(self) -> None:
        if self.file is not None:
            self.file.abandon()

    def _advance(self, source: int) -> None:
        while self.current < source:
            if self.file is not None:
                self.file.finish()
            self.current += 1
            self.file = FileOutput(self.paths[self.current])


def is_folder(out: str, sources: Sequence[Source], given: Sequence[str]) -> bool:
    """Say whether an output is meant as a directory: it is one, ends with a slash, or has no suffix for many inputs."""
    path = Path(out)
    if path.is_dir() or out.endswith("/"):
        return True
    many = len(sources) > 1 or any(Path(entry).is_dir() for entry in given)
    return many and not path.suffix


def folder_paths(folder: Path, sources: Sequence[Source], format: str) -> list[Path]:
    """Name an output for each source, inside the folder; raises `InputError` where two would have the same."""
    suffix = FORMATS[format].suffixes[0]
    names = [str(PurePosixPath(source.name).with_suffix(suffix)) for source in sources]
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


def refuse_overwriting(paths: Sequence[Path], force: bool) -> None:
    """Raise `InputError` where an output exists already, unless that was asked for."""
    existing = [path for path in paths if path.exists()]
    for path in existing:
        if path.is_dir():
            raise InputError(f"{path} is a directory")
    if existing and not force:
        others = f" (and {len(existing) - 1} more)" if len(existing) > 1 else ""
        raise InputError(f"{existing[0]} exists{others}; add --force to overwrite, or choose another output")
