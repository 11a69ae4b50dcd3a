"""The ids of a file's sentences, told apart where documents bring the same ones with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

SENT_ID = re.compile(rb"^(#[ \t]*sent_id[ \t]*=[ \t]*)(\S(?:.*[^ \t\r\n])?)([ \t]*\r?)$", re.MULTILINE)
DIGEST_BYTES = 12


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
        return SENT_ID.sub(self._told_apart, rendered) if b"sent_id" in rendered else rendered

    def _told_apart(self, comment: re.Match[bytes]) -> bytes:
        before, name, after = comment.groups()
        return before + self._unique(name) + after

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
