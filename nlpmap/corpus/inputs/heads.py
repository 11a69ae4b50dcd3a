"""Heads: the first bytes of a source, unpacked, that tell what it is."""

from __future__ import annotations

import stat
import sys
from typing import IO

from ...errors import InputError
from ..detection.kinds import HEAD
from .opened import opened
from .places import LocalFile, NoFile, StandardInput
from .source import Source


class NotReadable(Exception):
    """A file that can't be read, with the reason."""


def head_of(source: Source, takes_pipes: bool = True) -> bytes:
    """Return the first bytes of what is in a source; none of a pipe or terminal, whose bytes come only once.

    Raises `NotReadable` for a file that can't be opened, such as a link to nothing, or for a pipe that is not taken.
    """
    place = source.place
    if isinstance(place, StandardInput):
        return peeked(getattr(sys.stdin, "buffer", None))
    if isinstance(place, NoFile):
        raise NotReadable(place.reason)
    if isinstance(place, LocalFile):
        try:
            mode = place.status().st_mode
            is_regular = stat.S_ISREG(mode)
            if is_regular or (takes_pipes and stat.S_ISCHR(mode)):
                with place.open() as stream:
                    if source.compression is None and (is_regular or not stream.isatty()):
                        return stream.read(HEAD)
        except FileNotFoundError:
            raise NotReadable("a link to nothing" if place.path.is_symlink() else "no such file") from None
        except OSError as error:
            raise NotReadable(error.strerror or str(error)) from None
        if not is_regular:
            if not takes_pipes:
                raise NotReadable("a pipe, socket or device")
            return b""
    try:
        with opened(source, guarded=False) as stream:
            return stream.read(HEAD)
    except InputError:
        return b""  # broken where it is packed: that is told when it is read


def can_be_reread(source: Source) -> bool:
    """Return whether a source has its bytes still after they were read, which standard input and pipes don't."""
    if isinstance(source.place, LocalFile):
        return source.place.is_regular
    return not isinstance(source.place, StandardInput)


def peeked(stream: IO[bytes] | None) -> bytes:
    """Return the first bytes of a stream, which stay in it; none, where it has no way to show them."""
    peek = getattr(stream, "peek", None)
    return bytes(peek(HEAD)[:HEAD]) if peek is not None else b""
