"""Stores: where a job's plan, claims and outputs are, so that all hosts see them: a folder, or a bucket of objects.

What is asked of a store is little: to create a file where none is, once; files that are whole or not there; and a clock
of its own, as those of hosts differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from ....errors import InputError
from ....files.names import KEPT_FOLDER, PLAN, is_store_url

CLAIMS, DONE, RETRIED = (f"{KEPT_FOLDER}/{name}" for name in ("claims", "done", "retried"))


class Entry(NamedTuple):
    """A file of a store: its name within its folder, and when it was written, by the store's clock."""

    name: str
    modified: float


class Store(Protocol):
    """A place that hosts share. Names are relative to it, with ``/``; raises `InputError` where it can't be reached."""

    def __str__(self) -> str: ...

    def create(self, name: str, content: bytes) -> bool:
        """Write a file where none has the name; return whether none had."""

    def put(self, name: str, content: bytes) -> None:
        """Write a file, whole, in the place of one that may be there."""

    def publish(self, name: str, path: Path) -> None:
        """Give a local file a name in the store, whole; the local one may be gone then."""

    def refresh(self, name: str, content: bytes) -> None:
        """Let a file that is there, with this content, be as new."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, ``None`` where there is none."""

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file, block by block; none where there is no file."""

    def entries(self, folder: str, first: str = "", before: str = "") -> Iterator[Entry]:
        """Yield the files of a folder whose names are not before ``first``, but before ``before``, sorted."""

    def delete(self, name: str) -> None:
        """Remove a file that may be there."""

    def now(self) -> float:
        """Return the time by the store's clock."""

    def staging(self) -> AbstractContextManager[Path]:
        """Make a local folder for files that are to be published."""

    def sweep(self) -> None:
        """Remove what workers that were killed left behind, where all is done: who is still at a part needs it not."""


def store_at(out: str | os.PathLike[str]) -> Store:
    """Return the store at a folder or a URL.

    >>> str(store_at("tagged/")), str(store_at("file:///corpus/tagged"))
    ('tagged/', '/corpus/tagged')
    """
    from .folder_store import FolderStore

    name = os.fspath(out)
    if not is_store_url(name):
        return FolderStore(name)
    if name.startswith("file://"):
        return FolderStore(unquote(urlsplit(name).path))
    from .object_store import ObjectStore

    return ObjectStore(name)


def never_planned(store: Store) -> InputError:
    return InputError(f"{store}: no job has planned it (there is no {PLAN} in it)")
