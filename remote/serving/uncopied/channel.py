"""An execnet channel for messages with large bytes: execnet itself copies them three times on their way.

Such a message travels as execnet has it, but its bytes first and their place in it next. So where they begin and end is
known without reading what else there is, and they are written from where they are, and read where they arrived.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

LARGE = 2**15  # bytes that are worth it
LENGTH = struct.Struct("!i")
HEADER = struct.Struct("!bii")  # of a message: its kind, its channel, its length
BEFORE = 1 + LENGTH.size  # of the bytes: what says that they are bytes, and how many
Wired = tuple[Any, ...]


class UncopiedChannel:
    """Sends and receives as a channel does; ``write`` writes several pieces to its pipe as one."""

    def __init__(self, channel: Any, write: Callable[..., None] | None) -> None:
        self.channel = channel
        self.write = write
        self.names = type(channel).send.__globals__  # of execnet's module, which on another host is none

    def send(self, wired: Wired) -> None:
        """Send a message; raises `OSError` where it can't be."""
        place = place_of_large(wired)
        if place is None or self.write is None:
            self.channel.send(wired)
        elif self.channel.isclosed():
            raise OSError("the channel is closed")
        else:
            self._send_uncopied(wired, place, self.write)

    def setcallback(self, callback: Callable[[Any], None], endmarker: object) -> None:
        """Have a function called with each message, whose large bytes are a view; and at the end with ``endmarker``."""
        factory = self.channel.gateway._channelfactory
        arrivals = Arrivals(self.channel.id, self.names["opcode"].BYTES, factory._local_receive, callback)
        self.channel.setcallback(arrivals.deliver, endmarker=endmarker)
        factory._local_receive = arrivals.take

    def _send_uncopied(self, wired: Wired, place: int, write: Callable[..., None]) -> None:
        large = wired[place]
        rest = self.names["dumps_internal"]((b"", place, *wired[:place], *wired[place + 1 :]))
        kind = self.names["Message"].CHANNEL_DATA
        header = HEADER.pack(kind, self.channel.id, len(rest) + len(large))
        write(header + rest[:1] + LENGTH.pack(len(large)), large, rest[BEFORE:])


class Arrivals:
    """Takes what arrives on a channel before execnet reads it; the ``usual`` way is for all that is not large."""

    def __init__(
        self, channel: int, mark: bytes, usual: Callable[[int, bytes], None], callback: Callable[[Any], None]
    ) -> None:
        self.channel = channel
        self.mark = mark
        self.usual = usual
        self.callback = callback
        self.large: memoryview | None = None  # bytes of the message that is being read

    def take(self, channel: int, data: bytes) -> None:
        """Have a message read, but for the large bytes that it begins with."""
        if channel == self.channel and len(data) >= LARGE and data[:1] == self.mark:
            [length] = LENGTH.unpack_from(data, 1)
            if LARGE <= length <= len(data) - BEFORE:
                self.large = memoryview(data)[BEFORE : BEFORE + length]
                data = self.mark + LENGTH.pack(0) + data[BEFORE + length :]
        self.usual(channel, data)
        self.large = None

    def deliver(self, wired: Any) -> None:
        """Pass on a message that was read, its large bytes in their place."""
        self.callback(wired if self.large is None else in_place(wired, self.large))


def place_of_large(wired: Wired) -> int | None:
    """Return where in a message its large bytes are, if there are any.

    >>> place_of_large(("Items", 0, False, bytes(LARGE), False)), place_of_large(("Taken", 1, 7))
    (3, None)
    """
    for place, field in enumerate(wired):
        if type(field) is bytes and len(field) >= LARGE:
            return place
    return None


def in_place(wired: Any, large: memoryview) -> Any:
    """Return a message with large bytes where it says that they belong; what says nothing of the kind as it is.

    >>> [bytes(field) for field in in_place((b"", 1, b"Piece", b"last"), memoryview(b"large"))]
    [b'Piece', b'large', b'last']
    """
    if type(wired) is tuple and len(wired) > 1 and type(wired[1]) is int and 0 <= wired[1] <= len(wired) - 2:
        _, place, *rest = wired
        return (*rest[:place], large, *rest[place:])
    return wired
