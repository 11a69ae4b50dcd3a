"""What unpacks to very many elements, tokens, values or lines, of which each takes memory, is told in a line."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest

from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import MOST_FREE, source_at
from nlpmap.corpus.reading import options
from nlpmap.corpus.reading.reading import Reading, documents_with_positions

SIZE = 2**18


def times(unit: str) -> str:
    return unit * (SIZE // len(unit))


UNCLOSED = "b.csv"
ENCODED = base64.b64encode(times("<p>a").encode()).decode()
BOMBS = {
    "a.html": times("<p>a"),
    "b.html": "<p>" + times("<b>a</b>"),
    "a.xml": "<r>" + times("<p>a</p>") + "</r>",
    "a.slash": times("a/DT "),
    "b.slash": times("a/DT " * 100 + "\n"),
    "a.jsonl": '{"text": "a", "m": [' + times("[],") + "1]}\n",
    "a.json": '[{"text": "a", "m": [' + times("[],") + "1]}]\n",
    "a.csv": 'text\n"' + times("a\n") + '"\n',
    UNCLOSED: 'text\n"' + times("a\n"),
    "a.eml": "Subject: a\n\n" + times("a\n"),
    "b.eml": f"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n{ENCODED}",
    "a.mbox": "From ada Mon Jan  1 00:00:00 2024\nSubject: a\n\n" + times("a\n"),
}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of a document for one of 256 kB, as they are for one of 16 MB."""
    share = MOST_FREE // SIZE
    monkeypatch.setattr(options, "BYTES_OF_PIECE", options.BYTES_OF_PIECE * share)
    monkeypatch.setattr(options, "BYTES_OF_LINE", options.BYTES_OF_LINE * share)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_pieces_is_too_long(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(BOMBS[name].encode()))
    source = source_at(LocalFile(path), path.name)
    found = list(documents_with_positions(source, Reading()))
    rest = found[1:] if name == UNCLOSED else []  # its lines are rows again from where it is too long
    assert [one.flaw and one.flaw.kind for one in found] == ["too long", *[None] * len(rest)]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", "<p>Dogs bark."), ("a.slash", "Dogs/NNS bark/VBP\n"), ("a.csv", 'text\n"a\nb"\n')],
)
def test_what_is_no_bomb_is_read(name: str, content: str, tmp_path: Path) -> None:
    if name.endswith(".html"):
        pytest.importorskip("lxml")
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(content.encode()))
    found = documents_with_positions(source_at(LocalFile(path), path.name), Reading())
    assert [one.flaw for one in found] == [None]


def test_rows_after_one_of_too_many_lines_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "BYTES_OF_LINE", options.FREE_ROW // 10)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b'text\nDogs.\n"' + b"a\n" * 50 + b'"\nCats.\n'))
    first, long, last = documents_with_positions(source_at(LocalFile(path), path.name), Reading())
    assert long.flaw is not None
    assert "a.csv.gz:3: a row of more than 10 lines. Raise max_chars to read it" in str(long.flaw.error)
    assert (last.start.line, last.document and last.document.text) == (54, "Cats.")
    again = documents_with_positions(source_at(LocalFile(path), path.name), Reading(), long.start)
    assert [one.start for one in again] == [long.start, last.start]
    whole = list(documents_with_positions(source_at(LocalFile(path), path.name), Reading(max_chars=1000)))
    assert [one.end for one in whole] == [first.end, long.end, last.end]


@pytest.mark.parametrize("line", ["a" * 99 + "\n", "\n"])
def test_rows_after_one_that_is_longer_than_the_text_may_be_are_read(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.csv"
    lines = 2**18 // len(line)
    path.write_text(f'text,b\nDogs.,\n"{line * lines}","c\nd"\nCats.,\n', "utf-8")
    reading, source = Reading(max_chars=10), source_at(LocalFile(path), path.name)
    first, long, last = documents_with_positions(source, reading)
    assert (
        str(long.flaw and long.flaw.error) == f"{path}:3: a row of more than 66,176 bytes. Raise max_chars to read it"
    )
    assert [one.document and one.document.text for one in (first, last)] == ["Dogs.", "Cats."]
    assert last.start.line == lines + 5
    assert [one.start for one in documents_with_positions(source, reading, long.start)] == [long.start, last.start]


def test_a_quoted_field_that_is_never_closed_is_left_where_it_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('text\nDogs.\n"' + "aaa\n" * 2**15, "utf-8")
    reading, source = Reading(max_chars=10), source_at(LocalFile(path), path.name)
    first, long, *rest = documents_with_positions(source, reading)
    assert (first.document and first.document.text, long.flaw and long.flaw.kind) == ("Dogs.", "too long")
    assert {one.document and one.document.text for one in rest} == {"aaa"}
    assert rest[-1].start.line == 2**15 + 2
    assert 65_000 < long.end.offset <= 66_190
    again = documents_with_positions(source, reading, long.start)
    assert [(one.start, one.end, one.id) for one in again] == [(one.start, one.end, one.id) for one in (long, *rest)]


def test_what_can_be_read_once_says_how_many_lines_go_with_a_quotation_mark_that_is_never_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalFile, "is_lasting", False)
    path = tmp_path / "a.csv"
    path.write_text('text\nDogs.\n"' + "aaa\n" * 2**18, "utf-8")
    first, long = documents_with_positions(source_at(LocalFile(path), path.name), Reading(max_chars=10))
    assert (first.document and first.document.text, long.flaw and long.flaw.kind) == ("Dogs.", "malformed")
    assert str(long.flaw and long.flaw.error) == (
        f"{path}:3: a quotation mark that is never closed, so that 262,144 lines are one row. Close it, or take such "
        "marks as they are with quoting='none'"
    )
