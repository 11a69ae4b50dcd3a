"""The packs that a host keeps, and how one comes onto the path of this process."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from .cache_folder import USED, CacheFolder, Refusal, check_private, refusing, try_lock
from .unpacking import holds_all, unpack

KEY = re.compile(r"[A-Za-z0-9][\w.+!-]{0,150}")


class KeptPacks:
    """The folder of packs; those in use by this process are held open, so that nobody sweeps them."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.folder = CacheFolder("packs", environment)
        self.held: list[IO[bytes]] = []

    def use(self, key: str) -> bool:
        """Put a pack onto the path, before all that is installed, if it is kept whole; return whether it is."""
        place = self.folder.entry(checked_key(key))
        try:
            check_private(place)
            file = (place / USED).open("rb")
        except (OSError, Refusal):
            return False
        is_kept = try_lock(file, shared=True) and (place / USED).exists() and holds_all(place, file.read().decode())
        if not is_kept:
            file.close()
            return False
        self.held.append(file)
        with contextlib.suppress(OSError):
            os.utime(place)
        if str(place) not in sys.path:
            sys.path.insert(0, str(place))
        importlib.invalidate_caches()
        return True

    def leave_path(self) -> None:
        """Take all packs off the path."""
        sys.path[:] = [entry for entry in sys.path if Path(entry).parent != self.folder.path]

    def keep(self, key: str, archive: Path, aside: Path) -> None:
        """Unpack a pack that has arrived, beside its place, and give it its name."""
        with refusing(self.folder.path):
            unpack(archive, aside / "files")
            self.folder.put(aside / "files", checked_key(key))
            self.folder.sweep(key)


def checked_key(key: str) -> str:
    """Return a pack's key; raises `Refusal` where it is no name of a folder.

    >>> checked_key("numpy-2.4.6-0123456789ab"), checked_key("regex-2026.1.1-0123456789ab")
    ('numpy-2.4.6-0123456789ab', 'regex-2026.1.1-0123456789ab')
    """
    if not KEY.fullmatch(key):
        raise Refusal(f"{key[:80]!r} is no pack's name")
    return key
