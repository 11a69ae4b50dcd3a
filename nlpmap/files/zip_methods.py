"""The ways to pack a zip file's member of which `zipfile` unpacks without bound, or not at all: unpacked in steps."""

from __future__ import annotations

import copy
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import IO

from .compression import COMPRESSIONS, Compression, unpacked
from .decompression import MOST_MEMORY
from .streams import stream_of

ZSTANDARD = 93  # `zipfile` knows it from Python 3.14 on
ENDS_WITH_MARKER = 2  # a flag of members of LZMA
LZMA = Compression(
    "LZMA", bytes, lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, MOST_MEMORY), lambda: (lzma.LZMAError,)
)
UNBOUNDED = {zipfile.ZIP_BZIP2: COMPRESSIONS[".bz2"], zipfile.ZIP_LZMA: LZMA, ZSTANDARD: COMPRESSIONS[".zst"]}


def content_in_steps(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """Yield what a member of one of these kinds unpacks to; raises `BadZipFile` where it is not what is said of it."""
    size = crc = 0
    with archive.open(_as_stored(info)) as packed:
        stream = _with_header(packed, info) if info.compress_type == zipfile.ZIP_LZMA else packed
        for content in unpacked(stream, UNBOUNDED[info.compress_type], where):
            size += len(content)
            crc = zlib.crc32(content, crc)
            if size > info.file_size:
                raise zipfile.BadZipFile("it is longer than the archive says")
            yield content
    if size != info.file_size or crc != info.CRC:
        raise zipfile.BadZipFile("it is not what the archive says, by its checksum")


def _as_stored(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the same member as one that is not packed, and whose checksum is unknown."""
    stored = copy.copy(info)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, info.compress_size
    stored.CRC = None  # type: ignore[assignment] # `zipfile` then checks none
    return stored


def _with_header(packed: IO[bytes], info: zipfile.ZipInfo) -> IO[bytes]:
    """Return a member of LZMA with the header that a file of it has: its properties, and the size, if that ends it."""
    length = int.from_bytes(packed.read(4)[2:], "little")
    size = -1 if info.flag_bits & ENDS_WITH_MARKER else info.file_size
    header = packed.read(length) + size.to_bytes(8, "little", signed=True)
    return stream_of(chain([header], iter(lambda: packed.read(2**14), b"")))
