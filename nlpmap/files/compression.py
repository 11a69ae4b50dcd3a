"""Compression: files and parts of them in gz, bz2, xz and zst, by the last suffix of a name.

What is written part by part is one member (gz), stream (bz2, xz) or frame (zst) a part: one after the other they are a
whole file, which every tool reads. The same bytes always become the same bytes.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from shlex import quote
from typing import IO

from ..errors import InputError
from .decompression import Decompressor, Inflate, Zstandard, wants_memory, xz, zstandard
from .streams import stream_of

BLOCK = 2**14  # of compressed bytes
STEP = 2**18  # of what they unpack to, which may be a million times as much


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to pack bytes: how a member is made of some, how one is read, and the errors of one that is broken.

    ``again`` is the command that packs a file so that it needs less memory to be unpacked.
    """

    name: str
    compress: Callable[[bytes], bytes]
    decompressor: Callable[[], Decompressor]
    errors: Callable[[], tuple[type[Exception], ...]]
    again: str = ""


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with gzip's header, whose time is 0
    return packer.compress(content) + packer.flush()


# xz: its default is ten times slower, and a tenth smaller
COMPRESSIONS = {
    ".gz": Compression("gzip", _gzip, Inflate, lambda: (zlib.error,)),
    ".bz2": Compression("bzip2", bz2.compress, bz2.BZ2Decompressor, lambda: (OSError,)),
    ".xz": Compression("xz", partial(lzma.compress, preset=2), xz, lambda: (lzma.LZMAError,), "xz -dc {} | xz > {}"),
    ".zst": Compression(
        "Zstandard",
        lambda content: bytes(zstandard().ZstdCompressor(level=3, write_checksum=True).compress(content)),
        Zstandard,
        lambda: (zstandard().ZstdError,),
        "zstd -dc --long=31 {} | zstd > {}",
    ),
}


def compression_of(name: str | PurePath) -> str | None:
    """Return how a file is compressed by its last suffix.

    >>> compression_of("a.conllu.gz"), compression_of("a.conllu")
    ('.gz', None)
    """
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in COMPRESSIONS else None


def split_compression(name: str) -> tuple[str, str | None]:
    """Return a name without the suffix that says how the file is compressed, and that suffix.

    >>> split_compression("a/b.conllu.gz"), split_compression("a/b.conllu")
    (('a/b.conllu', '.gz'), ('a/b.conllu', None))
    """
    suffix = compression_of(name)
    return (name[: -len(suffix)] if suffix else name), suffix


def compressor(suffix: str | None) -> Callable[[bytes], bytes]:
    """Return the function that compresses bytes into one member of a file; without a suffix, it changes nothing.

    >>> import io
    >>> pack = compressor(".gz")
    >>> open_compressed(io.BytesIO(pack(b"Dogs ") + pack(b"bark.")), ".gz").read()
    b'Dogs bark.'
    """
    if suffix is None:
        return bytes
    check_compression(suffix)
    return COMPRESSIONS[suffix].compress


def check_compression(suffix: str | None) -> None:
    """Raise `InputError` where the library of a compression is missing.

    >>> check_compression(".gz")
    """
    if suffix is not None:
        COMPRESSIONS[suffix].errors()


def open_compressed(stream: IO[bytes], suffix: str | None, name: str = "") -> IO[bytes]:
    """Return a stream of what a compressed one unpacks to, member after member, a bounded stretch at a time.

    Reading raises `InputError`, after all that could be unpacked, where the stream ends within a member, is no
    member, or needs very much memory to be unpacked; ``name`` is for that message.
    """
    if suffix is None:
        return stream
    return stream_of(unpacked(stream, COMPRESSIONS[suffix], name), stream)


def unpacked(stream: IO[bytes], compression: Compression, name: str) -> Iterator[bytes]:
    """Yield what a stream unpacks to, in pieces of a bounded size."""
    total = 0
    member: Decompressor | None = None
    for block in _blocks(stream):
        while block:
            if member is None:
                block = block.lstrip(b"\0") if total else block  # files may be filled up with zeros
                if not block:
                    break
                member = compression.decompressor()
            for content in _steps(member, block, compression, name, total):
                total += len(content)
                yield content
            block = member.unused_data if member.eof else b""
            member = None if member.eof else member
    if member is not None:
        raise InputError(f"{name}: ends within its {compression.name} stream, after {total:,} bytes of content")


def _steps(member: Decompressor, block: bytes, compression: Compression, name: str, total: int) -> Iterator[bytes]:
    """Yield what a member makes of a block."""
    errors = compression.errors()
    try:
        while block or not (member.needs_input or member.eof):
            content = member.decompress(block, STEP)
            total += len(content)
            yield content
            block = b""
    except errors as error:
        if compression.again and wants_memory(error):
            raise InputError(_advice(compression, name)) from None
        reason = str(error).rpartition(": ")[2]
        raise InputError(f"{name}: broken {compression.name} after {total:,} bytes of content: {reason}") from None


def _advice(compression: Compression, name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    again = compression.again.format(quote(name), quote(f"{stem}.small{dot}{suffix}"))
    return f"{name}: {compression.name} that needs very much memory to be unpacked. Pack it anew: {again}"


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block
