"""Lines: from a file's bytes to its decoded lines, each with where it ends; one that can't be read is marked."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import IO, NamedTuple

from ...errors import InputError
from ...files.streams import skip, stream_of
from .encodings import Advise, Undecodable, advice_by, as_utf8, is_decoded_by_line, marked_encoding, undecodable
from .located import END, Flaw, Position, too_long

Line = tuple[str, int, Flaw | None]  # its text, its end in bytes, and what is wrong with it
PIECE = 2**18  # bytes that are read of a line at a time
MOST_AT_ONCE = 2**20  # bytes of a file that is read in one go
LONGEST = 2**28  # bytes of a line, or of a document, that are passed over: more may never end
HEAD = 256  # of a line that is too long, what is kept to know it by,
TAIL = 64  # from its beginning and from its end
SHORT = 3  # characters of a line of which there may be very many, and which is in memory once
MOST_KNOWN = 2**12
MARKS: dict[str, str | tuple[str, ...]] = {
    "html": "<",
    "xml": ("<", "<!E", "<!E", "<!A", "<!A"),  # by how much each takes
    "eml": "<\n",
    "mbox": "<\n",
    "srt": "\n",
    "vtt": "\n",
    "slash": " ",
    "json": "[{,:",
    "jsonl": "[{,:",
}


def lines_of(
    stream: IO[bytes],
    where: str,
    encoding: str = "utf-8",
    start: Position = Position(),
    limit: int | None = None,
    hint: str = "",
    advise: Advise = advice_by,
    at_once: bool = False,
) -> Iterator[Line]:
    """Yield the lines of a file, ends of line kept as they are, from a position on; a byte order mark is left out.

    With ``at_once``, those of a small file that all can be read come as one: for who puts them together anyway.
    The stream is at its start. Where a byte order mark tells another encoding than the given one, it is right.
    A line of more than ``limit`` bytes is not kept. Where the file can be read no further, a last line has that error.

    >>> import io
    >>> [text for text, end, flaw in lines_of(io.BytesIO(b"one\\ntwo"), "here")]
    ['one\\n', 'two']
    """
    try:
        encoding = marked_encoding(stream, encoding)
    except (InputError, OSError) as error:
        yield "", END, unreadable(error, where)
        return
    if is_decoded_by_line(encoding):
        codec, errors = encoding, "strict"
    else:
        stream, codec, errors = as_utf8(stream, encoding, where, advise), "utf-8", "surrogatepass"
        at_once = False  # what comes before bytes that can't be decoded would be lost
    offset, _, number = start
    readline = stream.readline
    try:
        if at_once and not offset:
            begin = stream.read(MOST_AT_ONCE + 1)
            if (text := _whole(begin, codec, errors, limit)) is not None:
                yield text.removeprefix("\ufeff"), len(begin), None
                return
            stream = stream_of(chain([begin], iter(partial(stream.read, PIECE), b"")))
            readline = stream.readline
        go_to(stream, offset)
        while raw := readline(PIECE):
            if len(raw) == PIECE and not raw.endswith(b"\n"):
                raw = _all_of_line(raw, stream, limit)
            offset += len(raw)
            flaw = None
            is_whole = raw.endswith(b"\n")
            if limit is not None and len(raw) - is_whole > limit:
                passed, last = (0, b"") if is_whole else _pass_over_line(stream, f"{where}:{number}")
                offset += passed
                raw = raw[:HEAD] + (raw[-TAIL:] + last)[-TAIL:]
                flaw = too_long(f"{where}:{number}", f"a line of more than {limit:,} bytes", limit)
            try:
                text = raw.decode(codec, errors)
            except UnicodeDecodeError as error:
                flaw = flaw or Flaw("undecodable", undecodable(error, encoding, where, number, hint, advise))
                text = raw.decode(codec, "replace")
            raw = b""  # while the line is parsed, it is in memory once
            yield text if number > 1 else text.removeprefix("\ufeff"), offset, flaw
            number += 1
    except (InputError, OSError) as error:
        yield "", END, unreadable(error, where)


def _whole(begin: bytes, codec: str, errors: str, limit: int | None) -> str | None:
    """Return the text of a file of which this is all, where it is small and can be decoded."""
    if 0 < len(begin) <= (MOST_AT_ONCE if limit is None else min(limit, MOST_AT_ONCE)):
        with suppress(UnicodeDecodeError):
            return begin.decode(codec, errors)
    return None


def go_to(stream: IO[bytes], offset: int) -> None:
    """Go to a place in a stream that is at its start, by leaps where it can."""
    if not stream.seekable():
        skip(stream, offset)
    elif offset:
        stream.seek(offset)


def pieces_in(content: str | bytes, format: str) -> int:
    """Return about how many elements, tokens or values a stretch of a file of a format has.

    >>> pieces_in("<p>Dogs<p>Cats", "html"), pieces_in(b"[1, 2]", "json"), pieces_in("Dogs, cats", "txt")
    (2, 2, 0)
    """
    marks = MARKS.get(format, "")
    if isinstance(content, str):
        return sum(map(content.count, marks))
    return sum(content.count(mark.encode()) for mark in marks)


def unreadable(error: InputError | OSError, where: str) -> Flaw:
    if isinstance(error, Undecodable):
        return Flaw("undecodable", error)
    if isinstance(error, InputError):
        return Flaw("unreadable", error)
    return Flaw("unreadable", InputError(f"{where}: {error.strerror or error}"))


def _all_of_line(begun: bytes, stream: IO[bytes], limit: int | None) -> bytes:
    """Return a long line, but not much more than the limit of it; in memory it is once, not twice as by `readline`."""
    line = io.BytesIO()
    piece = begun
    while piece:
        line.write(piece)
        is_over = piece.endswith(b"\n") or (limit is not None and line.tell() > limit)
        piece = b"" if is_over else stream.readline(PIECE)
    return line.getvalue()


def _pass_over_line(stream: IO[bytes], where: str) -> tuple[int, bytes]:
    """Pass over the rest of a line, and return how long it is and how it ends; raises `InputError` at no end."""
    count, last = 0, b""
    while not last.endswith(b"\n") and (piece := stream.readline(PIECE)):
        count += len(piece)
        last = (last + piece)[-TAIL:]
        if count > LONGEST:
            raise InputError(
                f"{where}: a line of more than {LONGEST:,} bytes, as no text has; nothing after it is read"
            )
    return count, last


LinesFrom = Callable[[Position], Iterable[Line]]


class TakenLines(NamedTuple):
    """Lines that were taken: where they end, how many they are, and what is wrong with the first that has a flaw."""

    end: int
    lines: int
    flaw: Flaw | None


class Ahead:
    """Lines that can be looked at before they are taken: of one that waits little more is in memory than its text.

    Those of the last row that was taken are kept in ``taken``, as long as ``keeps`` says so. ``lines_from`` reads the
    file anew from a position on, where it can be.
    """

    def __init__(self, lines: Iterable[Line], lines_from: LinesFrom | None = None) -> None:
        self.source = iter(lines)
        self.lines_from = lines_from
        self.texts: list[str] = []
        self.ends = array("q")
        self.flaws: dict[int, Flaw] = {}  # by the number of the line in the file
        self.first = 0  # of the texts, the one that is to come
        self.passed = 0  # lines before the texts
        self.known: dict[str, str] = {}
        self.keeps = True
        self.taken: list[Line] = []

    def line(self, number: int) -> Line | None:
        """Return a line that is to come, by its number from here; ``None`` where there are fewer."""
        place = self.first + number
        while len(self.texts) <= place:
            found = next(self.source, None)
            if found is None:
                return None
            text, end, flaw = found
            if number and len(text) <= SHORT and len(self.known) < MOST_KNOWN:
                text = self.known.setdefault(text, text)
            if flaw is not None:
                self.flaws[self.passed + len(self.texts)] = flaw
            self.texts.append(text)
            self.ends.append(end)
        return self.texts[place], self.ends[place], self.flaws.get(self.passed + place) if self.flaws else None

    def next_texts(self, count: int) -> Iterator[str]:
        """Yield the texts of the next lines."""
        return islice(self.texts, self.first, self.first + count)

    def skip(self) -> None:
        """Let go of the line before the last of those that are to come."""
        last = self.passed + len(self.texts) - 1
        flaw = self.flaws.pop(last, None)
        self.flaws.pop(last - 1, None)
        if flaw is not None:
            self.flaws[last - 1] = flaw
        del self.texts[-2], self.ends[-2]

    def go_back(self, lines: Iterable[Line]) -> None:
        """Let go of all lines that are to come, and go on with others."""
        self.source = iter(lines)
        self.passed, self.first = self.passed + len(self.texts), 0
        self.flaws.clear()
        self.texts.clear()
        del self.ends[:]

    def take(self, count: int) -> TakenLines:
        """Take the next lines."""
        after = self.first + count
        if self.keeps:
            self.taken = [found for number in range(count) if (found := self.line(number))]
        numbers = [number for number in self.flaws if number < self.passed + after] if self.flaws else []
        flaws = [self.flaws.pop(number) for number in sorted(numbers)]
        lines = sum(map(bool, self.next_texts(count))) if flaws else count
        taken = TakenLines(self.ends[after - 1], lines, flaws[0] if flaws else None)
        self.first = after
        if 2 * after >= len(self.texts):  # in time that grows with the lines, however few are taken at a time
            del self.texts[:after], self.ends[:after]
            self.passed, self.first = self.passed + after, 0
        return taken
