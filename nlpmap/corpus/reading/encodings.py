"""Encodings: whether the lines of a file can be decoded one by one, and errors for bytes that can't be decoded."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from ...errors import InputError, Message, Option
from ...files.streams import stream_of
from ..detection.encodings import detected, encoding_by_mark, mostly_utf8
from ..inputs.heads import can_be_reread, peeked
from ..inputs.source import Source
from ..inputs.source_encoding import AUTO, found_encoding


class Advice(NamedTuple):
    """The encoding that all of a file is in, as far as one is found, and whether it is the only file that is read."""

    encoding: str | None
    is_alone: bool = True


Advise = Callable[[bytes], Advice]  # from the bytes that can't be decoded


def advice_by(content: bytes) -> Advice:
    """Return the advice that bytes alone allow."""
    return Advice(detected(content))


# a line of these does not begin in the same state as the first, or its end is not the byte of an end of line
STATEFUL = ("utf-7", "utf-16", "utf-32", "iso2022", "hz", "unicode", "raw-unicode", "raw_unicode", "punycode", "idna")


class Undecodable(InputError):
    """Bytes that are not text in the encoding they were said to be in."""


def check_encoding(encoding: str) -> None:
    """Raise `InputError` where Python knows no encoding of that name."""
    if encoding == AUTO:
        return
    try:
        "".encode(encoding)
        codecs.getincrementaldecoder(encoding)()
        b"\xe9".decode(encoding, "replace")  # as the beginnings of files are looked at; idna can't be
    except (LookupError, ValueError):  # ValueError: a name with a null character, and the codec "undefined"
        raise InputError(f"unknown encoding {encoding!r}; try auto, utf-8, latin-1, cp1252 or utf-16") from None


def is_decoded_by_line(encoding: str) -> bool:
    """Return whether each line of a file in an encoding can be decoded by itself.

    >>> [is_decoded_by_line(encoding) for encoding in ("utf-8", "cp1252", "shift_jis", "utf-16", "cp037")]
    [True, True, True, False, False]
    """
    name = codecs.lookup(encoding).name
    return not name.startswith(STATEFUL) and "\n".encode(name) == b"\n"


def marked_encoding(stream: IO[bytes], encoding: str) -> str:
    """Return the encoding of a stream that is at its start: as its byte order mark says, else as given."""
    return encoding_by_mark(peeked(stream)[:4], encoding)


def undecodable(
    error: UnicodeError, encoding: str, where: str, line: int, hint: str = "", advise: Advise = advice_by
) -> Undecodable:
    """Name the byte that can't be decoded, and another encoding to try: the one that the rest of it is in.

    >>> error = UnicodeDecodeError("utf-8", b"it\\x92s", 2, 3, "invalid")
    >>> print(undecodable(error, "utf-8", "ewt.txt", 14))
    ewt.txt:14: byte 0x92 is not UTF-8. Try encoding='cp1252'
    """
    # a missing byte order mark is a UnicodeDecodeError from Python 3.13 on only
    if "BOM" in str(error) or not isinstance(error, UnicodeDecodeError):
        found = advise(getattr(error, "object", b"")).encoding or "utf-16-le"
        no_mark = f"{where}:{line}: no byte order mark at the start. Try "
        return Undecodable(Message(no_mark, Option("encoding", found)))
    byte = f"0x{error.object[error.start]:02x}"
    hints = (hint,) if hint else _hints(error.object, advise(error.object), encoding)
    return Undecodable(Message(f"{where}:{line}: byte {byte} is not {encoding.upper()}", *hints))


def _hints(content: bytes, advice: Advice, encoding: str) -> tuple[object, ...]:
    found = advice.encoding
    if found is not None and codecs.lookup(found) != codecs.lookup(encoding):
        if advice.is_alone:
            return ". Try ", Option("encoding", found)
        return f", but may be {found.upper()}. Try ", Option("encoding", AUTO), ", which finds out that of each file"
    if codecs.lookup(encoding).name == "utf-8" and mostly_utf8(content):
        repair, skip = "iconv -c -f utf-8 -t utf-8", Option("on_error", "quarantine")
        return f", though the rest is. Repair it, as with {repair}, or add ", skip, " to go on without it"
    return ". No encoding is found that all is in; add ", Option("on_error", "quarantine"), " to go on without it"


def adviser(source: Source) -> Advise:
    """Return the function that finds an encoding for a source where the given one fails: one for all of it."""

    def advise(content: bytes) -> Advice:
        found = found_encoding(source) if can_be_reread(source) else detected(content)
        return Advice(found, source.is_alone)

    return advise


def as_utf8(stream: IO[bytes], encoding: str, where: str, advise: Advise = advice_by) -> IO[bytes]:
    """Return a stream in another encoding as one in UTF-8, whose lines can be decoded one by one.

    Reading raises `Undecodable`, after all that could be decoded, where it can go no further.
    """
    return stream_of(_recoded(stream, encoding, where, advise), stream)


def _recoded(stream: IO[bytes], encoding: str, where: str, advise: Advise) -> Iterator[bytes]:
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
            raise undecodable(error, encoding, where, line + text.count("\n"), advise=advise) from None
        line += text.count("\n")
        yield text.encode("utf-8", "surrogatepass")
