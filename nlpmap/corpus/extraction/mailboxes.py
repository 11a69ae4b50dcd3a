"""Mailboxes: the messages of a file of many, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import IO

from ..reading.lines import LONGEST

TIME = re.compile(rb"\d:\d\d")
YEAR = re.compile(rb"\d{4}")
HEADER = re.compile(rb"[!-9;-~]+:")
BLANK = (b"\n", b"\r\n")


def messages(mailbox: IO[bytes], limit: int | None = None, most: int | None = None) -> Iterator[bytes | None]:
    """Yield the messages of a mailbox, without the lines between them; `None` for one of too many bytes or lines.

    >>> from io import BytesIO
    >>> text = b"From a\\nSubject: x\\n\\nDogs.\\n\\nFrom b\\nTo: y\\n\\nFrom now on\\n>From here."
    >>> list(messages(BytesIO(text)))
    [b'Subject: x\\n\\nDogs.', b'To: y\\n\\nFrom now on\\nFrom here.']
    >>> list(messages(BytesIO(text), 20))
    [b'Subject: x\\n\\nDogs.', None]
    """
    message = Gathered(limit, most)
    before, last = b"\n", b"\n"  # the two lines before
    for line, following in pairwise(chain(iter(lambda: mailbox.readline(2**16), b""), [b""])):
        if last in BLANK and before.endswith(b"\n") and begins_message(line, following):
            yield from message.content(is_last=False)
            message = Gathered(limit, most, has_begun=True)
        else:
            message.add(line)
            if message.is_too_long and message.size > LONGEST:
                raise Endless
        before, last = last, line
    yield from message.content(is_last=True)


class Endless(Exception):
    """A message that goes on for longer than any does."""


class Gathered:
    """The lines of a message, as long as it is not too long."""

    def __init__(self, limit: int | None, most: int | None, has_begun: bool = False) -> None:
        self.limit = limit
        self.most = most  # lines
        self.count = 0
        self.has_begun = has_begun
        self.lines = bytearray()  # not a list of them, of which each takes 40 bytes more
        self.size = 0

    def add(self, line: bytes) -> None:
        self.size += len(line)
        self.count += 1
        self.lines += line
        if self.is_too_long:
            self.lines.clear()

    @property
    def is_too_long(self) -> bool:
        is_long = self.limit is not None and self.size > self.limit
        return is_long or (self.most is not None and self.count > self.most)

    def content(self, is_last: bool) -> Iterator[bytes | None]:
        """Yield the message without the empty line after it, if it is one."""
        content, self.lines = bytes(self.lines), bytearray()
        if self.is_too_long:
            yield None
        elif self.has_begun or content.strip():
            ending = b"" if is_last else b"\r\n" if content.endswith(b"\r\n") else b"\n"
            plain = content.removesuffix(ending).removesuffix(b"\n")
            yield re.sub(rb"(?m)^>(>*From )", rb"\1", content if is_last else plain)


def begins_message(line: bytes, following: bytes) -> bool:
    """Return whether a line is the first of a message: with a time and a year, or a header after it.

    Other lines may begin with the word, too.

    >>> begins_message(b"From ada Mon Jan  1 00:00:00 2024\\n", b""), begins_message(b"From ada\\n", b"Subject: x\\n")
    (True, True)
    >>> begins_message(b"From now on\\n", b"it is so\\n")
    False
    """
    if not line.startswith(b"From ") or line[5:6].isspace() or len(line) < 7:
        return False
    time = TIME.search(line, 6)
    return (time is not None and YEAR.search(line, time.end()) is not None) or HEADER.match(following) is not None
