"""Unpacking: only plain files, at or below their folder, no more than an archive of its size may hold."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .cache_folder import USED, Refusal

MOST_UNPACKED = 2**30  # bytes of a pack
MOST_TIMES = 64  # that a pack may have of its archive's bytes
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1  # among a member's flags
PART = re.compile(r"[^\x00-\x1f\\/:]+")  # of a path: no separator of any system, and no drive


def unpack(archive: Path, place: Path) -> None:
    """Unpack a pack into a new folder, with a list of what it holds; raises `Refusal` where it holds what it may not.

    The list tells later whether all is there still: a cache may be cleared by half.
    """
    place.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [info for info in opened.infolist() if not info.is_dir()]
            check_members(members, archive.stat().st_size)
            for info in members:
                path = place.joinpath(*info.filename.split("/"))
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(info) as packed, path.open("xb") as file:
                    shutil.copyfileobj(packed, file)
    except Refusal:
        raise
    except Exception as error:  # zipfile, zlib and others raise their own where a byte is wrong
        if isinstance(error, OSError) and not isinstance(error, FileExistsError):
            raise  # the system's
        raise Refusal(f"{archive.name} can't be unpacked: {error}") from None
    listed = "".join(f"{info.file_size} {info.filename}\n" for info in members)
    (place / USED).write_text(listed + "end\n", "utf-8")


def check_members(members: Iterable[zipfile.ZipInfo], size: int) -> None:
    """Raise `Refusal` where a member would lie elsewhere, is no plain file, or all are very large.

    >>> check_members([zipfile.ZipInfo("numpy/__init__.py")], 100)
    >>> check_members([zipfile.ZipInfo("../.profile")], 100)
    Traceback (most recent call last):
    nlpmap.remote.serving.packs.cache_folder.Refusal: a pack may not hold '../.profile'
    """
    total = 0
    for info in members:
        kind = stat.S_IFMT(info.external_attr >> 16)
        parts = info.filename.split("/")
        is_below = all(PART.fullmatch(part) and part not in (".", "..") for part in parts)
        is_plain = kind in (0, stat.S_IFREG) and info.compress_type in METHODS and not info.flag_bits & ENCRYPTED
        if not is_below or parts[0] == USED or not is_plain:
            raise Refusal(f"a pack may not hold {info.filename[:80]!r}")
        total += info.file_size
    if total > min(MOST_UNPACKED, MOST_TIMES * size + 2**20):
        raise Refusal(f"a pack of {size:,} bytes may not hold {total:,}")


def holds_all(place: Path, listed: str) -> bool:
    """Return whether all files of a list are there, at their sizes."""
    *lines, end = listed.splitlines() or [""]
    if end != "end":
        return False
    try:
        return all(
            (place / name).lstat().st_size == int(size) for size, _, name in (line.partition(" ") for line in lines)
        )
    except (OSError, ValueError):
        return False
