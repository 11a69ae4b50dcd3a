"""Places: where the bytes of a source are, and how to know later that they are still the same."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...errors import InputError

Fingerprint = dict[str, object]


class Place(ABC):
    """Where bytes can be read; as text, its name for messages."""

    __slots__ = ()  # there may be very many

    @property
    def holder(self) -> Path | None:
        """The file of this machine that holds the bytes, perhaps among others; ``None`` where there is none."""
        return None

    @property
    def packed_bytes(self) -> int:
        """The size of the file that holds the bytes, perhaps among others; 0 where that is not known."""
        with suppress(OSError):
            return self.holder.stat().st_size if self.holder else 0
        return 0

    @property
    def encoding(self) -> str | None:
        """The encoding of the bytes, where that is known."""
        return None

    @property
    def is_lasting(self) -> bool:
        """Whether the bytes can be read more than once."""
        return True

    @abstractmethod
    def __str__(self) -> str: ...

    @abstractmethod
    def open(self) -> IO[bytes]:
        """Open the bytes, as they are, for reading; raises `OSError` or `InputError`."""

    @abstractmethod
    def fingerprint(self) -> Fingerprint:
        """Return what changes when the bytes do, as far as that is known without reading them."""


@dataclass(frozen=True, slots=True, init=False)
class LocalFile(Place):
    """A file of this machine; only its name is kept, and no path made of it to read it: there may be very many.

    >>> LocalFile(Path("a.txt")) == LocalFile("a.txt")
    True
    """

    name: str

    def __init__(self, path: str | Path) -> None:
        object.__setattr__(self, "name", str(path))

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(self.name)

    @property
    def holder(self) -> Path:
        return self.path

    def open(self) -> IO[bytes]:
        return open(self.name, "rb", buffering=2**16)  # noqa: PTH123 - whoever asked for it closes it

    def status(self) -> os.stat_result:
        """Return what the system knows of the file; raises `OSError` where there is none."""
        return os.stat(self.name)  # noqa: PTH116

    @property
    def is_regular(self) -> bool:
        """Whether there is such a file, and it is no pipe or device."""
        return os.path.isfile(self.name)  # noqa: PTH113

    @property
    def is_lasting(self) -> bool:
        return self.is_regular

    def fingerprint(self) -> Fingerprint:
        status = self.status()
        return {"size": status.st_size, "mtime_ns": status.st_mtime_ns}


@dataclass(frozen=True, slots=True)
class StandardInput(Place):
    """Standard input, which can be read once."""

    @property
    def is_lasting(self) -> bool:
        return False

    def __str__(self) -> str:
        return "stdin"

    def open(self) -> IO[bytes]:
        stream: IO[bytes] | None = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise InputError("standard input is closed; name a file")
        return stream

    def fingerprint(self) -> Fingerprint:
        return {}


@dataclass(frozen=True, slots=True)
class UnreadablePlace(Place):
    """A file that was found, but can't be read: a link to nothing, one that is not allowed to be."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return str(self.path)

    @property
    def holder(self) -> Path:
        return self.path

    def open(self) -> IO[bytes]:
        raise InputError(f"{self.path}: {self.reason}")

    def fingerprint(self) -> Fingerprint:
        return {"size": 0}


@dataclass(frozen=True)
class NoFile(Place):
    """A member of an archive that has no bytes: a link to nothing in it, a pipe."""

    path: Path
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}/{self.name}"

    @property
    def holder(self) -> Path:
        return self.path

    def open(self) -> IO[bytes]:
        raise InputError(f"{self}: {self.reason}")

    def fingerprint(self) -> Fingerprint:
        return {"size": 0}
