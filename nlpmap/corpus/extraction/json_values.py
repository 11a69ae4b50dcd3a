"""JSON: an object a line, as most have it; or an array of objects, or objects of several lines, value by value."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from ...errors import InputError, Message, Option
from ...remote.formats.jsonl import check_once, document_of
from ...remote.nested_keys import NoText
from ..detection.text_formats import is_array
from ..formats import ALL
from ..inputs.heads import peeked
from ..inputs.opened import opened
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from ..reading.encodings import adviser, as_utf8, marked_encoding, undecodable
from ..reading.line_files import documents_of_stream
from ..reading.lines import pieces_in, unreadable
from ..reading.located import END, START, Flaw, Located, Position, too_long
from ..reading.options import Reading
from ..reading.records import within

DECODER = json.JSONDecoder()
SPACE = re.compile(r"[ \t\r\n]*")
BLOCK = 2**16
SHARE = 8  # of what is there already, a part is read at a time
NEAR_THE_END = 16  # of what is read so far, characters in which an error may only be that more is to come


def documents_of_json(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a file of JSON lines, or of any JSON values that follow each other or are in an array."""
    with opened(source) as stream:
        encoding = marked_encoding(stream, encoding_of(source, reading.encoding))
        head = peeked(stream).decode(encoding, "ignore")
        if is_array(head):
            if not encoding.startswith("utf-8"):
                stream = as_utf8(stream, encoding, source.where, adviser(source))
            yield from documents_of_values(stream, source, reading, start_at)
        else:
            by_line = ALL[source.format].with_keys(reading.text_key, reading.id_key)
            yield from documents_of_stream(stream, by_line, source, reading, start_at)


def documents_of_values(stream: IO[bytes], source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
    """Yield a document for each object; positions count the bytes of UTF-8 up to the end of a value."""
    limit = reading.most_bytes(ALL[source.format], source)
    texts = Texts(stream, source, limit, reading.most_pieces(limit, source), reading.text_key.rpartition(".")[2])
    for number, (found, start, end) in enumerate(located_values(texts, source.where), start=1):
        here, after = Position(start[0], number, start[1]), Position(end[0], number + 1, end[1])
        if after.record <= start_at.record:
            continue
        unnamed = f"{source.document_name}#{number}"
        if isinstance(found, Flaw):
            yield Located(here, after._replace(offset=END), unnamed, flaw=found)
            return
        value, written = found
        try:
            check_once(written, reading.text_key)
            document = document_of(value, unnamed, reading.text_key, reading.id_key)
        except (ValueError, TypeError, KeyError) as error:
            hint = (". Try ", Option("text_key")) if isinstance(error, NoText) else ()
            flaw = Flaw("malformed", InputError(Message(f"{source.where}:{here.line}: {error}", *hint)))
            yield Located(here, after, unnamed, flaw=flaw)
            continue
        yield within(Located(here, after, document.id, document), source.where, reading.limits)


class Texts:
    """The text of a stream, of which as much is kept as is not used yet; it knows where that begins."""

    def __init__(self, stream: IO[bytes], source: Source, limit: int | None, most: int | None, key: str = "") -> None:
        self.most = most
        self.key = f'"{key}"'
        self.stream = stream
        self.source = source
        self.limit = limit
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.offset = 0
        self.line = 1
        self.is_over = False

    def more(self) -> None:
        """Read as much again as there is, and at least a block; but no more than one object may have."""
        text, self.text = self.text, ""  # held once, it grows where it is
        wanted = max(BLOCK, 2 * len(text))
        pieces = self.pieces_in(text)
        while not self.is_over and len(text) < wanted and not self.is_too_much(text, pieces):
            block = self.stream.read(max(BLOCK, len(text) // SHARE))
            self.is_over = not block
            try:
                added = self.decoder.decode(block, final=self.is_over)
            except UnicodeDecodeError as error:
                line = self.line + text.count("\n") + error.object[: error.start].count(b"\n")
                raise undecodable(error, "utf-8", self.source.where, line, advise=adviser(self.source)) from None
            pieces += self.pieces_in(added)
            text += added
        self.text = text

    def pieces_in(self, text: str) -> int:
        """Return how many keys and values a text has, where they are counted."""
        return 0 if self.most is None else pieces_in(text, "json")

    def is_too_much(self, text: str, pieces: int) -> bool:
        """Return whether one object may not have as much as this."""
        return (self.limit is not None and len(text) > self.limit) or (self.most is not None and pieces > self.most)

    def use(self, count: int) -> None:
        """Leave the next characters behind."""
        self.offset += bytes_of(self.text, count)
        self.line += self.text.count("\n", 0, count)
        self.text = self.text[count:]

    def next_character(self) -> str:
        """Return the next character that is no space, which is at the beginning then; none at the end."""
        while True:
            space = SPACE.match(self.text)
            self.use(space.end() if space else 0)
            if self.text or self.is_over:
                return self.text[:1]
            self.more()

    @property
    def place(self) -> tuple[int, int]:
        return self.offset, self.line


def bytes_of(text: str, count: int) -> int:
    """Return how many bytes the first characters of a text have in UTF-8; they are not all in memory once more.

    >>> bytes_of("Dogs", 2), bytes_of("été", 2)
    (2, 3)
    """
    if text.isascii():
        return count
    pieces = (text[place : min(place + BLOCK, count)] for place in range(0, count, BLOCK))
    return sum(len(piece.encode("utf-8", "surrogatepass")) for piece in pieces)


Found = tuple[tuple[Any, str] | Flaw, tuple[int, int], tuple[int, int]]


def located_values(texts: Texts, where: str) -> Iterator[Found]:
    """Yield the values of a text, those of an array one by one, with where each begins and ends; or what is wrong."""
    place = texts.place
    try:
        is_in_array = texts.next_character() == "["
        if is_in_array:
            texts.use(1)
        while character := texts.next_character():
            if is_in_array and character == "]":
                texts.use(1)
                if texts.next_character():
                    raise broken(texts, where, "an array has ended, and more follows")
                return
            place = texts.place
            value = next_value(texts, where)
            yield value, place, texts.place
            if is_in_array and texts.next_character() == ",":
                texts.use(1)
            elif is_in_array and texts.next_character() not in ("]", ""):
                raise broken(texts, where, "a comma is expected between the values of an array")
        if is_in_array:
            raise broken(texts, where, "the file ends within an array")
    except Malformed as flaw:
        yield flaw.flaw, place, texts.place
    except (InputError, OSError) as error:
        yield unreadable(error, where), place, texts.place


class Malformed(Exception):
    """What can't be read as JSON, and so ends the reading of a file."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def broken(texts: Texts, where: str, what: str, line: int = 0) -> Malformed:
    return Malformed(Flaw("malformed", InputError(f"{where}:{line or texts.line}: not JSON: {what}")))


def next_value(texts: Texts, where: str) -> tuple[Any, str]:
    """Read the value that is at the beginning of a text, as much of it as is needed.

    And return how it is written, where a key may be in it twice.
    """
    while True:
        try:
            value, end = DECODER.raw_decode(texts.text)
        except RecursionError:
            raise broken(texts, where, "nested too deeply") from None
        except ValueError as error:
            at = getattr(error, "pos", 0)
            message = getattr(error, "msg", str(error))
            is_cut = at >= len(texts.text) - NEAR_THE_END or message.startswith("Unterminated string")
            if texts.is_over or not is_cut:
                raise broken(texts, where, message, texts.line + texts.text.count("\n", 0, at)) from None
        else:
            if end < len(texts.text) or texts.is_over:
                written = texts.text[:end] if texts.text.count(texts.key, 0, end) > 1 else ""
                texts.use(end)
                return value, written
        if texts.limit is not None and len(texts.text) > texts.limit:
            what = f"an object of more than {texts.limit:,} bytes"
            raise Malformed(too_long(f"{where}:{texts.line}", what, texts.limit))
        if texts.most is not None and texts.pieces_in(texts.text) > texts.most:  # all of it is of the one that is cut
            raise Malformed(too_long(f"{where}:{texts.line}", f"an object of more than {texts.most:,} keys and values"))
        texts.more()
