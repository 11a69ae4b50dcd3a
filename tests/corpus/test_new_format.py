"""A new format is one module and one line: all that reads, writes, names and lists formats has it from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

import nlpmap
from nlpmap import Document, Reading
from nlpmap.cli import main
from nlpmap.corpus.formats import list_formats
from nlpmap.corpus.handlers import HANDLERS, Handler
from nlpmap.jobs import Options, annotate_files
from nlpmap.remote.formats import FORMATS, Format


def render(document: Document) -> str:
    return "|".join(document.words()) + "\n"


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    for number, text in enumerate(lines, start=record):
        yield Document.from_sents([text.strip().split("|")], f"{name}#{number}")


@contextmanager
def registered(format: Format) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FORMATS, format.name, format)
        list_formats()
        yield
    list_formats()


@pytest.fixture
def bars() -> Iterator[None]:
    """A registered format of one line a document."""
    with registered(Format("bars", (".bars", ".bar"), render, parse, ends=lambda line: True)):
        yield


@pytest.fixture
def documents() -> list[Document]:
    return [Document.from_sents([["Dogs", "bark"]], "out.bars#1"), Document.from_sents([["Yes"]], "out.bars#2")]


def test_it_is_written_and_read(bars: None, documents: list[Document], tmp_path: Path) -> None:
    nlpmap.write(documents, tmp_path / "out.bars")
    assert (tmp_path / "out.bars").read_text("utf-8") == "Dogs|bark\nYes\n"
    assert list(nlpmap.read(tmp_path / "out.bars")) == documents
    assert nlpmap.open(tmp_path)[1] == documents[1]


@pytest.mark.parametrize("name", ["bars", "bar"])
def test_it_is_named_as_its_suffixes_are(bars: None, documents: list[Document], tmp_path: Path, name: str) -> None:
    nlpmap.write(documents, tmp_path / "out.gz", name)
    found = list(nlpmap.read(tmp_path / "out.gz", Reading(format=name)))
    assert [document.words() for document in found] == [["Dogs", "bark"], ["Yes"]]


def test_a_job_reads_and_writes_it(bars: None, documents: list[Document], tmp_path: Path) -> None:
    nlpmap.write(documents, tmp_path / "in.bars")
    annotate_files("tag", tmp_path / "in.bars", tmp_path / "out.bars.xz", Options(workers=0))
    assert list(nlpmap.open(tmp_path / "out.bars.xz").words()) == ["Dogs", "bark", "Yes"]


def test_a_table_needs_no_more_than_its_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.ssv").write_text('id;text;year\nd1;"Dogs; bark.";1999\n', "utf-8")
    with registered(Format("ssv", (".ssv",), delimiter=";", handler="table")):
        assert list(nlpmap.read(tmp_path)) == [Document("d1", "Dogs; bark.", {"year": "1999"})]


def test_a_binary_one_brings_its_handler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Reversed:
        def __init__(self, file: IO[bytes]) -> None:
            self.file = file

        def write(self, rendered: bytes) -> None:
            self.file.write(rendered[::-1])

        def __enter__(self) -> Reversed:
            return self

        def __exit__(self, *error: object) -> None:
            self.file.write(b"END")

    monkeypatch.setitem(HANDLERS, "reversed", Handler(HANDLERS["lines"].read, Reversed))
    binary = Format("back", (".back",), render, handler="reversed", is_binary=True, compresses_itself=True)
    with registered(binary):
        nlpmap.write([Document.from_sents([["ab"]])], tmp_path / "out.back")
        assert (tmp_path / "out.back").read_bytes() == b"\nbaEND"
        with pytest.raises(nlpmap.errors.InputError, match=r"out.back.gz: back is compressed by itself; leave out .gz"):
            nlpmap.write([], tmp_path / "out.back.gz")
        with pytest.raises(nlpmap.errors.InputError, match="back can't be written to a stream"):
            annotate_files("tag", nlpmap.corpora.path("sample"), None, Options(format="back", workers=0))


@pytest.mark.parametrize(
    "command", [["tag"], ["train", "tagger"], ["evaluate", "chunker"]], ids=lambda command: " ".join(command)
)
def test_help_names_all_formats(command: list[str]) -> None:
    def shown() -> str:
        return " ".join(CliRunner().invoke(main, [*command, "--help"]).output.split())

    assert "bars" not in shown()
    with registered(Format("bars", (".bars", ".bar"), render, parse, ends=lambda line: True)):
        help = shown()
        for format in FORMATS.values():
            assert format.rows_of or format.name in help
    assert "bars" not in shown()
