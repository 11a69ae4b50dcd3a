"""A folder in the user's cache: its entries are folders that are whole or not there, made by one process at a time.

What lies there is imported. So it is the user's own, for nobody else to write to, or it is not used.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import monotonic, sleep, time
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: two processes may make the same then, and one of them has done so in vain
    fcntl = None  # type: ignore[assignment]

NEW = ".new-"
USED = ".pack"  # the file of an entry that is held by who makes or uses it
LOOK = 0.05  # seconds between looks at a lock that another has
SAY = 5.0  # seconds after which one that waits says so
OLDEST = 30 * 86400.0  # seconds since an entry was used
MOST_BYTES = 2**30  # of all entries
ROOM = 1.5  # times what a pack unpacks to
ABANDONED = 3600.0  # seconds after which what was being made is left over from a crash


class Refusal(Exception):
    """Why a pack can't be had, in one line."""


def cache_root(environment: Mapping[str, str]) -> Path:
    """Return nlpmap's folder in the user's cache.

    >>> cache_root({"XDG_CACHE_HOME": "/var/cache/ada"}).as_posix()
    '/var/cache/ada/nlpmap'
    """
    given = environment.get("XDG_CACHE_HOME", "")
    base = Path(given if os.path.isabs(given) else os.path.expanduser("~/.cache"))  # noqa: PTH111, PTH117 - never raise
    if not base.is_absolute():
        raise Refusal("there is no home folder to keep it in; set XDG_CACHE_HOME")
    return base / "nlpmap"


class CacheFolder:
    """A folder of entries, each of which is named by what it holds."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        root = cache_root(environment)
        self.path = root / name
        with refusing(root):
            root.parent.mkdir(parents=True, exist_ok=True)
            check_parent(root.parent)
            make_private(root)
            make_private(self.path)

    def entry(self, key: str) -> Path:
        return self.path / key

    @contextlib.contextmanager
    def lock(self, key: str, say: Callable[[], object]) -> Iterator[None]:
        """Be the only one who makes an entry; ``say`` is called now and then while another does."""
        with refusing(self.path):
            file = (self.path / f".{key}.lock").open("ab")
        with file:
            said = monotonic()
            while not try_lock(file):
                sleep(LOOK)
                if monotonic() - said > SAY:
                    said = monotonic()
                    say()
            yield

    @contextlib.contextmanager
    def aside(self, key: str) -> Iterator[Path]:
        """Yield a folder beside an entry's place, to make it in; it goes in any case."""
        with refusing(self.path):
            folder = Path(tempfile.mkdtemp(prefix=f"{NEW}{key}-", dir=self.path))
            held = (folder / USED).open("xb")
        try:
            with held:
                try_lock(held)  # so that it is known to be in the making
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def check_space(self, size: int) -> None:
        """Raise `Refusal` where so many bytes, and their archive, have no space."""
        with refusing(self.path):
            free = shutil.disk_usage(self.path).free
        if free < size * ROOM:
            raise Refusal(
                f"{self.path}: {free / 2**20:,.0f} MB are free of the {size * ROOM / 2**20:,.0f} that it needs"
            )

    def put(self, made: Path, key: str) -> None:
        """Give an entry that was made aside its name; what has it, and is no good, goes."""
        place = self.entry(key)
        if os.path.lexists(place):
            place.rename(made.with_name(f"{made.name}.old"))
        made.rename(place)

    def sweep(self, but: str = "", now: float | None = None) -> list[str]:
        """Remove what was not used for long, or is too much, and what was begun by who is gone; return their names."""
        now = time() if now is None else now
        removed, total = [], 0
        for used, name, size in sorted(self._entries(), reverse=True):
            if name.startswith(NEW):
                goes = self._remove(name, now - used > ABANDONED)
            else:
                total += size
                is_too_much = now - used > OLDEST or total > MOST_BYTES
                goes = is_too_much and name != but and self._remove(name, now - used > ABANDONED)
            removed += [name] if goes else []
        return removed

    def _entries(self) -> Iterator[tuple[float, str, int]]:
        """Yield when each entry was used, its name and its size."""
        for entry in self.path.iterdir():
            with contextlib.suppress(OSError):
                if entry.is_dir() and not entry.is_symlink():
                    yield entry.stat().st_mtime, entry.name, bytes_below(entry)

    def _remove(self, name: str, is_old: bool) -> bool:
        """Remove an entry that nobody holds, or that is old where nobody can tell; return whether it went."""
        entry = self.path / name
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            if (entry / USED).exists():
                if not try_lock(stack.enter_context((entry / USED).open("rb")), without=is_old):
                    return False
            elif not is_old:
                return False
            gone = self.path / f"{NEW}gone-{secrets.token_hex(8)}"
            entry.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
            (self.path / f".{name}.lock").unlink(missing_ok=True)
            return True
        return False


def try_lock(file: IO[bytes], shared: bool = False, without: bool = True) -> bool:
    """Lock an open file if nobody has it, and return whether it is; ``without`` is the answer where there are no locks.

    They only save work: without any, a pack may be sent twice, and the last counts.
    """
    if fcntl is None:
        return without
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return without
    return True


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say in one line what the system has against something."""
    try:
        yield
    except OSError as error:
        raise Refusal(f"{error.filename or path}: {error.strerror or error}") from None


def make_private(path: Path) -> None:
    """Make a folder for this user alone, or take one that is."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    check_private(path)
    if hasattr(os, "getuid") and stat.S_IMODE(path.lstat().st_mode) & 0o077:
        path.chmod(0o700)


def check_private(path: Path) -> None:
    """Raise `Refusal` where a path is no folder, is another user's, or others may write to it."""
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise Refusal(f"{path} is no folder; remove it")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise Refusal(f"{path} belongs to another user; set XDG_CACHE_HOME to a folder of your own")
    if hasattr(os, "getuid") and status.st_mode & 0o022:
        raise Refusal(f"{path} may be written to by others, so nothing of it is used; remove it")


def check_parent(path: Path) -> None:
    """Raise `Refusal` where anybody may put another folder in the place of one in this."""
    status = path.stat()
    if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
        raise Refusal(f"{path} may be written to by all; set XDG_CACHE_HOME to a folder of your own")


def bytes_below(folder: Path) -> int:
    """Return the size of all files in a folder."""
    return sum((Path(parent) / name).lstat().st_size for parent, _, names in os.walk(folder) for name in names)
