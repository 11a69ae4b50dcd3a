"""A disk that fails: every call by which a job changes files is a point at which it can crash or be refused.

After a crash nothing of the job is carried out any more. After a power loss what was not synced may be lost, too: of
the names that were given and taken in a folder some, of the bytes that were written all, some or none.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

Kind = Literal["kill", "power", "error", "errors"]
REAL = {name: getattr(os, name) for name in ("open", "fsync", "replace", "rename", "link", "unlink", "mkdir", "fdopen")}


class Crash(BaseException):
    """The end of a process, which nothing handles."""


@dataclass(frozen=True)
class Fault:
    """What happens at a point: a crash before or after its effect, a loss of power, or an error, once or from then on.

    ``share`` is how much of a write is done, ``seed`` decides what a power loss leaves.
    """

    kind: Kind
    point: int
    is_after: bool = False
    share: float = 0.0
    code: int = 0
    seed: int = 0


@dataclass
class Change:
    """A name that was given (of a file, by its number) or taken, and not synced yet."""

    folder: Path
    name: str
    number: int | None
    old: str | None = None  # which a rename took


class Disk:
    """The files below a folder, whose changes are counted, and fail at one of them."""

    def __init__(self, root: Path, fault: Fault | None = None) -> None:
        self.root = root
        self.fault = fault
        self.points = 0
        self.is_dead = False
        self.handles: dict[int, int] = {}
        self.safe: dict[int, bytes] = {}
        self.names: dict[Path, dict[str, int]] = {}
        self.changes: list[Change] = []
        for path in [root, *root.rglob("*")]:
            self.note(path)

    def note(self, path: Path) -> None:
        """Take what is there to be safe."""
        if path.is_symlink():
            return
        if path.is_dir():
            self.names.setdefault(path, {})
        elif path.is_file():
            number = self.number(path)
            self.safe[number] = path.read_bytes()
            self.names.setdefault(path.parent, {})[path.name] = number

    def number(self, path: Path) -> int:
        """Return a file's number, which no other gets, as the file is kept open."""
        number = path.stat().st_ino
        if number not in self.handles:
            self.handles[number] = REAL["open"](path, os.O_RDONLY)
        return number

    def open_number(self, descriptor: int) -> int:
        """Return the number of a file that is open, also where it has no name any more."""
        number = os.fstat(descriptor).st_ino
        if number not in self.handles:
            self.handles[number] = os.dup(descriptor)
        return number

    def is_mine(self, path: Any) -> bool:
        return Path(os.fsdecode(path)).is_relative_to(self.root) and not os.fsdecode(path).endswith(".lock")

    def at(self, effect: Callable[[], Any], torn: Callable[[float], object] | None = None) -> Any:
        """Carry out a change, unless this is where the disk fails."""
        if self.is_dead:
            raise Crash
        number, self.points = self.points, self.points + 1
        fault = self.fault
        if fault is None or number < fault.point or (number > fault.point and fault.kind != "errors"):
            return effect()
        if fault.kind in ("error", "errors"):
            if torn is not None:
                torn(fault.share)
            raise OSError(fault.code, os.strerror(fault.code))
        if fault.is_after:
            effect()
        elif torn is not None:
            torn(fault.share)
        self.is_dead = True
        raise Crash

    def close(self) -> None:
        for handle in self.handles.values():
            os.close(handle)

    def after_power_loss(self) -> None:
        """Leave what was safe, and of the rest what chance lets through."""
        assert self.fault is not None
        chance = random.Random(self.fault.seed)
        names = {folder: dict(known) for folder, known in self.names.items()}
        for change in self.changes:
            if chance.random() < 0.5:
                continue
            known = names.setdefault(change.folder, {})
            if change.old is not None:
                known.pop(change.old, None)
            if change.number is None:
                known.pop(change.name, None)
            else:
                known[change.name] = change.number
        content = {number: self.survives(number, chance) for number in self.handles}
        locks = set(self.root.rglob("*.lock"))
        for path in self.root.rglob("*"):
            if path.is_file() and path not in locks:
                REAL["unlink"](path)
        written: dict[int, Path] = {}
        for folder, known in names.items():
            folder.mkdir(parents=True, exist_ok=True)
            for name, number in known.items():
                if number in written:
                    REAL["link"](written[number], folder / name)
                else:
                    written[number] = folder / name
                    written[number].write_bytes(content[number])

    def survives(self, number: int, chance: random.Random) -> bytes:
        """Return what is left of a file's bytes."""
        size = os.fstat(self.handles[number]).st_size
        now, safe = os.pread(self.handles[number], size, 0), self.safe.get(number, b"")
        if now == safe:
            return now
        pairs = enumerate(zip(now, safe, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), min(len(now), len(safe)))  # it stays
        torn = now[: chance.randint(same, len(now))]
        longer = torn + safe[len(torn) :] if len(now) > len(safe) else torn
        return chance.choice([now, safe, longer, longer.ljust(len(now), b"\0")])


class Writing(io.FileIO):
    """A file whose writes and cuts are points, too."""

    disk: Disk

    def write(self, content: Any) -> int:
        def some(share: float) -> object:
            return io.FileIO.write(self, memoryview(content)[: int(len(content) * share)])

        return int(self.disk.at(lambda: io.FileIO.write(self, content), some))

    def truncate(self, size: int | None = None) -> int:
        return int(self.disk.at(lambda: io.FileIO.truncate(self, size)))


@contextmanager
def failing(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have this process's changes go to a disk that may fail."""

    def opening(path: Any, flags: int, mode: int = 0o777, **named: Any) -> int:
        if not flags & os.O_CREAT or not disk.is_mine(path) or Path(path).exists():
            return int(REAL["open"](path, flags, mode, **named))

        def create() -> int:
            descriptor = int(REAL["open"](path, flags, mode, **named))
            disk.changes.append(Change(Path(path).parent, Path(path).name, disk.number(Path(path))))
            return descriptor

        return int(disk.at(create))

    def opened(descriptor: int, mode: str = "r", *positional: Any, **named: Any) -> Any:
        place = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - Path.readlink() is the same call
        if mode != "r+b" or not disk.is_mine(place):
            return REAL["fdopen"](descriptor, mode, *positional, **named)
        file = Writing(descriptor, mode)
        file.disk = disk
        return file

    def syncing(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - as above
        if not disk.is_mine(path):
            REAL["fsync"](descriptor)
            return

        def sync() -> None:
            if path.is_dir():
                disk.names[path] = {entry.name: disk.number(entry) for entry in path.iterdir() if entry.is_file()}
                disk.changes[:] = [change for change in disk.changes if change.folder != path]
            else:
                number = disk.open_number(descriptor)
                disk.safe[number] = os.pread(disk.handles[number], os.fstat(descriptor).st_size, 0)

        disk.at(sync)

    def renaming(source: Any, path: Any) -> None:
        if not disk.is_mine(path):
            REAL["replace"](source, path)
            return

        def rename() -> None:
            number = disk.number(Path(source))
            if Path(path).exists():
                disk.number(Path(path))
            REAL["replace"](source, path)
            disk.changes.append(Change(Path(path).parent, Path(path).name, number, Path(source).name))

        disk.at(rename)

    def linking(source: Any, path: Any, **named: Any) -> None:
        def link() -> None:
            REAL["link"](source, path, **named)
            disk.changes.append(Change(Path(path).parent, Path(path).name, disk.number(Path(path))))

        disk.at(link)

    def unlinking(path: Any, *positional: Any, **named: Any) -> None:
        if not disk.is_mine(path):
            REAL["unlink"](path, *positional, **named)
            return

        def unlink() -> None:
            disk.number(Path(path))
            REAL["unlink"](path)
            disk.changes.append(Change(Path(path).parent, Path(path).name, None))

        if not Path(path).exists():
            raise FileNotFoundError(2, "No such file or directory", str(path))
        disk.at(unlink)

    def path_unlinking(path: Path, missing_ok: bool = False) -> None:
        with suppress(*((FileNotFoundError,) if missing_ok else ())):
            unlinking(path)

    def making(path: Any, mode: int = 0o777) -> None:
        if not disk.is_mine(path) or Path(path).exists():
            REAL["mkdir"](path, mode)
        else:
            disk.at(lambda: REAL["mkdir"](path, mode))

    with leaving(disk), monkeypatch.context() as patched:
        for name, function in (
            ("open", opening), ("fdopen", opened), ("fsync", syncing), ("replace", renaming), ("rename", renaming),
            ("link", linking), ("unlink", unlinking), ("mkdir", making),
        ):  # fmt: skip
            patched.setattr(os, name, function)
        patched.setattr(Path, "unlink", path_unlinking)
        yield


@contextmanager
def leaving(disk: Disk) -> Iterator[None]:
    """Leave a disk as it is after what happened to it."""
    try:
        yield
    finally:
        if disk.is_dead and disk.fault is not None and disk.fault.kind == "power":
            disk.after_power_loss()
        disk.close()
