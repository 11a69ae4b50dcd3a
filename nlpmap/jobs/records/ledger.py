"""The ledger beside a job's output: what was ordered, and each part that is safely done; lines of JSON.

A part counts once its line is on the disk, which is after its output is. Lines carry running totals, so that the last
one alone says where to go on. A line that a crash tore is none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from ...corpus.reading.located import Position
from ...errors import InputError
from ...files.locks import locked
from ...files.write_errors import NamedFailures

SUFFIX = ".ledger"
FORMAT = 1
START = Position()
TAIL = 2**20  # bytes in which the last line is looked for first


@dataclass(frozen=True, slots=True)
class Piece:
    """What one part added to one output file: bytes as rendered, bytes as they are on the disk, and their CRC-32."""

    target: int
    raw: int
    stored: int
    crc: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done: where reading goes on after it, and what has been done up to its end.

    ``target`` is the output file that it ended in, ``raw``, ``stored`` and ``target_...`` how much that file has.
    """

    number: int = 0
    source: int = 0
    end: Position = START
    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    failed: int = 0
    error_bytes: int = 0
    seconds: float = 0.0
    target: int = 0
    raw: int = 0
    stored: int = 0
    target_documents: int = 0
    target_sentences: int = 0
    target_tokens: int = 0
    pieces: tuple[Piece, ...] = ()
    files: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # of whole files: size, CRC-32
    finished: bool = False

    @property
    def records(self) -> int:
        """The documents that went in."""
        return self.documents + self.failed


def path_of(out: str | os.PathLike[str]) -> Path:
    """Return where the ledger of an output is: beside it.

    >>> path_of("/corpus/out.conllu").name, path_of("/corpus/out/").name
    ('out.conllu.ledger', 'out.ledger')
    """
    path = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link to where its target is
    return path.with_name(path.name + SUFFIX)


def to_line(part: Part) -> bytes:
    """Write a part as a line.

    >>> from_line(to_line(Part(3, 1, Position(10, 2, 5)))) == Part(3, 1, Position(10, 2, 5))
    True
    """
    return json.dumps(asdict(part), separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Part:
    """Read a part; raises `ValueError` where the line is none."""
    read = json.loads(line)
    if not isinstance(read, dict) or set(read) != NAMES:
        raise ValueError("a line of the ledger has other fields than a part")
    read["end"] = Position(*read["end"])
    read["pieces"] = tuple(Piece(**piece) for piece in read["pieces"])
    read["files"] = {int(target): tuple(entry) for target, entry in read["files"].items()}
    return Part(**read)


NAMES = {entry.name for entry in fields(Part)}


@dataclass(slots=True)
class Ledger:
    """A ledger that is open for adding to; only one process has it at a time."""

    path: Path
    file: IO[bytes]  # unbuffered: else what could not be written fails once more when it is closed

    def begin(self, order: Mapping[str, Any]) -> None:
        """Forget what was there, and write down what is ordered."""
        self.file.seek(0)
        self.file.truncate()
        self.add(json.dumps({"nlpmap_ledger": FORMAT, **order}, separators=(",", ":")).encode() + b"\n")
        sync_folder(self.path.parent)

    def go_on(self, end: int) -> None:
        """Leave out what stands after ``end``, where the last whole line ended."""
        self.file.seek(end)
        self.file.truncate()

    def add(self, lines: bytes) -> None:
        """Write lines, and wait until they are on the disk."""
        with NamedFailures(self.path):
            write_all(self.file, lines)
            os.fsync(self.file.fileno())


@contextmanager
def opened(out: str) -> Iterator[Ledger]:
    """Open an output's ledger, made if need be, for this process alone; raises `InputError` where another has it."""
    path = path_of(out)
    with locked(path, out) as file:
        is_new = not file.seek(0, os.SEEK_END)
        try:
            yield Ledger(path, file)
        except BaseException:
            if is_new and ((found := read(path)) is None or not found.last.number):
                path.unlink(missing_ok=True)  # nothing to go on with
            raise


def write_all(file: IO[bytes], content: bytes) -> None:
    """Write to an unbuffered file, which may take less at once than it is given."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


@dataclass(frozen=True, slots=True)
class Found:
    """What a ledger says: the order, the last part that is done, and where the last whole line ended."""

    order: dict[str, Any]
    last: Part
    end: int


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
            last, end = _last_part(file, len(first))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return Found(order, last, end)


def outputs_of(order: Mapping[str, Any]) -> set[str]:
    """Return the files that a job writes and does not read."""
    written = {os.path.realpath(Path(order["folder"], path)) for path in order["outputs"]}
    return written - {os.path.realpath(entry["file"]) for entry in order["inputs"]}


def parts(path: Path) -> Iterator[Part]:
    """Yield all parts that are done."""
    with path.open("rb") as file:
        file.readline()
        for line in file:
            try:
                yield from_line(line)
            except (ValueError, TypeError):
                return


def order_of(line: bytes, path: Path) -> dict[str, Any]:
    try:
        order = json.loads(line)
        version = order["nlpmap_ledger"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not a ledger of nlpmap's; move it away, or choose another output") from None
    if version != FORMAT:
        raise InputError(f"{path}: ledger format {version!r} is newer than this nlpmap knows; upgrade nlpmap")
    return dict(order)


def _last_part(file: IO[bytes], start: int) -> tuple[Part, int]:
    """Find the last whole line: near the end of a long ledger, else from its start."""
    size = file.seek(0, os.SEEK_END)
    for first in (max(start, size - TAIL), start):
        file.seek(first)
        if first > start:
            file.readline()  # the rest of a line
        last, end = None, file.tell()
        for line in file:
            try:
                last = from_line(line)
            except (ValueError, TypeError):
                break
            end += len(line)
        if last is not None:
            return last, end
    return Part(), start


def sync_folder(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
