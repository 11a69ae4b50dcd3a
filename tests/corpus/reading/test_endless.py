"""Input that never ends, of one line or of one document, ends with an error that says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

import nlpmap
from nlpmap.corpus.inputs import source
from nlpmap.errors import InputError
from nlpmap.files.streams import stream_of
from nlpmap.jobs import Options, annotate_files

SMALL = 2**18  # bytes, of what is passed over here
MUCH = 2**28  # bytes, of which all are read only by who reads for ever
LONGEST = ["reading.lines", "reading.records", "extraction.mailboxes", "extraction.mail"]
ONE_LINE = ["txt", "jsonl", "csv", "tsv", "conllu", "conll2000", "vertical", "slash", "html", "xml", "srt", "mbox"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_PIPED", SMALL)
    modules = [import_module(f"nlpmap.corpus.{module}") for module in LONGEST]  # all, before one is changed
    for module in modules:
        monkeypatch.setattr(module, "LONGEST", SMALL)


def needs_library(format: str) -> None:
    """Leave out what a library reads that is not there."""
    if format in ("html", "xml"):
        pytest.importorskip("lxml")


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Make standard input a content that comes again and again."""

    def pieces() -> Iterator[bytes]:
        for _ in range(MUCH // len(content)):
            yield content
        pytest.fail("it is read for ever")

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream_of(pieces())))


@pytest.mark.parametrize("format", ONE_LINE)
def test_a_line_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    needs_library(format)
    pipe(monkeypatch, b"Dogs bark. " * 1000)
    with pytest.raises(InputError, match=r"stdin.* of more than"):
        list(nlpmap.read("-", format=format))


@pytest.mark.parametrize(
    ("format", "line"),
    [("txt", b"Dogs.\n"), ("slash", b"Dogs/NNS\n"), ("conllu", b"# a\n"), ("vertical", b"Dogs\n"), ("xml", b"<p>\n"),
     ("mbox", b"Dogs bark. " * 1000 + b"\n"), ("csv", b'text,"a\n'), ("html", b"<p>\n")],
)  # fmt: skip
def test_a_document_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch, format: str, line: bytes) -> None:
    needs_library(format)
    pipe(monkeypatch, line * 1000)
    with pytest.raises(InputError, match=r"stdin.* of more than|stdin.*quot"):
        list(nlpmap.read("-", format=format))


def test_a_job_goes_to_quarantine_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pipe(monkeypatch, b"Dogs. " * 1000)
    summary = annotate_files("tokenize", "-", tmp_path / "o.slash", Options(workers=0, on_error="quarantine"))
    assert (summary.documents, summary.failed) == (0, 1)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_a_device_is_known_by_its_first_bytes(device: str) -> None:
    if not Path(device).is_char_device():
        pytest.skip("there is no such device")
    with pytest.raises(InputError, match="binary data, not text"):
        list(nlpmap.read(device))
