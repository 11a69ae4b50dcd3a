"""Outputs that are no plain files: descriptors of this process under their paths, devices, pipes, symbolic links."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..errors import InputError
from .durable import sync_folder

STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self|\d+))/fd/(\d+)")
MOST_LINKS = 40  # that lead to each other, as on Linux


def descriptor_of(path: str) -> int | None:
    """Return the descriptor of this process that a path stands for, also by way of links; ``None`` for other paths.

    >>> descriptor_of("/dev/stdout"), descriptor_of("/dev/fd/3"), descriptor_of("out.conllu")
    (1, 3, None)
    """
    for _ in range(MOST_LINKS):
        if path in STANDARD:
            return STANDARD[path]
        if found := DESCRIPTOR.fullmatch(path):
            foreign = path.startswith("/proc/") and path.split("/")[2] not in ("self", "thread-self", str(os.getpid()))
            return None if foreign else int(found[1])
        with suppress(OSError, ValueError):
            path = os.path.normpath(Path(path).parent / Path(path).readlink())
            continue
        return None
    return None


def is_special(path: Path) -> bool:
    """Return whether a path is a descriptor, device or pipe, such as ``/dev/null``, which no file can replace.

    >>> is_special(Path("/dev/fd/1")), is_special(Path("out.conllu"))
    (True, False)
    """
    return descriptor_of(str(path)) is not None or (path.exists() and not path.is_file() and not path.is_dir())


def open_special(path: Path) -> IO[bytes]:
    """Open a descriptor, device or pipe for writing, unbuffered: else what could not be written fails twice."""
    descriptor = descriptor_of(str(path))
    return path.open("wb", buffering=0) if descriptor is None else os.fdopen(os.dup(descriptor), "wb", buffering=0)


def through_links(path: Path) -> Path:
    """Return where a file is that a symbolic link leads to, which may not exist yet; other paths as they are.

    >>> through_links(Path("out.conllu")).name
    'out.conllu'
    """
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise InputError(f"{path}: a symbolic link that leads back to itself; choose another output")
    return target


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where a symbolic link leads if it is one.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "link")
    >>> path.symlink_to("there")
    >>> make_folder(path)
    >>> path.is_dir(), path.is_symlink()
    (True, True)
    """
    target = Path(os.path.realpath(path))
    new = [folder for folder in (target, *target.parents) if not folder.exists()]
    target.mkdir(parents=True, exist_ok=True)
    for folder in new:
        sync_folder(folder.parent)
