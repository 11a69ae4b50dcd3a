"""Which pack a host gets: of what is installed here where it runs there, else a wheel."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ...remote.serving.packs.cache_folder import CacheFolder, Refusal
from ...remote.serving.packs.on_demand import LIBRARIES as ON_DEMAND
from ...requirements import NLTK, REQUIREMENT, admits, library_of
from .hosts import Host
from .installed_pack import InstalledPack, installed_pack
from .wheels import Say, kept_file, wheel_for

LIBRARIES = ON_DEMAND | {"numpy"}
TIMES = 4  # that a wheel unpacks to, of its size
BOUNDS = {"nltk": NLTK}
COMPANIONS = {"nltk": ("regex",)}


class PackSource(NamedTuple):
    """A pack's key, the bytes that it unpacks to, about, and what makes its archive or finds it."""

    key: str
    size: int
    archive: Callable[[Say], Path]


def with_companions(requirements: Sequence[str]) -> list[str]:
    """Return requirements, and what is imported with them: else it is asked for by itself.

    >>> with_companions(["numpy", "nltk>=3.10.4"])
    ['numpy', 'nltk>=3.10.4', 'regex']
    """
    others = [other for requirement in requirements for other in COMPANIONS.get(library_of(requirement), ())]
    return [*requirements, *others]


def source_for(requirement: str, host: Host, say: Say) -> PackSource:
    """Choose a pack; raises `Refusal` where there is none.

    >>> from .hosts import this_host
    >>> source_for("nltk", this_host(), print).key.startswith("nltk-3.")
    True
    """
    name = library_of(requirement)
    if name not in LIBRARIES or not REQUIREMENT.fullmatch(requirement):
        raise Refusal(f"there are no packs of {name[:40]!r}")
    bounded = BOUNDS.get(name, requirement) if requirement == name else requirement
    own = installed_pack(name)
    if own is not None and admits(bounded, own.version) and own.fits(host):
        return PackSource(own.key, own.size, lambda say: own_archive(own, say))
    wheel = wheel_for(bounded, host, say)
    return PackSource(wheel_key(wheel), TIMES * wheel.stat().st_size, lambda say: wheel)


def wheel_key(wheel: Path) -> str:
    """Return the key of a pack that is a wheel."""
    name, version = wheel.name.split("-")[:2]
    with wheel.open("rb") as file:
        return f"{name}-{version}-{sha256_of(file.read())[:12]}"


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def own_archive(own: InstalledPack, say: Say) -> Path:
    """Return the archive of what is installed here, made once and kept in the cache."""
    try:
        folder = CacheFolder("archives", os.environ)
    except Refusal:  # this process must do without a cache
        folder = CacheFolder("archives", {"XDG_CACHE_HOME": temporary_folder()})
    with folder.lock(own.key, lambda: say(f"waits for another process to pack {own.key}")):
        if (archive := kept_file(folder, own.key, ".zip")) is None:
            say(f"packs {own.key}")
            with folder.aside(own.key) as aside:
                new = aside / "files"
                new.mkdir()
                own.write(new / f"{own.key}.zip")
                folder.put(new, own.key)
            folder.sweep(own.key)
            archive = kept_file(folder, own.key, ".zip")
    if archive is None:
        raise Refusal(f"{folder.entry(own.key)} was not kept")
    return archive


TEMPORARY: list[tempfile.TemporaryDirectory[str]] = []  # which goes with this process


def temporary_folder() -> str:
    if not TEMPORARY:
        TEMPORARY.append(tempfile.TemporaryDirectory(prefix="nlpmap-"))
    return TEMPORARY[0].name
