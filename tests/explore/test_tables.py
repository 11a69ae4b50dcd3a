"""Tables and concordances are shown safely, below 64 KB, aligned; and are the same in other libraries."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.errors import InputError
from nlpmap.explore.concordance import Concordance, Line
from nlpmap.explore.concordance.display import concordance_html, concordance_text
from nlpmap.explore.picture import bar_chart, curve, strips
from nlpmap.explore.table import Table
from nlpmap.explore.table_display import MOST_BYTES
from nlpmap.remote.document import Document
from nlpmap.terminal import UNFIT, width_of
from tests.explore.indexes import index_of

EVIL = "<script>alert(1)</script>\x1b]0;t\x07\u202e</td>&amp;'\"\u2028\0\ud800"
FEW = settings(max_examples=12, deadline=None)
texts = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from([EVIL, "日本語", "e\u0301" * 30])
cells = texts | st.integers() | st.floats() | st.none() | st.booleans()


class Tags(HTMLParser):
    """Gathers the tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}


def check_page(page: str) -> None:
    found = Tags(page)
    assert {*found.tags} <= {"div", "table", "thead", "tbody", "tr", "th", "td", "bdi", "b"}
    assert found.names <= {"class", "style", "dir", "scope", "align"}
    assert not UNFIT.search(page)
    assert len(page.encode()) <= MOST_BYTES


@FEW
@given(st.dictionaries(texts, st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_holds_text_alone_and_is_aligned(columns: dict[str, list[Any]]) -> None:
    table = Table(columns, note=EVIL)
    check_page(table._repr_html_())
    shown = repr(table)
    assert not UNFIT.search(shown)
    assert len(shown.split("\n")) == 5


@FEW
@given(st.lists(st.tuples(texts, texts, texts, texts), min_size=1, max_size=4), st.integers(30, 120))
def test_a_concordance_holds_text_alone_and_is_aligned(rows: list[tuple[str, ...]], width: int) -> None:
    lines = [Line(left, node, right, id, 0) for left, node, right, id in rows]
    check_page(concordance_html(lines, EVIL))
    shown = concordance_text(lines, "", width).split("\n")
    assert not any(map(UNFIT.search, shown))
    assert max(map(width_of, shown)) <= width
    marked = concordance_text([Line(row[0], f"NODE{row[1]}", row[2], row[3], 0) for row in rows], "", width)
    begins = {width_of(line[: line.index("NODE")]) for line in marked.split("\n") if "NODE" in line}
    assert len(begins) <= 1
    plain = concordance_text(lines, "", width, colour=True).replace("\x1b[1;36m", "").replace("\x1b[0m", "")
    assert [line.rstrip() for line in plain.split("\n")] == shown


@pytest.mark.parametrize("rows", [5, 20])
def test_no_display_is_over_64_kb_and_it_says_so(rows: int) -> None:
    wide = Table({f"column {n}": ["\u0301&" * 60] * rows for n in range(400)}, note="&" * 10**6)
    assert "more column" in wide._repr_html_()
    check_page(wide._repr_html_())
    lines = [Line("&" * 999, "&" * 999, "\u0301<" * 999, "&" * 999, 0)] * 100
    assert "of these lines are not drawn" in concordance_html(lines, "")
    check_page(concordance_html(lines, ""))


def test_numbers_that_are_labels_have_no_separators() -> None:
    table = Table({"year": [1999, None], "frequency": [1999, 2]}, labels=["year"])
    assert repr(table).split("\n") == ["year  frequency", "1999      1,999", "              2"]
    assert "<bdi>1999</bdi>" in table[:1]._repr_html_()


def test_right_to_left_lines_are_laid_out_from_the_right() -> None:
    assert "<table dir='rtl'>" in concordance_html([Line("قال", "الكتاب", "كبير", "d1", 0)], "")
    assert "<table dir='ltr'>" in concordance_html([Line("قال", "book", "كبير", "d1", 0)], "")


def test_columns_of_several_types_are_text_in_other_libraries(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    table = Table({"stars": [5, "five", None], "n": [1, 2.5, None], "w": ["a\ud800", "b", "c"]})
    expected = {"stars": ["5", "five", None], "n": [1.0, 2.5, None], "w": ["a\\ud800", "b", "c"]}
    assert table.to_arrow().to_pydict() == expected
    assert table.to_polars().to_dict(as_series=False) == expected
    assert table.to_pandas()["stars"].tolist() == [5, "five", None]
    assert len(Table({"a": []}).to_arrow()) == 0


def test_a_spreadsheet_computes_no_cell(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\n=1", "a=1", "-", "＝1"]
    Table({"=name": cells, "n": [-1] * len(cells)}).to_csv(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["'=name", *(c if c == "a=1" else f"'{c}" for c in cells)]
    assert {row[1] for row in rows[1:]} == {"-1"}


def test_columns_that_there_are_not_are_said_to_be_so() -> None:
    table = Table({"form": ["a"], "frequency": [1]})
    with pytest.raises(InputError, match="no column 'frequencies'; did you mean"):
        table["frequencies"]
    with pytest.raises(InputError, match="no column of numbers 'form'"):
        table.plot("form")


def picture_of(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.tag.rpartition("}")[2] for element in root.iter()]


@FEW
@given(st.lists(st.tuples(texts, st.integers(-(10**6), 10**6) | st.floats()), max_size=6), texts)
def test_pictures_are_well_formed_and_hold_no_scripts(rows: list[tuple[str, float]], title: str) -> None:
    labels, values = [label for label, _ in rows], [value for _, value in rows]
    for picture in (
        bar_chart(labels, values, title),
        strips(labels, [[0.0, 0.5]] * len(rows), title, title),
        curve([(1.0, 2.0), (3.0, 4.0)], title, title, title),
    ):
        assert {*picture_of(picture._repr_svg_())} <= {"svg", "title", "text", "rect", "path"}


def test_metadata_never_hides_a_column(tmp_path: Path) -> None:
    keys = {"form": 1, "frequency": 2, "left": 3, "node": 4, "matches": 5, "id": 6}
    index = index_of([Document.from_sents([[("Dogs", "NNS")]], "d", keys)], tmp_path)
    row = Concordance(index, '"Dogs"').to_table()[0]
    assert (row["node"], row["id"], row["metadata.left"], row["metadata.node"], row["form"]) == ("Dogs", "d", 3, 4, 1)


def test_lines_are_sorted_and_grouped_within_documents(tmp_path: Path) -> None:
    words = ["b x c", "a x b", "x a", "c x"]
    documents = [
        Document.from_sents([[(word, "X") for word in text.split()]], f"d{number}", {"stars": number % 2})
        for number, text in enumerate(words)
    ]
    index = index_of(documents, tmp_path)
    by_left = Concordance(index, '"x"', sort="left 1")
    assert [line.id for line in by_left] == ["d2", "d1", "d0", "d3"]  # what is before d2 is of another document
    assert [line.id for line in Concordance(index, '"x"', sort="right 1")] == ["d3", "d2", "d1", "d0"]
    grouped = Concordance(index, '"x"', sort="left 1", by="stars")
    assert [(line.group, line.id) for line in grouped] == [(0, "d2"), (0, "d0"), (1, "d1"), (1, "d3")]
    assert [line.group for line in Concordance(index, '"x"', by="stars", sample=1)] == [0, 1]
    assert [line.node for line in Concordance(index, '[] "x" within s', sort="node")] == ["a x", "b x", "c x"]
    with pytest.raises(InputError, match="a concordance is not sorted by 'sideways'; by 'left 1'"):
        Concordance(index, '"x"', sort="sideways")
    with pytest.raises(InputError, match="a sample is of 1 line or more"):
        Concordance(index, '"x"', sample=0)
