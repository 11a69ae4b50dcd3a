"""Encodings: whether the lines of a file can be decoded one by one, and errors for bytes that can't be decoded."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO

from ...errors import InputError, Message, Option
from ...files.streams import stream_of

# a line of these does not begin in the same state as the first, or its end is not the byte of an end of line
STATEFUL = ("utf-7", "utf-16", "utf-32", "iso2022", "hz", "unicode", "raw-unicode", "raw_unicode", "punycode", "idna")


class Undecodable(InputError):
    """Bytes that are not text in the encoding they were said to be in."""


def check_encoding(encoding: str) -> None:
    """Raise `InputError` where Python knows no encoding of that name."""
    try:
        "".encode(encoding)
        codecs.getincrementaldecoder(encoding)()
    except (LookupError, ValueError):  # ValueError: a name with a null character, and the codec "undefined"
        raise InputError(f"unknown encoding {encoding!r}; try utf-8, latin-1, cp1252 or utf-16") from None


def is_decoded_by_line(encoding: str) -> bool:
    """Return whether each line of a file in an encoding can be decoded by itself.

    >>> [is_decoded_by_line(encoding) for encoding in ("utf-8", "cp1252", "shift_jis", "utf-16", "cp037")]
    [True, True, True, False, False]
    """
    name = codecs.lookup(encoding).name
    return not name.startswith(STATEFUL) and "\n".encode(name) == b"\n"


def undecodable(error: UnicodeError, encoding: str, where: str, line: int, hint: str = "") -> Undecodable:
    """Name the byte that can't be decoded, and another encoding to try.

    >>> error = UnicodeDecodeError("utf-8", b"it\\x92s", 2, 3, "invalid")
    >>> print(undecodable(error, "utf-8", "ewt.txt", 14))
    ewt.txt:14: byte 0x92 is not UTF-8. Try encoding='cp1252'.
    """
    # a missing byte order mark is a UnicodeDecodeError from Python 3.13 on only
    if "BOM" in str(error) or not isinstance(error, UnicodeDecodeError):
        try_it = Option("encoding", "utf-16-le")
        return Undecodable(Message(f"{where}:{line}: no byte order mark at the start. Try ", try_it, "."))
    byte = f"0x{error.object[error.start]:02x}"
    other = "cp1252" if codecs.lookup(encoding).name.startswith("utf-8") else "utf-8"
    hints = (hint,) if hint else (". Try ", Option("encoding", other), ".")
    return Undecodable(Message(f"{where}:{line}: byte {byte} is not {encoding.upper()}", *hints))


def as_utf8(stream: IO[bytes], encoding: str, where: str) -> IO[bytes]:
    """Return a stream in another encoding as one in UTF-8, whose lines can be decoded one by one.

    Reading raises `Undecodable`, after all that could be decoded, where it can go no further.
    """
    return stream_of(_recoded(stream, encoding, where), stream)


def _recoded(stream: IO[bytes], encoding: str, where: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    is_over = False
    while not is_over:
        block = stream.read(2**14)
        is_over = not block
        state = decoder.getstate()
        try:
            text = decoder.decode(block, final=is_over)
        except UnicodeError as error:
            decoder.setstate(state)
            place = getattr(error, "start", 0) - len(state[0])
            text = decoder.decode(block[:place]) if place > 0 else ""
            yield text.encode("utf-8", "surrogatepass")
            raise undecodable(error, encoding, where, line + text.count("\n")) from None
        line += text.count("\n")
        yield text.encode("utf-8", "surrogatepass")
