"""The quarantine beside a job's output: a line of JSON for each document that failed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from ...corpus.reading.located import Located
from ...errors import InputError, Message, Option, WorkerError
from ...files.durable import write_all
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

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self.file: IO[bytes] | None = None
        with write_errors_of(path):
            if path.exists() and not size:
                path.unlink()
            elif path.exists() and path.stat().st_size >= size:
                os.truncate(path, size)  # what was not safe yet is found again
            elif size:
                lost = f"can't resume: {path} has lost failures that were written down. Begin anew with "
                raise InputError(Message(lost, Option("force", True)))

    def add(self, failure: Failure) -> None:
        """Write a failure down."""
        with write_errors_of(self.path):
            if self.file is None:
                self.file = self.path.open("ab", buffering=0)
            line = to_line(failure)
            write_all(self.file, line)
        self.size += len(line)

    def settle(self) -> None:
        """Wait until all is on the disk."""
        if self.file is not None:
            with write_errors_of(self.path):
                os.fsync(self.file.fileno())

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


def to_line(failure: Failure) -> bytes:
    return json.dumps(asdict(failure)).encode() + b"\n"


def failures(path: Path) -> Iterator[Failure]:
    """Yield the failures that a file of them has."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Failure(**json.loads(line))
