"""The ids of a file's sentences, told apart where documents bring the same ones with them.

What an id becomes depends on the documents before it as they are read, and on nothing that annotation makes of them: so
it is known before any is annotated, and is the same where some of them fail. A document that can't be read has no ids
until it can: those after it are then told apart anew, by `marks` of what became of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain, groupby, repeat
from typing import Any, NamedTuple

from ..remote.document import Document
from ..remote.formats import Format
from ..remote.formats.conllu.comments import sentence_id, sentence_prefix

SENT_ID = re.compile(rb"^(#[ \t]*sent_id[ \t]*=[ \t]*)(\S(?:.*[^ \t\r\n])?)([ \t]*\r?)$", re.MULTILINE)
MADE_ID = re.compile(rb"(?:(.*)-)?([1-9][0-9]*)", re.DOTALL)  # as documents without ids get it: prefix and number
DIGEST_BYTES = 12
KEPT, RENAMED = 0, 1  # an id that a document brings
MADE, REPREFIXED = 2, 3  # an id that is made of the document's, or of that with a number
ID, PREFIX, BROUGHT = b"", b"prefix", b"brought"  # kinds of names: ids, prefixes of documents, those of brought ids


class Ids(NamedTuple):
    """The ids of a document as it was read: comments with them, and whether it brings them, or they are made for it."""

    comments: bytes = b""
    mark: int = KEPT


class SentenceIds:
    """The ids that a file has so far; an id that it has already gets a number, the first from 2 on that is free.

    Documents that bring no ids get them of a prefix, which becomes another where ids before it begin with it.

    >>> from nlpmap.remote.formats import FORMATS
    >>> ids = SentenceIds(FORMATS["conllu"])
    >>> a, x = Ids(b"# sent_id = a\\n"), Ids(b"# sent_id = x-1\\n")
    >>> ids.told_apart(*a)[0], ids.told_apart(*a)[0], ids.told_apart(*x)[0], ids.told_apart(x.comments, MADE)[0]
    (b'# sent_id = a\\n', b'# sent_id = a#2\\n', b'# sent_id = x-1\\n', b'# sent_id = x#2-1\\n')
    """

    def __init__(self, format: Format) -> None:
        self.format = format
        self.seen: set[bytes] = set()
        self.next_numbers: dict[bytes, int] = {}
        self.prefix = b""  # of the document that ids are made for

    def note(self, document: Document) -> None:
        """Take note of the ids of a document that is not there, whose place may be filled later."""
        self.told_apart(*ids_of(document, self.format))

    def told_apart_of(self, rendered: bytes, document: Document) -> tuple[bytes, bytes]:
        """Return the lines of a document with ids that are no others', and their marks."""
        if brings_ids(document, self.format):
            return self.told_apart(rendered, KEPT)
        if b"sent_id" in rendered:
            return self.told_apart(rendered, MADE)
        self.note(document)
        return rendered, b""

    def told_apart(self, rendered: bytes, mark: int) -> tuple[bytes, bytes]:
        """Return lines that a mark fits with ids that are no others', and a mark for each id of what became of it."""
        return self.told_apart_anew(rendered, repeat(mark))

    def told_apart_anew(self, written: bytes, before: Iterator[int]) -> tuple[bytes, bytes]:
        """Return lines whose ids have marks, told apart from those that the file has now, and their marks."""
        marks = bytearray()

        def renamed(comment: re.Match[bytes]) -> bytes:
            start, name, after = comment.groups()
            mark = next(before)
            name, is_made = original_name(name, mark), mark in (MADE, REPREFIXED)
            unique = self._made(name) if is_made else self._unique(name)
            marks.append((MADE if is_made else KEPT) if unique == name else (REPREFIXED if is_made else RENAMED))
            return bytes(start + unique + after)

        return (SENT_ID.sub(renamed, written) if b"sent_id" in written else written), bytes(marks)

    def _made(self, name: bytes) -> bytes:
        found = MADE_ID.fullmatch(name)
        assert found, f"an id that was not made: {name!r}"
        prefix, number = found[1] or b"", found[2]
        if number == b"1":
            self.prefix = self._unique_prefix(prefix)
        return b"%s-%s" % (self.prefix, number) if self.prefix else number

    def _unique(self, name: bytes) -> bytes:
        made = MADE_ID.fullmatch(name)
        if not self._has(key := short_form(name)) and not (made and self._has(short_form(made[1] or b"", PREFIX))):
            self._add_id(name)
            return name
        number = self._next_number(key)
        while self._has(short_form(numbered(name, number))):
            number += 1
        self._set_next_number(key, number + 1)
        self._add_id(numbered(name, number))
        return numbered(name, number)

    def _unique_prefix(self, prefix: bytes) -> bytes:
        unique, number = prefix, 2
        while self._has(short_form(unique, PREFIX)) or self._has(short_form(unique, BROUGHT)):
            unique, number = numbered(prefix, number), number + 1
        self._add(short_form(unique, PREFIX))
        return unique

    def _add_id(self, name: bytes) -> None:
        self._add(short_form(name))
        if made := MADE_ID.fullmatch(name):
            self._add(short_form(made[1] or b"", BROUGHT))

    def _has(self, key: bytes) -> bool:
        return key in self.seen

    def _add(self, key: bytes) -> None:
        self.seen.add(key)

    def _next_number(self, key: bytes) -> int:
        return self.next_numbers.get(key, 2)

    def _set_next_number(self, key: bytes, number: int) -> None:
        self.next_numbers[key] = number

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take note of what a stretch of documents has to know of those before it, as `IdsOfStretches` noted it."""
        self.seen.update(map(bytes.fromhex, state["seen"]))
        self.next_numbers.update((bytes.fromhex(key), number) for key, number in state["next_numbers"].items())


def brings_ids(document: Document, format: Format) -> bool:
    """Return whether a document is written in a format with the lines, and so the ids, that it was read with.

    >>> from nlpmap.remote.formats import FORMATS
    >>> brings_ids(Document("a", "Yes."), FORMATS["conllu"])
    False
    """
    original = document.original
    return (
        original is not None
        and original.format == format.name
        and document.annotation is not None
        and original.fits(document)
    )


def ids_of(document: Document, format: Format) -> Ids:
    """Return the ids of a document as it was read; where they are to be made, the first, where it has any text.

    >>> from nlpmap.remote.formats import FORMATS
    >>> ids_of(Document("a", "Yes."), FORMATS["conllu"]).comments, ids_of(Document("a", " "), FORMATS["conllu"])
    (b'# sent_id = a-1\\n', Ids(comments=b'', mark=0))
    """
    if brings_ids(document, format):
        assert format.render is not None
        found = SENT_ID.finditer(format.render(document).encode("utf-8", "replace"))
        return Ids(b"".join(comment[0] + b"\n" for comment in found))
    if not document.text.strip():
        return Ids()
    first = sentence_id(sentence_prefix(document), 1)
    return Ids(f"# sent_id = {first}\n".encode("utf-8", "replace"), MADE)


def short_form(name: bytes, kind: bytes = ID) -> bytes:
    """Return what stands for a name, however long it is: a file may have millions."""
    return blake2b(name, digest_size=DIGEST_BYTES, person=kind).digest()


def numbered(name: bytes, number: int) -> bytes:
    return b"%s#%d" % (name, number)


def original_name(name: bytes, mark: int) -> bytes:
    """Return the id that a sentence had before it was told apart.

    >>> original_name(b"a#2", RENAMED), original_name(b"a#2-1", REPREFIXED), original_name(b"#2-1", REPREFIXED)
    (b'a', b'a-1', b'1')
    """
    if mark == RENAMED:
        return name.rpartition(b"#")[0]
    if mark == REPREFIXED:
        prefix, _, number = name.rpartition(b"-")
        before = prefix.rpartition(b"#")[0]
        return b"%s-%s" % (before, number) if before else number
    return name


def ids_in(rendered: bytes) -> int:
    """Return how many comments with ids there are."""
    return sum(1 for _ in SENT_ID.finditer(rendered))


def runs_of(marks: bytes) -> tuple[tuple[int, int], ...]:
    """Return each mark with the number of ids in turn that have it, up to the last that is another than `KEPT`.

    >>> runs_of(bytes([KEPT, KEPT, RENAMED, KEPT])), runs_of(bytes([KEPT]))
    (((0, 2), (1, 1)), ())
    """
    return tuple((mark, sum(1 for _ in same)) for mark, same in groupby(marks.rstrip(bytes([KEPT]))))


def marks_of(runs: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the marks of runs, without an end.

    >>> from itertools import islice
    >>> list(islice(marks_of(((0, 2), (1, 1))), 5))
    [0, 0, 1, 0, 0]
    """
    return chain((mark for mark, count in runs for _ in range(count)), repeat(KEPT))
