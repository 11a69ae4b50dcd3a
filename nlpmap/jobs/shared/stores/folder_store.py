"""A folder that hosts share, on a network's file system or on one machine, as a store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from ....errors import InputError
from ....files.durable import BLOCK, put_in_place, sync_folder, write_all, written_anew
from ....files.names import KEPT_FOLDER
from ....files.special import make_folder
from ....files.write_errors import write_errors_of
from .store import Entry

STAGING = f"{KEPT_FOLDER}/staging"


class FolderStore:
    """A folder as a store; its clock is that of the file system, as it dates files."""

    def __init__(self, out: str) -> None:
        self.out = out
        self.root = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link to its target
        if os.path.lexists(self.root) and not self.root.is_dir():
            raise InputError(f"{out} is no folder, and a job in parts writes a folder of files; choose another output")

    def __str__(self) -> str:
        return self.out

    def create(self, name: str, content: bytes) -> bool:
        path = self._made(name)
        written = written_anew(path, content, like=path)
        try:
            os.link(written, path)
        except FileExistsError:
            return False
        except OSError:  # this file system has no second names
            return self._created(path, content)
        finally:
            written.unlink(missing_ok=True)
        sync_folder(path.parent)
        return True

    def put(self, name: str, content: bytes) -> None:
        path = self._made(name)
        put_in_place([(written_anew(path, content, like=path), path)])

    def publish(self, name: str, path: Path) -> None:
        put_in_place([(path, self._made(name))])

    def refresh(self, name: str, content: bytes) -> None:
        os.utime(self.root / name)  # the time is the server's where none is given

    def read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise InputError(f"{self.root / name}: {error.strerror or error}") from None

    def blocks(self, name: str) -> Iterator[bytes]:
        with suppress(FileNotFoundError), (self.root / name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def entries(self, folder: str, first: str = "", before: str = "") -> Iterator[Entry]:
        try:
            with os.scandir(self.root / folder) as found:
                names = sorted(one.name for one in found if not one.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise InputError(f"{self.root / folder}: {error.strerror or error}") from None
        for name in names:
            if first <= name and (not before or name < before):
                with suppress(FileNotFoundError):  # it was released meanwhile
                    yield Entry(name, (self.root / folder / name).stat().st_mtime)

    def delete(self, name: str) -> None:
        with write_errors_of(self.root / name):
            (self.root / name).unlink(missing_ok=True)

    def now(self) -> float:
        path = self._made(f"{KEPT_FOLDER}/clock")
        written = written_anew(path, b"", like=path)
        try:
            return written.stat().st_mtime
        finally:
            written.unlink(missing_ok=True)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        above = self._made(f"{STAGING}/part").parent
        with write_errors_of(above):
            folder = Path(mkdtemp(dir=above))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        shutil.rmtree(self.root / STAGING, ignore_errors=True)

    def _made(self, name: str) -> Path:
        """Return the path of a file whose folder is there."""
        path = self.root / name
        with write_errors_of(path):
            make_folder(path.parent)
        return path

    def _created(self, path: Path, content: bytes) -> bool:
        with write_errors_of(path):
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
            except FileExistsError:
                return False
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                write_all(file, content)
                os.fsync(file.fileno())
        return True
