"""Forwards what a worker prints and logs to the coordinator, as log records."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable

from .messages import Log

Post = Callable[[Log], None]
NAME = "nlpmap.worker"
LONGEST = 2**16  # characters of one line; a longer one is cut


def carry_output(post: Post, level: int = logging.WARNING) -> None:
    """Send each line printed, and each record logged at ``level`` or above, as a `Log` message."""
    sys.stdout = LineWriter(post, logging.INFO)
    sys.stderr = LineWriter(post, logging.WARNING)
    root = logging.getLogger()
    root.handlers = [PostingHandler(post)]
    root.setLevel(level)
    logging.captureWarnings(True)


class LineWriter(io.TextIOBase):
    """A text stream whose lines become log messages."""

    def __init__(self, post: Post, level: int) -> None:
        self.post = post
        self.level = level
        self.rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            self.log(line)
        return len(text)

    def flush(self) -> None:
        if self.rest:
            rest, self.rest = self.rest, ""
            self.log(rest)

    def log(self, line: str) -> None:
        if line.strip():
            self.post(Log(self.level, NAME, travelling(line)))


class PostingHandler(logging.Handler):
    """A log handler whose records become log messages."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.post(Log(record.levelno, record.name, travelling(self.format(record))))
        except Exception:
            self.handleError(record)


def travelling(line: str) -> str:
    """Replace what execnet refuses to carry, and cut what would take too long."""
    return line[:LONGEST].encode("utf-8", "backslashreplace").decode("utf-8")
