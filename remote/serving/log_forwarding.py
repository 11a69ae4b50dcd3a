"""Forwards what a worker prints and logs to the coordinator, as log records."""

from __future__ import annotations

import codecs
import io
import logging
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from .messages import Log
from .processes.forks import FORGETFUL

Post = Callable[[Log], None]
NAME = "nlpmap.worker"
LONGEST = 2**16  # characters of one line; a logged one that is longer is cut, a printed one parted
PAUSE = 0.2  # seconds between lines that end by being flushed: a bar of progress is flushed at every step


def carry_output(post: Post, level: int = logging.WARNING) -> None:
    """Send each line printed, and each record logged at ``level`` or above, as a `Log` message."""
    sys.stdout = LineWriter(post, logging.INFO)
    sys.stderr = LineWriter(post, logging.WARNING)
    root = logging.getLogger()
    root.handlers = [PostingHandler(post)]
    root.setLevel(level)
    logging.captureWarnings(True)


def end_lines() -> None:
    """Send what was printed without an end of line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, LineWriter):
            stream.end_line()


class LineWriter(io.TextIOBase):
    """A text stream whose lines become log messages; a carriage return begins a line again, as on a terminal.

    >>> writer = LineWriter(lambda message: print(message.text), logging.INFO)
    >>> for text in ("1 %", "\\r2 %", "\\r", "3 %\\n", "done"):
    ...     _ = writer.write(text)
    3 %
    >>> writer.end_line()
    done
    """

    def __init__(self, post: Post, level: int) -> None:
        self.post = post
        self.level = level
        self.parts: list[str] = []  # of the line that is being written: joining them at every write takes too long
        self.size = 0
        self.flushed_at = 0.0
        self.lock = threading.RLock()
        self.buffer = BytesOfLines(self)
        FORGETFUL.add(self)

    def forget(self) -> None:
        """Leave the line that is being written to the process that this one was forked from."""
        self.parts, self.size, self.lock = [], 0, threading.RLock()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        text = str.__str__(text)
        with self.lock:
            *lines, rest = text.split("\n")
            for line in lines:
                self._append(line)
                self.end_line()
            self._append(rest)
        return len(text)

    def flush(self) -> None:
        if self.parts and monotonic() >= self.flushed_at + PAUSE:
            self.flushed_at = monotonic()
            self.end_line()

    def end_line(self) -> None:
        """Send the line that is being written, if anything is."""
        with self.lock:
            line, self.parts, self.size = "".join(self.parts).rstrip("\r"), [], 0
            line = line[line.rfind("\r") + 1 :]
            for start in range(0, len(line), LONGEST):
                self.log(line[start : start + LONGEST])

    def log(self, line: str) -> None:
        if line.strip():
            self.post(Log(self.level, NAME, travelling(line)))

    def _append(self, text: str) -> None:
        if not text:
            return
        if self.parts and text[0] == "\r" and text.strip("\r"):
            self.parts, self.size = [], 0  # it is written over
        self.parts.append(text)
        self.size += len(text)
        if self.size >= LONGEST:
            self.end_line()


class BytesOfLines(io.BufferedIOBase):
    """The bytes under a text stream, for who writes bytes: UTF-8, and what is not is shown escaped.

    >>> writer = LineWriter(lambda message: print(message.text), logging.INFO)
    >>> writer.buffer.write(b"caf\\xc3"), writer.buffer.write(b"\\xa9, \\xff\\n")
    café, \\xff
    (4, 5)
    """

    def __init__(self, text: LineWriter) -> None:
        self.text = text
        self.decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        given = bytes(content)
        self.text.write(self.decoder.decode(given))
        return len(given)

    def flush(self) -> None:
        self.text.flush()


class PostingHandler(logging.Handler):
    """A log handler whose records become log messages."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.post(Log(int(record.levelno), travelling(str(record.name)), travelling(self.format(record))))
        except Exception:
            self.handleError(record)


def travelling(line: str) -> str:
    """Replace what execnet refuses to carry, and cut what would take too long."""
    if len(line) > LONGEST:
        line = f"{line[:LONGEST]} [... {len(line) - LONGEST:,} characters left out]"
    return str.encode(line, "utf-8", "backslashreplace").decode("utf-8")
