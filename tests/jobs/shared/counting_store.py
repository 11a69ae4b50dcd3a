"""A store in memory, with a clock that a test moves, which counts what it is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nlpmap.jobs.shared.claims import BLOCK
from nlpmap.jobs.shared.stores.store import Entry

PAGE = 1000


class CountingStore:
    """Files in memory; those of a folder are found by blocks of numbers, as many are listed again and again."""

    def __init__(self) -> None:
        self.time = 0.0
        self.requests = 0
        self.kinds: Counter[str] = Counter()
        self.files: dict[tuple[str, int], dict[str, Entry]] = defaultdict(dict)
        self.contents: dict[str, bytes] = {}

    def __str__(self) -> str:
        return "memory"

    def create(self, name: str, content: bytes) -> bool:
        files, last = self._asked("create", name)
        is_new = last not in files
        if is_new:
            files[last], self.contents[name] = Entry(last, self.time), content
        return is_new

    def put(self, name: str, content: bytes) -> None:
        files, last = self._asked("put", name)
        files[last], self.contents[name] = Entry(last, self.time), content

    def publish(self, name: str, path: Path) -> None:
        self.put(name, b"")

    def refresh(self, name: str, content: bytes) -> None:
        self.put(name, content)

    def read(self, name: str) -> bytes | None:
        files, last = self._asked("read", name)
        return self.contents[name] if last in files else None

    def blocks(self, name: str) -> Iterator[bytes]:
        yield self.read(name) or b""

    def entries(self, folder: str, first: str = "", before: str = "") -> Iterator[Entry]:
        found = self.files[folder, int(first or 0) // BLOCK]
        self._count("list", 1 + len(found) // PAGE)
        return iter(found.values())

    def delete(self, name: str) -> None:
        files, last = self._asked("delete", name)
        files.pop(last, None)

    def now(self) -> float:
        self._count("now", 2)
        return self.time

    @contextmanager
    def staging(self) -> Iterator[Path]:
        raise NotImplementedError

    def sweep(self) -> None:
        self._count("list", 1)

    def _asked(self, kind: str, name: str) -> tuple[dict[str, Entry], str]:
        self._count(kind, 1)
        folder, _, last = name.rpartition("/")
        number = last.partition(".")[0]
        return self.files[folder, int(number) // BLOCK if number.isdigit() else 0], last

    def _count(self, kind: str, number: int) -> None:
        self.requests += number
        self.kinds[kind] += number
