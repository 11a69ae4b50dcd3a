"""The page on formats is a test: each row of its tables is what comes back of a document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.corpus.formats import ALL, ALSO_READ, INPUT_FORMATS, OUTPUT_FORMATS
from tests.docs.blocks import DOCS, rows_of
from tests.docs.samples import BINARY, sample

PAGE = (DOCS / "reference/formats.md").read_text("utf-8")
KEEPING, READING = (rows_of(section, "format") for section in PAGE.split("\n## ")[1:3])
TREEBANK = (
    "# sent_id = s1\n# text = Cats purr.\n# note = kept\n1\tCats\tcat\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n"
    "2\tpurr\tpurr\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
)
TEXT = "Dogs  don't\nbark.  Cats sleep.\n\nA day."


@pytest.fixture(scope="module")
def annotated() -> Document:
    [document] = nlpmap.chunk([Document("d1", TEXT, {"stars": 5})], workers=0)
    return document


def values(document: Document, name: str) -> list[Any]:
    return [getattr(token, name) for token in document.tokens]


def kept_text(before: str, after: str) -> str:
    """Return what of a text a format keeps, by the name that the page has for it."""
    names = {
        "yes": before == after,
        "blanks": re.sub(r"\s", " ", before) == after,
        "one space": before.split() == after.split(),
    }
    return next((name for name, holds in names.items() if holds), "words")


def kept_metadata(before: Document, after: Document) -> str:
    if dict(before.metadata) == dict(after.metadata):
        return "yes"
    return "as text" if {key: str(value) for key, value in before.metadata.items()} == after.metadata else ""


def row_of(name: str, annotated: Document, folder: Path) -> list[str]:
    """Return a format's row in the table of what a file keeps, as it is found to be."""
    format = ALL[name]
    path, treebank = folder / f"out{format.suffixes[0]}", folder / "in.conllu"
    nlpmap.write([annotated], path, format=name)
    [back] = nlpmap.read(path)
    assert back.tagged_sents() == annotated.tagged_sents()
    treebank.write_text(TREEBANK, "utf-8")
    nlpmap.write(nlpmap.read(treebank), folder / f"tree{format.suffixes[0]}", format=name)
    written = (folder / f"tree{format.suffixes[0]}").read_bytes()

    def same(*names: str) -> str:
        return "yes" if all(values(annotated, one) == values(back, one) for one in names) else ""

    return [
        name,
        " ".join(format.suffixes),
        "yes" if back.id == annotated.id else "",
        kept_metadata(annotated, back),
        kept_text(annotated.text, back.text),
        same("start", "end"),
        same("universal"),
        same("lemma"),
        same("chunk"),
        "yes" if all(one in written for one in (b"Number=Plur", b"nsubj", b"# note = kept")) else "",
    ]


@pytest.mark.parametrize("row", KEEPING[1:], ids=[row[0] for row in KEEPING[1:]])
def test_a_file_keeps_what_the_table_says(row: list[str], annotated: Document, tmp_path: Path) -> None:
    if ALL[row[0]].library:
        pytest.importorskip(ALL[row[0]].library)
    assert dict(zip(KEEPING[0], row, strict=True)) == dict(
        zip(KEEPING[0], row_of(row[0], annotated, tmp_path), strict=True)
    )


def test_every_format_that_is_written_has_a_row() -> None:
    rows = {row[0] for row in KEEPING[1:]}
    assert rows >= {format.name for format in OUTPUT_FORMATS}
    assert all(f"`{name}`" in PAGE for name in ALL.keys() - rows if ALL[name].writes)


@pytest.mark.parametrize("row", READING[1:], ids=[row[0] for row in READING[1:]])
def test_a_file_is_read_as_the_table_says(row: list[str], tmp_path: Path) -> None:
    name, suffixes, _, metadata, needs = row
    format = ALL[name]
    if format.library:
        pytest.importorskip(format.library)
    assert suffixes.split() == [*format.suffixes, *(one for one, of in ALSO_READ.items() if of == name)]
    assert needs == (f"`{format.extra}`" if format.extra else "")
    path = tmp_path / f"x{format.suffixes[0]}"
    path.write_bytes(sample(name))
    documents = list(nlpmap.read(path))
    assert documents[0].text.startswith("Cats purr")
    expected = {"stars"} if metadata.startswith("all") else set(filter(None, metadata.split(", ")))
    assert set(documents[0].metadata) == expected


def test_every_format_that_is_read_has_a_row() -> None:
    rows = {row[0] for row in KEEPING[1:]} | {row[0] for row in READING[1:]}
    assert rows >= {format.name for format in INPUT_FORMATS}
    assert {*BINARY} < rows
