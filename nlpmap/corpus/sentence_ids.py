"""The ids of a file's sentences, told apart where documents bring the same ones with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain, groupby, repeat

SENT_ID = re.compile(rb"^(#[ \t]*sent_id[ \t]*=[ \t]*)(\S(?:.*[^ \t\r\n])?)([ \t]*\r?)$", re.MULTILINE)
DIGEST_BYTES = 12
KEPT, RENAMED = b"\0", b"\1"  # what became of a comment with an id


class SentenceIds:
    """The ids that a file has so far; an id that it has already gets a number, the first from 2 on that is free.

    What an id becomes depends on nothing but what is before it in the file.

    >>> ids = SentenceIds()
    >>> ids.told_apart(b"# sent_id = a\\n"), ids.told_apart(b"# sent_id = a\\n# sent_id = a#2\\n")
    (b'# sent_id = a\\n', b'# sent_id = a#2\\n# sent_id = a#2#2\\n')
    """

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self.next_numbers: dict[bytes, int] = {}

    def read(self, lines: Iterable[bytes]) -> None:
        """Take note of the ids in lines that the file has already."""
        for line in lines:
            if line.startswith(b"#") and (found := SENT_ID.match(line.rstrip(b"\n"))):
                self.seen.add(short_form(found[2]))

    def told_apart(self, rendered: bytes) -> bytes:
        """Return lines whose ids are no others'; the same lines where they are."""
        return self.told_apart_with_marks(rendered)[0]

    def told_apart_with_marks(self, rendered: bytes) -> tuple[bytes, bytes]:
        """Return also what became of each id, a byte for each: `KEPT` or `RENAMED`."""
        if b"sent_id" not in rendered:
            return rendered, b""
        marks = bytearray()

        def renamed(comment: re.Match[bytes]) -> bytes:
            before, name, after = comment.groups()
            unique = self._unique(name)
            marks.extend(KEPT if unique is name else RENAMED)
            return before + unique + after

        return SENT_ID.sub(renamed, rendered), bytes(marks)

    def _unique(self, name: bytes) -> bytes:
        key = short_form(name)
        if key not in self.seen:
            self.seen.add(key)
            return name
        number = self.next_numbers.get(key, 2)
        while short_form(numbered(name, number)) in self.seen:
            number += 1
        self.next_numbers[key] = number + 1
        self.seen.add(short_form(numbered(name, number)))
        return numbered(name, number)


def numbered(name: bytes, number: int) -> bytes:
    return b"%s#%d" % (name, number)


def short_form(name: bytes) -> bytes:
    """Return what stands for an id, however long it is: a file may have millions."""
    return blake2b(name, digest_size=DIGEST_BYTES).digest()


def as_they_were(rendered: bytes, marks: Iterable[int]) -> bytes:
    """Return lines with the ids that they had before these were told apart.

    >>> as_they_were(b"# sent_id = a#2\\n# sent_id = b#2\\n", KEPT + RENAMED)
    b'# sent_id = a#2\\n# sent_id = b\\n'
    """
    renamed = iter(marks)

    def before(comment: re.Match[bytes]) -> bytes:
        start, name, after = comment.groups()
        return start + (name.rpartition(b"#")[0] if next(renamed, 0) else name) + after

    return SENT_ID.sub(before, rendered)


def ids_in(rendered: bytes) -> int:
    """Return how many comments with ids there are."""
    return sum(1 for _ in SENT_ID.finditer(rendered))


def runs_of(marks: bytes) -> tuple[int, ...]:
    """Return how many ids in turn were kept, renamed, kept and so on, up to the last that was renamed.

    >>> runs_of(KEPT * 3 + RENAMED * 2 + KEPT), runs_of(KEPT)
    ((3, 2), ())
    """
    runs = [(mark, sum(1 for _ in same)) for mark, same in groupby(marks.rstrip(KEPT))]
    lead = () if not runs or not runs[0][0] else (0,)
    return (*lead, *(count for _, count in runs))


def marks_of(runs: Iterable[int]) -> Iterator[int]:
    """Yield the marks of runs, without an end.

    >>> from itertools import islice
    >>> bytes(islice(marks_of((3, 2)), 6)) == KEPT * 3 + RENAMED * 2 + KEPT
    True
    """
    return chain((mark for number, count in enumerate(runs) for mark in repeat(number % 2, count)), repeat(0))
