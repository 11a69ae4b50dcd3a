"""The quarantine beside a job's output: a line of JSON for each document that failed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO
from zlib import crc32

from ...corpus.reading.located import Located
from ...errors import InputError, Message, Option, WorkerError
from ...files.durable import create, opened_again, size_and_crc, sync_folder, write_all
from ...files.plain import discard, is_there, not_ours, open_plain
from ...files.write_errors import write_errors_of


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that failed: what and where it is, why it failed, and where it belongs in the output.

    ``start`` and ``end`` are bytes of the unpacked file, all the rest of it where ``end`` is ``None``; ``raw`` and
    ``rows`` count the bytes, as rendered, and the rows of a table that come before it in the output file ``target``,
    which it would have come to in ``part``.
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


NUMBERS = ("start", "line", "record", "attempts", "source", "part", "target", "raw", "rows")
FEW = 1000  # failures that are kept, rather than read again


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


def failures(path: Path) -> Iterator[Failure]:
    """Yield the failures that a file of them has."""
    if is_there(path):
        with open_plain(path) as lines:
            for line in lines:
                try:
                    failure = Failure(**json.loads(line))
                except (ValueError, TypeError, RecursionError):
                    raise not_ours(path) from None
                if not all(isinstance(getattr(failure, name), int) for name in NUMBERS):
                    raise not_ours(path)
                yield failure


class Failures:
    """The failures of a file: where they are many, read each time that they are gone through."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.few: list[Failure] | None = None  # all, where these are few, once they were read

    def __iter__(self) -> Iterator[Failure]:
        return self._read() if self.few is None else iter(self.few)

    def _read(self) -> Iterator[Failure]:
        read = failures(self.path)
        begun = list(islice(read, FEW + 1))
        if len(begun) <= FEW:
            self.few = begun
        return chain(begun, read)
