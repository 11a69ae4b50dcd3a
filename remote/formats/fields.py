"""The fields of lines between delimiters, quoted as RFC 4180 has it, alike on every Python."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator

HIDDEN = "\udc00"  # in no text that was decoded


def fields_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the fields of each row; raises `csv.Error` where a quoted field is not closed, or goes on after that.

    >>> list(fields_of(["a\\tb\\0\\n"], "\\t"))
    [['a', 'b\\x00']]
    """
    if sys.version_info >= (3, 11):
        return csv.reader(lines, delimiter=delimiter, strict=True)
    return _with_nul(lines, delimiter)


def _with_nul(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Read what Python 3.10's csv refuses: fields with null characters."""
    hidden = (line.replace("\0", HIDDEN) for line in lines)
    rows = csv.reader(hidden, delimiter=delimiter, strict=True)
    return ([field.replace(HIDDEN, "\0") for field in row] for row in rows)
