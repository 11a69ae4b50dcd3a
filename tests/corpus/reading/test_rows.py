"""Rows of tables: what is written is read back, and a quotation mark that is not closed swallows nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Reading
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.lines import Ahead
from nlpmap.corpus.reading.located import START
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.corpus.reading.rows import Dialect, rows
from nlpmap.errors import InputError

cells = st.text(st.sampled_from("ab\"',;\t\n |é"), max_size=6)


def parsed(text: str, dialect: Dialect) -> list[tuple[list[str], str]]:
    lines = [(line, 0, None) for line in text.splitlines(keepends=True)]
    found = rows(Ahead(lines), dialect, START, "x")
    return [(row.cells, str(row.flaw.error) if row.flaw else "") for row in found]


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;|"))
def test_what_csv_writes_is_read_back(table: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    assert parsed(text.getvalue(), Dialect(delimiter, width=3)) == [(row, "") for row in table]


@given(st.lists(st.lists(st.text("ab\"' é", max_size=6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_no_row_between_tabs_is_lost_whatever_marks_it_has(table: list[list[str]]) -> None:
    text = "".join("\t".join(row) + "\n" for row in table)
    found = parsed(text, Dialect("\t", width=3))
    assert [len(row) for row, _ in found] == [3] * len(table)
    assert parsed(text, Dialect("\t", "none", 3)) == [(row, "") for row in table]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('r1,"Not worth it\nr2,Fine.\n', 2),
        ('r1,a\nr2,"Not\n', 3),
        ('r1,"a\nb"\nr2,"Not worth it\nr3,Fine.', 4),
        ('"r1\nx","open\n', 3),
        ('r1,"Not" worth it\nr2,Fine.\n', 2),
        ('r1,"Not worth it\nr2,"Fine."\n', 2),
    ],
)
def test_a_mark_that_is_not_closed_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\n{text}", "utf-8")
    with pytest.raises(InputError, match=rf"a.csv:{line}: a quot.*quoting='none'"):
        list(nlpmap.read(tmp_path / "a.csv"))


def test_what_comes_after_a_mark_that_is_not_closed_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\nr1,"Not worth it\nr2,Fine.\nr3,"Good"\n', "utf-8")
    [source] = find(tmp_path / "a.csv")
    found = list(documents_with_positions(source, Reading()))
    assert [record.document and record.document.text for record in found] == [None, "Fine.", "Good"]


def test_texts_between_tabs_are_not_quoted_unless_they_are_closed(tmp_path: Path) -> None:
    lines = ["label\tid\ttext", 'neg\tr1\t"Not worth it', 'pos\tr2\tLovely "little" film.', 'pos\tr3\t"So" they said',
             'pos\tr4\tThe end"', 'pos\tr5\t"All ""good""."']  # fmt: skip
    (tmp_path / "a.tsv").write_text("\n".join(lines), "utf-8")
    assert [(document.id, document.text) for document in nlpmap.read(tmp_path / "a.tsv")] == [
        ("r1", '"Not worth it'),
        ("r2", 'Lovely "little" film.'),
        ("r3", '"So" they said'),
        ("r4", 'The end"'),
        ("r5", 'All "good".'),
    ]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("suffix", ["csv", "tsv"])
@pytest.mark.parametrize("said", [False, True])
def test_what_parts_the_columns_is_found_out(tmp_path: Path, delimiter: str, suffix: str, said: bool) -> None:
    path = tmp_path / f"a.{suffix}"
    content = f"id,text,note\n1,Dogs.,x\n2,Cats.,\n".replace(",", delimiter)  # noqa: F541
    path.write_text(f"sep={delimiter}\n{content}" if said else content, "utf-8")
    assert list(nlpmap.read(path)) == [Document("1", "Dogs.", {"note": "x"}), Document("2", "Cats.", {"note": ""})]
    [source] = find(path)
    found = list(documents_with_positions(source, Reading()))
    assert list(documents_with_positions(source, Reading(), found[0].end)) == found[1:]


def test_a_wrong_key_names_the_columns_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;body\n1;Dogs.\n", "utf-8")
    with pytest.raises(InputError, match=r"no column 'text'; its columns: 'id', 'body'. Try text_key"):
        list(nlpmap.read(tmp_path / "a.csv"))


def test_columns_of_one_name_are_all_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,note,note\nDogs.,x,y\n", "utf-8")
    assert next(nlpmap.read(tmp_path / "a.csv")).metadata == {"note": "x", "note.1": "y"}
