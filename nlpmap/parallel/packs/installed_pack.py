"""A pack of what is installed here: the files that an installation lists, but for its tests."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ...requirements import admits
from .hosts import Host, this_host

LEFT_OUT = frozenset({"test", "tests", "__pycache__", ".."})  # folders
SUFFIXES_LEFT_OUT = (".pyc", ".pyi", ".a", ".pth")
LEVEL = 1  # of compression: three times as fast as the usual one, and a seventh larger
DATE = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16


class InstalledPack(NamedTuple):
    """A library of this machine: its key and version, its wheel's tags, and its files by their names in a pack."""

    key: str
    version: str
    tags: list[str]
    pythons: str  # that it is for
    files: dict[str, Path]

    def fits(self, host: Host) -> bool:
        """Return whether it runs on a host."""
        here = this_host()
        return admits(f"python{self.pythons}", host.python) and any(host.runs(tag, here) for tag in self.tags)

    @property
    def size(self) -> int:
        """The bytes that it unpacks to."""
        return sum(file.stat().st_size for file in self.files.values())

    def write(self, path: Path) -> None:
        """Write the pack: the same bytes each time."""
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for name, file in sorted(self.files.items()):
                info = zipfile.ZipInfo(name, DATE)
                info.external_attr = PLAIN_FILE
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, file.read_bytes(), compresslevel=LEVEL)


@cache
def installed_pack(name: str) -> InstalledPack | None:
    """Return the pack of a library that is installed whole, with the list of its files, or None.

    >>> files = installed_pack("nltk").files
    >>> "nltk/tokenize/punkt.py" in files, "nltk/test/unit/test_tokenize.py" in files
    (True, False)
    >>> installed_pack("no-such-library") is None
    True
    """
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    listed = {str(path).replace(os.sep, "/"): path for path in found.files or () if is_packed(path.parts)}
    files = {shown: Path(str(path.locate())) for shown, path in listed.items()}
    if f"{name}/__init__.py" not in files or not all(file.is_file() for file in files.values()):
        return None  # its files lie elsewhere
    if (found.read_text("INSTALLER") or "").strip() == "conda":
        return None  # some of what it needs is in other packages
    digest = hashlib.sha256()
    for shown in sorted(files):
        digest.update(f"{shown} {hash_of(listed[shown])}\n".encode())
    key = f"{name}-{found.version}-{digest.hexdigest()[:12]}"
    return InstalledPack(key, found.version, list(wheel_tags(found)), found.metadata["Requires-Python"] or "", files)


def hash_of(path: importlib.metadata.PackagePath) -> str:
    return path.hash.value if path.hash is not None else ""


def is_packed(parts: tuple[str, ...]) -> bool:
    """Return whether a file belongs in a pack.

    >>> is_packed(("numpy", "linalg", "tests", "test_linalg.py")), is_packed(("numpy", "version.py"))
    (False, True)
    """
    return LEFT_OUT.isdisjoint(parts) and len(parts) > 1 and not parts[-1].endswith(SUFFIXES_LEFT_OUT)


def wheel_tags(found: importlib.metadata.Distribution) -> Iterator[str]:
    """Yield the tags of the wheel that a library was installed from."""
    for line in (found.read_text("WHEEL") or "").splitlines():
        kind, _, tag = line.partition(":")
        if kind == "Tag":
            yield tag.strip()
