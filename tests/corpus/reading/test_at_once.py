"""A small file that is read at once is as it is line by line: its text, its end, and what is wrong with it."""

from __future__ import annotations

import io

from hypothesis import example, given
from hypothesis import strategies as st

from nlpmap.corpus.reading import lines
from nlpmap.corpus.reading.located import START, Flaw
from nlpmap.corpus.reading.options import Most
from nlpmap.corpus.reading.records import Record, records
from nlpmap.corpus.reading.texts import TEXT_FORMATS

PIECES = [
    b"a",
    b"bc",
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    "é".encode(),
    "\u2028".encode(),
    b"\xff",
    b"\xef\xbb\xbf",
    b"\0",
    b"\xe2",
]
ENCODINGS = ["utf-8", "latin-1", "cp1252", "utf-16", "utf-7", "shift_jis", "utf-8-sig"]


def of_a_file(content: bytes, encoding: str, limit: int | None, at_once: bool) -> list[tuple[str, Record, str]]:
    found = lines.lines_of(io.BufferedReader(io.BytesIO(content)), "a.txt", encoding, START, limit, at_once=at_once)
    whole = records(found, TEXT_FORMATS["file"], START, Most(limit), "a.txt")
    return [("".join(record.lines), record._replace(lines=[], flaw=None), told(record.flaw)) for record in whole]


def told(flaw: Flaw | None) -> str:
    return "" if flaw is None else f"{flaw.kind}: {flaw.error}"


@given(st.lists(st.sampled_from(PIECES)).map(b"".join), st.sampled_from(ENCODINGS), st.none() | st.integers(0, 30))
@example(b"", "utf-8", None)
@example(b"one\ntwo", "utf-8", None)
@example(b"\xef\xbb\xbfone\n", "utf-8", 6)
def test_all_at_once_is_line_by_line(content: bytes, encoding: str, limit: int | None) -> None:
    assert of_a_file(content, encoding, limit, at_once=True) == of_a_file(content, encoding, limit, at_once=False)


def test_a_long_file_is_read_line_by_line() -> None:
    content = b"word\n" * (lines.MOST_AT_ONCE // 5 + 1)
    found = lines.lines_of(io.BufferedReader(io.BytesIO(content)), "a.txt", at_once=True)
    assert sum(1 for _ in found) == lines.MOST_AT_ONCE // 5 + 1
    short = lines.lines_of(io.BufferedReader(io.BytesIO(content[5:])), "a.txt", at_once=True)
    assert sum(1 for _ in short) == 1
