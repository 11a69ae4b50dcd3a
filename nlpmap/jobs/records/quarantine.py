"""The quarantine beside a job's output: a line of JSON for each document that failed; the others went on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from ...corpus.reading.located import Located, Position
from ...errors import InputError, WorkerError
from ...files.write_errors import NamedFailures
from .ledger import write_all

SUFFIX = ".errors.jsonl"


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that failed: what it is, where it stands, why it failed, and where it belongs in the output.

    ``start`` and ``end`` are bytes of the unpacked file, all the rest of it where ``end`` is ``None``; ``raw`` and
    ``tokens`` count the bytes, as rendered, and the tokens that come before it in the output file ``target``, which it
    would have come to in ``part``.
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
    tokens: int

    @property
    def position(self) -> Position:
        """Where reading goes on to find it again."""
        return Position(self.start, self.record, self.line)


def path_of(out: str | os.PathLike[str]) -> Path:
    """Return where the failures of a job are written: beside its output.

    >>> path_of("/corpus/out.conllu").name
    'out.conllu.errors.jsonl'
    """
    path = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link to where its target is
    return path.with_name(path.name + SUFFIX)


def described(error: Exception | None, found: Located) -> tuple[str, str, int]:
    """Return the kind of a failure, its message in a line, and how often the document was tried.

    >>> described(ValueError("no"), Located(Position(), Position(), "d1"))
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
        with NamedFailures(path):
            if path.exists() and not size:
                path.unlink()
            elif path.exists() and path.stat().st_size >= size:
                os.truncate(path, size)  # what was not safe yet is found again
            elif size:
                raise InputError(f"{path} has lost failures that were written down. Begin anew with --force")

    def add(self, failure: Failure) -> None:
        """Write a failure down."""
        with NamedFailures(self.path):
            if self.file is None:
                self.file = self.path.open("ab", buffering=0)
            line = json.dumps(asdict(failure)).encode() + b"\n"
            write_all(self.file, line)
        self.size += len(line)

    def settle(self) -> None:
        """Wait until all is on the disk."""
        if self.file is not None:
            with NamedFailures(self.path):
                os.fsync(self.file.fileno())

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


def failures(path: Path) -> Iterator[Failure]:
    """Yield the failures that a file of them has."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Failure(**json.loads(line))
