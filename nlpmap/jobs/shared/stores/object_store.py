"""A bucket of objects, as S3, GCS and Azure have them, as a store; obstore speaks to it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ....errors import InputError, NlpmapError
from ....files.names import KEPT_FOLDER
from ....optional import library
from .store import Entry

CLOCK = f"{KEPT_FOLDER}/clock"
OLD = 3600  # seconds since a worker has looked at the clock that does so no more
PIECE = 2**26  # bytes of an object that are sent at once: each is a request
MOST_SAID = 300  # characters of a library's message
PAGE = 1000  # names that one request lists


class ObjectStore:
    """Objects below a URL as a store; its clock is that by which the server dates them.

    Credentials and endpoint are those of the environment, as ``AWS_ACCESS_KEY_ID`` and ``AWS_ENDPOINT_URL``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.obstore = library("obstore", "storage", f"writing to {url.partition(':')[0]}://")
        self.clock = f"{CLOCK}/{secrets.token_hex(8)}"
        is_plain = os.environ.get("AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT", "")).startswith("http://")
        with self._errors_named():
            options = {"allow_http": True} if is_plain else None
            self.objects = self.obstore.store.from_url(url, client_options=options)

    def __str__(self) -> str:
        return self.url

    def create(self, name: str, content: bytes) -> bool:
        with self._errors_named():
            try:
                self.obstore.put(self.objects, name, content, mode="create", use_multipart=False)
            except self.obstore.exceptions.AlreadyExistsError:
                return False
        return True

    def put(self, name: str, content: bytes) -> None:
        with self._errors_named():
            self.obstore.put(self.objects, name, content, use_multipart=False)

    def publish(self, name: str, path: Path) -> None:
        with self._errors_named():
            self.obstore.put(self.objects, name, path, chunk_size=PIECE, max_concurrency=2)

    def refresh(self, name: str, content: bytes) -> None:
        self.put(name, content)

    def read(self, name: str) -> bytes | None:
        with self._errors_named():
            try:
                return bytes(self.obstore.get(self.objects, name).bytes())
            except FileNotFoundError:
                return None

    def blocks(self, name: str) -> Iterator[bytes]:
        with self._errors_named():
            try:
                found = self.obstore.get(self.objects, name)
            except FileNotFoundError:
                return
            for block in found.stream(min_chunk_size=2**22):
                yield bytes(block)

    def entries(self, folder: str, first: str = "", before: str = "") -> Iterator[Entry]:
        with self._errors_named():
            offset = f"{folder}/{first}".lstrip("/") if first else None
            for page in self.obstore.list(self.objects, prefix=folder or None, offset=offset, chunk_size=PAGE):
                for found in page:
                    name = found["path"].rpartition("/")[2]
                    if before and name >= before:
                        return
                    yield Entry(name, found["last_modified"].timestamp())

    def delete(self, name: str) -> None:
        with self._errors_named(), suppress(FileNotFoundError):
            self.obstore.delete(self.objects, name)

    def now(self) -> float:
        self.put(self.clock, b"")
        with self._errors_named():
            found: Any = self.obstore.head(self.objects, self.clock)
            return float(found["last_modified"].timestamp())

    @contextmanager
    def staging(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="nlpmap-") as folder:
            yield Path(folder)

    def sweep(self) -> None:
        oldest = self.now() - OLD
        self.delete(self.clock)
        for entry in [entry for entry in self.entries(CLOCK) if entry.modified < oldest]:
            self.delete(f"{CLOCK}/{entry.name}")

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        """Name the store that can't be reached; its library raises errors of its own."""
        try:
            yield
        except (NlpmapError, GeneratorExit):
            raise
        except Exception as error:
            said = " ".join(str(error).partition("Debug source")[0].split())[:MOST_SAID] or type(error).__name__
            raise InputError(f"{self.url}: {said}") from None
