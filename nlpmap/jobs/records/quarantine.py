"""The quarantine beside a job's output: a line of JSON for each document that failed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain, islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import IO, Any
from zlib import crc32

from ...corpus.reading.located import Located
from ...errors import InputError, Message, Option, WorkerError
from ...files.durable import create, opened_again, size_and_crc, sync_folder, write_all
from ...files.plain import discard, is_there, not_ours, open_plain
from ...files.write_errors import write_errors_of

place_in_input = attrgetter("source", "start", "record")
FEW = 1000  # failures that are kept, rather than read again


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that failed: what and where it is, why it failed, and where it belongs in the output.

    ``start`` and ``end`` are bytes of the unpacked file, all the rest of it where ``end`` is ``None``; ``raw`` and
    ``rows`` count the bytes, as rendered, and the rows of a table that come before it in the output file ``target``,
    which it would have come to in ``part``. ``heads`` are documents before it, with their parts, that are left out
    unless it comes out: at the end of a file in which one without tokens is only the beginning of the next.
    """

    id: str
    file: str
    start: int
    end: int | None
    line: int
    record: int
    kind: str
    error: str
    attempts: int
    source: int
    part: int
    target: int
    raw: int
    rows: int
    heads: tuple[tuple[int, str], ...] = ()


NUMBERS = ("start", "line", "record", "attempts", "source", "part", "target", "raw", "rows")


def described_failure(error: Exception | None, found: Located) -> tuple[str, str, int]:
    """Return the kind of a failure, its message in a line, and how often the document was tried.

    >>> from nlpmap.corpus.reading.located import START
    >>> described_failure(ValueError("no"), Located(START, START, "d1"))
    ('ValueError', 'no', 1)
    """
    if found.flaw is not None:
        return found.flaw.kind, " ".join(str(found.flaw.error).splitlines()), 1
    if isinstance(error, WorkerError):
        return error.type, error.message, error.attempts
    return type(error).__name__, " ".join(str(error).splitlines()), 1


class Quarantine:
    """The file of failures, which is there once there is one."""

    def __init__(self, path: Path, size: int, crc: int = 0) -> None:
        self.path = path
        self.size = size
        self.crc = crc
        self.file: IO[bytes] | None = None
        is_found = os.path.lexists(path)
        if is_found and not size:
            discard(path)
        elif is_found:
            self.file = self._reopened()
        elif size:
            raise self._lost()

    def add(self, failure: Failure) -> None:
        """Write a failure down."""
        with write_errors_of(self.path):
            if self.file is None:
                self.file = create(self.path, like=self.path)
            line = to_line(failure)
            write_all(self.file, line)
        self.size += len(line)
        self.crc = crc32(line, self.crc)

    def settle(self) -> None:
        """Wait until all is on the disk."""
        if self.file is not None:
            with write_errors_of(self.path):
                os.fsync(self.file.fileno())
                sync_folder(self.path.parent)

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def _reopened(self) -> IO[bytes]:
        """Open the file behind what was safe, if that is what it begins with: the rest is found again."""
        with write_errors_of(self.path):
            file = opened_again(self.path)
            try:
                size, crc = size_and_crc(file, self.size)
                if size < self.size or crc != (self.crc or crc):  # earlier versions wrote down no checksum
                    raise self._lost()
                file.truncate(self.size)
                file.seek(self.size)
            except BaseException:
                file.close()
                raise
        return file

    def _lost(self) -> InputError:
        lost = f"can't resume: {self.path} has lost failures that were written down. Begin anew with "
        return InputError(Message(lost, Option("force", True)))


def to_line(failure: Failure) -> bytes:
    return json.dumps(asdict(failure)).encode() + b"\n"


def failure_of(entry: Mapping[str, Any]) -> Failure:
    """Return a failure as JSON has it; raises `TypeError` where that is none."""
    heads = tuple((part, head) for part, head in entry.get("heads", ()))
    if not all(isinstance(part, int) and isinstance(head, str) for part, head in heads):
        raise TypeError("what is left out has a part and a text")
    return Failure(**{**entry, "heads": heads})


def failures(path: Path) -> Iterator[Failure]:
    """Yield the failures that a file of them has."""
    if is_there(path):
        with open_plain(path) as lines:
            for line in lines:
                try:
                    failure = failure_of(json.loads(line))
                except (ValueError, TypeError, AttributeError, RecursionError):
                    raise not_ours(path) from None
                if not all(isinstance(getattr(failure, name), int) for name in NUMBERS):
                    raise not_ours(path)
                yield failure


def parts_of(failure: Failure) -> Iterator[tuple[int, int]]:
    """Yield the outputs and parts that a failure, and what is left out before it, belong into, which have an order."""
    yield from ((failure.target, part) for part, _ in failure.heads)
    yield failure.target, failure.part


class Failures:
    """The failures of a file, in the order of the input; where they are many, read each time they are gone through."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: list[Failure] | None = None  # all, where these are few, or the file has them in another order
        begun = list(islice(self, FEW + 1))
        if len(begun) <= FEW:
            self.kept = begun
        if any(place_in_input(one) > place_in_input(other) for one, other in pairwise(self)):
            self.kept = sorted(self, key=place_in_input)
        parts = chain([(0, 1)], chain.from_iterable(map(parts_of, self)))
        if any(one > other for one, other in pairwise(parts)):
            raise not_ours(path)

    def __iter__(self) -> Iterator[Failure]:
        return failures(self.path) if self.kept is None else iter(self.kept)
