"""The ledger beside a job's output: what was ordered, and each part that is safely done; lines of JSON.

A part counts once its line is on the disk, which is after its output is. Lines carry running totals, so that the last
one alone says where to resume. A line that a crash tore is none; the first is never torn, as a ledger gets its name
when that line is on the disk. While a job is to replace an output that is there, its ledger is that one's next version.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any

from ...errors import InputError, Message, Option
from ...files.durable import BLOCK, new_file, opened_at_end, put_in_place, write_all, written_anew
from ...files.names import LEDGER_BEGINS, LEDGER_KEY, BesideOutput
from ...files.plain import open_plain
from ...files.write_errors import write_errors_of
from ...remote.formats import FORMATS
from .long_json import PIECE, json_pieces
from .parts import Part, last_part, parts_in, to_line
from .seal import sealed
from .shape import has_shape

FORMAT = 1
LONGEST = 2**30  # bytes of the first line, which names all inputs
BY = "by"  # whose ledger it is, where not that of a job that can be resumed
RETRY, UNKEPT = "retry", "no ledger"
SHAPE = {
    "task": str, "given": [Path], "folder": Path, "on_error": str, "format": str, "outputs": [Path],
    "model": {"name": str, "hash": str, "given": str}, "recipe": {str: str}, "reading": dict,
    "inputs": [{"file": Path, "name": Path, "format": str, "size?": (int, None)}],
    "limit?": (int, None), "shards?": (int, None), "versions?": {str: (str, None)}, "specs?": (str, None),
    "hosts?": {str: int}, "columns?": ([str], None), BY + "?": str,
}  # fmt: skip


@dataclass(slots=True)
class Ledger:
    """A ledger that is open for adding to; only one process has it at a time."""

    path: Path
    file: IO[bytes]  # unbuffered: else what could not be written fails once more when it is closed

    @staticmethod
    def begun(path: Path, order: Mapping[str, Any], like: Path) -> Ledger:
        """Write down what is ordered, under a name that nobody has; others may read it who may read ``like``."""
        return Ledger(path, new_file(path, first_line(order), like))

    @staticmethod
    def again(path: Path) -> Ledger:
        """Open a ledger to add to it."""
        with write_errors_of(path):
            return Ledger(path, opened_at_end(path))

    def resume(self, end: int) -> None:
        """Leave out what comes after ``end``, where the last line that is kept ended."""
        with write_errors_of(self.path):
            self.file.seek(end)
            self.file.truncate()
            os.fsync(self.file.fileno())  # before an output loses bytes that a line speaks of

    def amend(self, order: Mapping[str, Any]) -> int:
        """Put another order in the place of the first, all at once; return by how much the lines of the parts moved."""
        with open_plain(self.path) as file:
            before = len(first_line_in(file, self.path))
            size = sum(map(len, first_line(order)))
            blocks = chain(first_line(order), iter(partial(file.read, BLOCK), b""))
            put_in_place([(written_anew(self.path, blocks, like=self.path), self.path)])
        self.file.close()
        self.file = opened_at_end(self.path)
        return size - before

    def add(self, lines: bytes) -> None:
        """Write lines, and wait until they are on the disk."""
        with write_errors_of(self.path):
            write_all(self.file, lines)
            os.fsync(self.file.fileno())


def never_written(kept: BesideOutput) -> InputError:
    return InputError(f"{kept.out}: no job has written it (there is no {kept.ledger.name} beside it)")


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


def current(kept: BesideOutput) -> Path:
    """Return where the ledger of the last job is: of one that is to replace an output, where there is one."""
    staged = read(kept.next_ledger)
    is_last = staged is not None and (staged.last.finished or BY not in staged.order)
    return kept.next_ledger if is_last else kept.ledger


def read(path: Path) -> Found | None:
    """Read the order and the last part; ``None`` where there is no ledger.

    Raises `InputError` where the file is no ledger of ours.
    """
    if not os.path.lexists(path):
        return None
    try:
        with open_plain(path) as file:
            first = first_line_in(file, path)
            order = order_of(first, path)
            last, start, end = last_part(file, len(first))
            check_parts([last], order, path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return Found(order, last, start, end)


def read_of(kept: BesideOutput) -> Found:
    """Read the ledger of an output's last job; raises `InputError` where there is none."""
    found = read(current(kept))
    if found is None:
        raise never_written(kept)
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
        """Yield the lines of the ledger after its first."""
        yield from map(to_line, self.parts)


def read_all(path: Path) -> History | None:
    """Read the order and all parts; ``None`` and errors as with `read`."""
    if not os.path.lexists(path):
        return None
    try:
        with open_plain(path) as file:
            order = order_of(first_line_in(file, path), path)
            parts = tuple(parts_in(file))
            check_parts(parts, order, path)
            return History(order, parts)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def read_finished(kept: BesideOutput) -> History:
    """Read all of the ledger of an output's last job; raises `InputError` where there is none that is finished."""
    history = read_all(current(kept))
    if history is None:
        raise never_written(kept)
    if not history.last.finished:
        unfinished = f"{kept.out} is not finished: go on with the same command and "
        raise InputError(Message(unfinished, Option("resume", True), " first"))
    return history


def first_line(order: Mapping[str, Any]) -> Iterable[bytes]:
    """Return the first line of a ledger, sealed, in pieces: of what a command ordered, not of what a ledger said."""
    pieces = json_pieces(sealed({LEDGER_KEY: FORMAT, **order}), separators=(",", ":"), end="\n")
    first = next(pieces)
    return (first,) if len(first) < PIECE else chain((first,), pieces)


def first_line_in(file: IO[bytes], path: Path) -> bytes:
    """Return the first line of a ledger, which may be long; nothing more is read of what does not begin as one."""
    head = file.readline(len(LEDGER_BEGINS))
    rest = file.readline(LONGEST) if head == LEDGER_BEGINS else b""
    if not rest.endswith(b"\n"):
        raise no_ledger(path)
    return head + rest


def no_ledger(path: Path) -> InputError:
    return InputError(f"{path}: not a ledger of nlpmap's; move it away, or choose another output")


def check_parts(parts: Iterable[Part], order: Mapping[str, Any], path: Path) -> None:
    """Raise `InputError` where parts speak of inputs and outputs that the order does not name."""
    inputs, outputs = len(order["inputs"]), len(order["outputs"])
    for part in parts:
        targets = (*(piece.target for piece in part.pieces), *part.files)
        if part.source > inputs or part.target > outputs or any(target >= outputs for target in targets):
            raise no_ledger(path)


def order_of(line: bytes, path: Path) -> dict[str, Any]:
    try:
        order: Any = json.loads(line) if line.endswith(b"\n") else None
        version = order[LEDGER_KEY]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise no_ledger(path) from None
    if not has_shape(version, int):
        raise no_ledger(path)
    if version != FORMAT:
        raise InputError(f"{path}: ledger format {version!r} is newer than this nlpmap knows; upgrade nlpmap")
    if not has_shape(order, SHAPE) or order["format"] not in FORMATS:
        raise no_ledger(path)
    return dict(order)
