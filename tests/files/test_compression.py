"""Compressed files read as their content, member after member, and never end early in silence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
import zstandard

from nlpmap.errors import InputError
from nlpmap.files.compression import COMPRESSIONS, compressor, open_compressed

SUFFIXES = sorted(COMPRESSIONS)
CONTENT = b"".join(b"line %d of a text\n" % number for number in range(20_000))
STANDARD: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
    ".zst": lambda packed: zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True).read(),
}


def unpack(packed: bytes, suffix: str) -> bytes:
    return open_compressed(io.BytesIO(packed), suffix, "here" + suffix).read()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_members_that_follow_each_other_are_one_file_to_us_and_to_the_standard_tools(suffix: str) -> None:
    pack = compressor(suffix)
    packed = pack(CONTENT[:1000]) + pack(b"") + pack(CONTENT[1000:])
    assert unpack(packed, suffix) == STANDARD[suffix](packed) == CONTENT


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_bytes_are_packed_the_same(suffix: str) -> None:
    assert compressor(suffix)(CONTENT) == compressor(suffix)(CONTENT)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_cut_off_gives_what_came_before_and_then_an_error(suffix: str) -> None:
    pack = compressor(suffix)
    packed = pack(CONTENT[:1000]) + pack(CONTENT[1000:])
    stream = open_compressed(io.BytesIO(packed[:-10]), suffix, "cut" + suffix)
    assert stream.read(1000) == CONTENT[:1000]
    with pytest.raises(InputError, match=rf"^cut{suffix}: ends within its \w+ stream, after [\d,]+ bytes of content$"):
        stream.read()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_member_is_named_with_its_place(suffix: str) -> None:
    for packed in (b"plain text, not packed", compressor(suffix)(CONTENT) + b"and a rest that is none"):
        with pytest.raises(
            InputError, match=rf"^here{suffix}: broken \w+ after (0|{len(CONTENT):,}) bytes of content: "
        ):
            unpack(packed, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_flipped_bit_does_not_pass(suffix: str) -> None:
    packed = bytearray(compressor(suffix)(CONTENT))
    packed[len(packed) // 2] ^= 0x10
    with pytest.raises(InputError):
        unpack(bytes(packed), suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_has_no_content(suffix: str) -> None:
    assert unpack(b"", suffix) == b""


def test_zeros_that_fill_a_file_up_are_passed_over() -> None:
    assert unpack(gzip.compress(b"a") + b"\0" * 512, ".gz") == b"a"
