"""The ledger beside a job's output: what was ordered, and each part that is safely done; lines of JSON.

A part counts once its line is on the disk, which is after its output is. Lines carry running totals, so that the last
one alone says where to resume. A line that a crash tore is none.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ...errors import InputError
from ...files.durable import NEW_FILE, create, put_in_place, sync_folder, write_all
from ...files.locks import locked
from ...files.names import LEDGER_KEY, PARTIAL, beside
from ...files.write_errors import write_errors_of
from .parts import Part, last_part, parts_in, to_line

FORMAT = 1


@dataclass(slots=True)
class Ledger:
    """A ledger that is open for adding to; only one process has it at a time."""

    path: Path
    file: IO[bytes]  # unbuffered: else what could not be written fails once more when it is closed

    def begin(self, order: Mapping[str, Any]) -> None:
        """Empty the ledger, and write down what is ordered."""
        self.file.seek(0)
        self.file.truncate()
        self.add(first_line({LEDGER_KEY: FORMAT, **order}))
        sync_folder(self.path.parent)

    def resume(self, end: int) -> None:
        """Leave out what comes after ``end``, where the last line that is kept ended."""
        self.file.seek(end)
        self.file.truncate()
        os.fsync(self.file.fileno())  # before an output loses bytes that a line speaks of

    def amend(self, order: Mapping[str, Any]) -> int:
        """Put another order in the place of the first, all at once; return by how much the lines of the parts moved."""
        before, end, parts = self.path.read_bytes().partition(b"\n")
        line = first_line(order)
        written = beside(self.path, PARTIAL)
        with write_errors_of(self.path):
            file = create(written, like=self.path)
            write_all(file, line + parts)
        put_in_place([(written, self.path)])
        self.file.close()
        self.file = file
        return len(line) - len(before + end)

    def add(self, lines: bytes) -> None:
        """Write lines, and wait until they are on the disk."""
        with write_errors_of(self.path):
            write_all(self.file, lines)
            os.fsync(self.file.fileno())


@contextmanager
def opened(out: str, path: Path) -> Iterator[Ledger]:
    """Open an output's ledger, made if need be, for this process alone; raises `InputError` where another has it."""
    with locked(out), file_of(path, out) as file:
        is_new = not file.seek(0, os.SEEK_END)
        ledger = Ledger(path, file)
        try:
            yield ledger
        except BaseException:
            if is_new and ((found := read(path)) is None or not found.last.number):
                path.unlink(missing_ok=True)  # nothing to resume
            raise
        finally:
            ledger.file.close()


def file_of(path: Path, out: str) -> io.FileIO:
    """Open a ledger's file to read and write it, made if need be."""
    with write_errors_of(out):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, NEW_FILE)
    return os.fdopen(descriptor, "r+b", buffering=0)


@contextmanager
def held(out: str, path: Path) -> Iterator[None]:
    """Keep the output of a job that was done for this process alone; raises `InputError` where there is no ledger."""
    if not path.exists():
        raise never_written(out, path)
    with locked(out):
        if not path.exists():
            raise never_written(out, path)
        yield


def never_written(out: str, path: Path) -> InputError:
    return InputError(f"{out}: no job has written it (there is no {path.name} beside it)")


@dataclass(frozen=True, slots=True)
class Found:
    """What a ledger says: the order, the last part that is done, and where its line begins and ends."""

    order: dict[str, Any]
    last: Part
    start: int
    end: int

    @property
    def kept(self) -> int:
        """Where the lines end that a resumed job keeps: one of a part that is not full is written anew."""
        return self.start if self.last.unfilled else self.end


def read(path: Path) -> Found | None:
    """Read the order and the last part; ``None`` where there is no ledger, or one that a crash left without an order.

    Raises `InputError` where the file is no ledger of ours.
    """
    try:
        with path.open("rb") as file:
            first = file.readline()
            if not first.endswith(b"\n"):
                return None
            order = order_of(first, path)
            last, start, end = last_part(file, len(first))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return Found(order, last, start, end)


def read_of(out: str, path: Path) -> Found:
    """Read an output's ledger; raises `InputError` where there is none."""
    found = read(path)
    if found is None:
        raise never_written(out, path)
    return found


@dataclass(frozen=True, slots=True)
class History:
    """All that a ledger says: the order, and every part that is done."""

    order: dict[str, Any]
    parts: tuple[Part, ...]

    @property
    def last(self) -> Part:
        return self.parts[-1] if self.parts else Part()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of the ledger."""
        yield first_line(self.order)
        yield from map(to_line, self.parts)


def read_all(path: Path) -> History | None:
    """Read the order and all parts; ``None`` and errors as with `read`."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            return History(order_of(first, path), tuple(parts_in(file))) if first.endswith(b"\n") else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def outputs_of(order: Mapping[str, Any]) -> set[str]:
    """Return the files that a job writes and does not read."""
    written = {os.path.realpath(path) for path in paths_of(order)}
    return written - {os.path.realpath(entry["file"]) for entry in order["inputs"]}


def paths_of(order: Mapping[str, Any]) -> list[Path]:
    """Return the output files of a job, wherever it was started."""
    return [Path(order["folder"], name) for name in order["outputs"]]


def first_line(order: Mapping[str, Any]) -> bytes:
    return json.dumps(order, separators=(",", ":")).encode() + b"\n"


def order_of(line: bytes, path: Path) -> dict[str, Any]:
    try:
        order = json.loads(line)
        version = order[LEDGER_KEY]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not a ledger of nlpmap's; move it away, or choose another output") from None
    if version != FORMAT:
        raise InputError(f"{path}: ledger format {version!r} is newer than this nlpmap knows; upgrade nlpmap")
    return dict(order)
