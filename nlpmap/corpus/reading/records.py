"""Records: the lines of one document gathered, and parsed; an error in one does not end the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...errors import InputError, Message, Option
from ...remote.document import Document
from ...remote.formats.format import Format, never
from ...remote.nested_keys import NoText
from .lines import LONGEST, MARKS, MOST_KNOWN, Line, pieces_in
from .located import END, START, Bound, Flaw, Located, Position, too_long
from .options import TEXT_HANDLER, Limits, Most

UNLIMITED = Most()
UNBOUND = Limits()
SHORTEST_LINE = 16  # bytes, of those that are passed over to the end of a document which is too long
SHORT = 8  # characters of a line of which there may be very many, and which is in memory once
TOGETHER = 2**12  # lines of a text that are made one: each takes fifty bytes more than it has
BEGINNING = 100  # characters of a line that is not kept, which tell what kind of line it is


class Record(NamedTuple):
    """The lines of a document, and where they are."""

    lines: list[str]
    start: Position
    end: Position
    flaw: Flaw | None


def records(
    lines: Iterable[Line], format: Format, start: Position = START, most: Most = UNLIMITED, where: str = ""
) -> Iterator[Record]:
    """Gather lines into records; one of more bytes, lines or pieces than are allowed is not kept.

    >>> by_line = Format("toy", (), ends=lambda line: True)
    >>> [(record.lines, record.end.offset) for record in records([("a\\n", 2, None), ("b", 3, None)], by_line)]
    [(['a\\n'], 2), (['b'], 3)]
    """
    begins, ends, leads, is_split = format.begins, format.ends, format.leads, not is_whole(format)
    is_ended = ends is not never
    has_leads, is_text = leads is not never, format.handler == TEXT_HANDLER
    is_limited, most_pieces = most != UNLIMITED, most.pieces if format.name in MARKS else None
    passed_over = Most(LONGEST, LONGEST // SHORTEST_LINE)  # what is longer might be read for ever
    known: dict[str, str] = {}
    gathered: list[str] = []
    flaw: Flaw | None = None
    offset, number, line = start
    lead: tuple[int, int, int] | None = None  # the lines gathered, and bytes and lines of the file, before one leads
    may_lead, is_over = True, False
    pieces = joined = 0
    for text, end, wrong in lines:
        if not gathered and is_ended and wrong is None and text.isspace():  # of which there may be millions
            offset, line = end, line + 1
            start = Position(offset, number, line)
            continue
        added = 0 if most_pieces is None else pieces_in(text, format.name)
        if most_pieces is not None and added > most_pieces:
            text = f"{text[:BEGINNING]}\n"
        if is_split and begins(text):
            count, place, first = lead or (len(gathered), offset, line)
            if count:
                after = Position(place, number + 1, first)
                yield Record(gathered[:count], start, after, flaw)
                gathered, flaw, start, number = gathered[count:], None, after, number + 1
                pieces, is_over = 0, False
            lead, may_lead = None, False
        elif has_leads and not leads(text):
            lead, may_lead = None, True
        elif has_leads and may_lead and lead is None:
            lead = (len(gathered), offset, line)
        if len(text) <= SHORT and len(known) < MOST_KNOWN:
            text = known.setdefault(text, text)
        gathered.append(text)
        flaw = flaw or wrong
        pieces += added
        if (
            is_limited
            and not is_over
            and (exceeded := most.exceeded(end - start.offset, line - start.line + 1, pieces))
        ):
            is_over = True
            flaw = flaw or too_long(f"{where}:{start.line}", f"a document of more than {exceeded.what}", exceeded.most)
        if is_over:
            gathered, lead, joined = gathered[:1], None, 0
        line += 1 if len(text) == 1 else text.count("\n", 0, -1) + 1 if text else 0
        offset = end
        if flaw is not None and flaw.kind == "too long":
            endless = passed_over.exceeded(end - start.offset, line - start.line)
            if endless or not is_split:
                after = Position(END, number + 1, line)
                yield Record(gathered, start, after, _endless(endless.what, start, where, most) if endless else flaw)
                return
        if is_split and ends(text):
            after = Position(offset, number + 1, line)
            yield Record(gathered, start, after, flaw)
            gathered, flaw, start, number = [], None, after, number + 1
            pieces, joined, is_over = 0, 0, False
        elif is_text and len(gathered) - joined > TOGETHER:
            gathered[joined:] = ["".join(gathered[joined:])]
            joined += 1
    if gathered or (not is_split and start.record == 1):
        yield Record(gathered, start, Position(offset, number + 1, line), flaw)


def _endless(exceeded: str, start: Position, where: str, most: Most) -> Flaw:
    what = f"a document of more than {exceeded}, after which nothing is read"
    return too_long(f"{where}:{start.line}", what, most.bytes)


def is_whole(format: Format) -> bool:
    """Return whether a file is one record, even where it is empty."""
    return format.begins is never and format.ends is never


def located(
    gathered: Iterable[Record],
    format: Format,
    name: str,
    where: str,
    limits: Limits = UNBOUND,
    most: Most = UNLIMITED,
) -> Iterator[Located]:
    """Parse each record, or mark what is wrong with it; one without a document is left out, or leads the next."""
    parse = format.parse
    assert parse is not None
    passed = 0
    head: list[str] = []  # lines without a document, which lead the next
    begun: Position | None = None  # where these begin
    for lines, own, end, flaw in gathered:
        if passed:
            own, end = own._replace(record=own.record - passed), end._replace(record=end.record - passed)
        start, begun, lead, head = begun or own, None, head, []
        unnamed = name if is_whole(format) else f"{name}#{start.record}"
        if flaw is not None:
            yield Located(start, end, unnamed, flaw=flaw)
            continue
        try:
            documents = list(parse(lines, name, line=own.line, record=own.record))
            if documents and lead:
                documents = list(parse([*lead, *lines], name, line=start.line, record=start.record))
        except ValueError as error:
            yield Located(start, end, unnamed, flaw=malformed(error, where))
            continue
        if not documents:
            passed += 1
            if format.leads is not never:
                if exceeded := most.exceeded(end.offset - start.offset, end.line - start.line):
                    flaw = too_long(f"{where}:{start.line}", f"a document of more than {exceeded.what}", exceeded.most)
                    yield Located(start, end, unnamed, flaw=flaw)
                    continue
                lead += lines
                head, begun = lead, start
        for document in documents:
            yield within(Located(start, end, document.id, document), where, limits)


def malformed(error: ValueError, where: str) -> Flaw:
    """Return what is wrong with a record that can't be parsed, and what to try."""
    hint = (". Try ", Option("text_key")) if isinstance(error, NoText) else ()
    return Flaw("malformed", InputError(Message(f"{where}:{error}", *hint)))


def within(found: Located, where: str, limits: Limits, has_bytes: bool = True) -> Located:
    """Mark a document that is too long: its text by characters, all of it by bytes.

    Without ``has_bytes``, positions count something else, and the bytes are those of its text in UTF-8.
    """
    document = found.document
    if document is None or limits == UNBOUND:
        return found
    characters = len(document.text)
    size = found.end.offset - found.start.offset if has_bytes else len(document.text.encode("utf-8", "replace"))
    what, most = "", None
    if limits.characters is not None and characters > limits.characters:
        what = f"a document of {characters:,} characters, where {limits.characters:,} are allowed"
    elif limits.bytes is not None and size > limits.bytes:
        what = f"a document of {size:,} bytes, where {limits.bytes:,} are allowed"
        most = Bound(limits.bytes, "max_bytes")
    if not what:
        return found
    flaw = too_long(f"{where}:{found.start.line}", what, most)
    bare = Document(document.id, "", document.metadata)
    return found._replace(document=None, flaw=flaw._replace(bare=bare, characters=characters))
