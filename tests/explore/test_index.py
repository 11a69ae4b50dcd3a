"""The index of files equals that of their documents, whatever the format, the parts and the workers."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.corpus import write
from nlpmap.errors import InputError
from nlpmap.explore.index import arrow_pieces, building, growing, pieces, ranges
from nlpmap.explore.index.building import build, build_of_documents
from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.remote.document import Annotation, Chunk, Document
from tests.explore.contents import contents
from tests.explore.indexes import index_of

FORMATS = ("conllu", "jsonl", "parquet", "tsv", "slash", "vertical")
NAMES = [*(f"out.{format}" for format in FORMATS), *(f"out.{format}.gz" for format in ("conllu", "jsonl", "tsv"))]


def made(number: int) -> Document:
    sentences = [
        [("The", "DT"), (f"dog{number}", "NN"), ("barks", "VBZ"), (".", ".")],
        [("It", "PRP"), ("is", "VBZ"), ("Émile", "NNP"), ("'s", "POS"), (".", ".")],
    ]
    document = Document.from_sents(sentences[: 1 + number % 2], f"d{number}", {"stars": str(number % 5)})
    if number % 4 == 1:
        feats = [("Number=Sing", None, "Mood=Ind|Number=Sing")[n % 3] for n in range(len(document.annotated.forms))]
        document = document.with_annotation(replace(document.annotated, feats=feats))
    if number % 3 == 0:
        document = document.with_annotation(
            Annotation(**{**vars(document.annotated), "chunks": [Chunk("NP", 0, 2), Chunk("VP", 2, 3)]})
        )
    return document


DOCUMENTS = [made(number) for number in range(7)]


def opened(path: Path) -> list[Document]:
    return list(nlpmap.open(str(path)))


def built(path: Path | Sequence[Path], out: Path, **options: Any) -> CorpusIndex:
    names = [str(path)] if isinstance(path, Path) else list(map(str, path))
    return build(nlpmap.open(names).sections, out, **options)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ranges and parts so small that a little file has several."""
    monkeypatch.setattr(ranges, "BYTES", 100)
    monkeypatch.setattr(ranges, "ROWS", 10)
    monkeypatch.setattr(building, "TOKENS", 10)
    monkeypatch.setattr(arrow_pieces, "ROWS", 7)


@pytest.mark.parametrize("name", NAMES)
def test_an_index_of_a_file_is_that_of_its_documents(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(DOCUMENTS, path)
    assert contents(built(path, tmp_path / "a.nlpx")) == contents(index_of(opened(path), tmp_path / "growing"))


@pytest.mark.parametrize("name", NAMES)
def test_an_index_has_the_same_bytes_whatever_the_parts(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    write(DOCUMENTS, path)
    whole = built(path, tmp_path / "whole.nlpx")
    for size in (1, 60, 500):
        monkeypatch.setattr(ranges, "BYTES", size)
        monkeypatch.setattr(ranges, "ROWS", size // 10 + 1)
        monkeypatch.setattr(arrow_pieces, "ROWS", size // 20 + 1)
        assert built(path, tmp_path / f"{size}.nlpx").path.read_bytes() == whole.path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_workers_make_the_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "FEW", 0)
    monkeypatch.setattr(ranges, "BYTES", 2**19)
    path = tmp_path / name
    write(DOCUMENTS * 3000, path)
    found = [built(path, tmp_path / f"{n}.nlpx", workers=n).path.read_bytes() for n in (0, 1, 2)]
    assert found[0] == found[1] == found[2]


def test_a_folder_and_an_archive_are_indexed_as_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        write(DOCUMENTS[number::3], folder / f"{number}.conllu")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    expected = contents(index_of(opened(folder), tmp_path / "growing"))
    assert contents(built(folder, tmp_path / "a.nlpx")) == expected
    zipped = tmp_path / "all.zip"
    assert contents(built(zipped, tmp_path / "b.nlpx")) == contents(index_of(opened(zipped), tmp_path / "g2"))


ODD = [
    Document("a"),
    Document.from_sents([], "empty"),
    Document.from_sents([[("a\nb", None), ("c\0d", "NN"), ("\ud800", None)]], "", {"none": None, "yes": True}),
    Document.from_sents([[("x", None)]], "late", {"late": {"a": [1, 2.5, "é"]}, "stars": 5}),
    Document.from_sents([[("x", None)]], "text", {"stars": "5", "none": 0}),
]


def test_documents_of_all_kinds_are_held(tmp_path: Path) -> None:
    documents = [document for document in ODD if document.annotation is not None]
    whole = contents(build_of_documents(documents, tmp_path / "a.nlpx"))
    assert whole["ids"] == [document.id for document in documents]
    assert whole["columns"]["form"] == [form for document in documents for form in document.annotated.forms]
    assert whole["metadata"] == [dict(document.metadata) for document in documents]
    for pieces_of in (1, 2, 4):
        assert contents(index_of(documents, tmp_path / f"g{pieces_of}", pieces_of)) == whole


def test_an_empty_corpus_has_an_index(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    index = built(tmp_path / "none.jsonl", tmp_path / "a.nlpx")
    assert (index.tokens, index.documents, index.document_ids([])) == (0, 0, [])  # type: ignore[arg-type]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_corpus_that_is_not_tokenized_says_so_in_one_line(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "FEW", 0)
    (tmp_path / "texts.jsonl").write_text('{"id": "d1", "text": "Dogs bark."}\n')
    with pytest.raises(InputError, match=r"d1.*not tokenized") as raised:
        built(tmp_path / "texts.jsonl", tmp_path / "a.nlpx", workers=workers)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "a.nlpx").exists()


def test_a_file_that_is_broken_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.conllu").write_text("1\tDogs\n")
    with pytest.raises(InputError, match=r"broken\.conllu:1") as raised:
        built(tmp_path / "broken.conllu", tmp_path / "a.nlpx")
    assert "\n" not in str(raised.value)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "format", ["conllu", *(pytest.param(name, marks=pytest.mark.slow) for name in ("parquet", "slash"))]
)
def test_an_index_that_grows_equals_one_made_anew(format: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.{format}" for number in range(4)]
    for number, file in enumerate(files):
        documents = DOCUMENTS[number::4]
        if number == 3:  # a key that comes late
            documents = [Document(d.id, d.text, {"late": "x"}, d.annotation) for d in documents]
        write(documents, file)
    for count in (1, 2, 4):
        grown = built(files[:count], tmp_path / "grown.nlpx")
    anew = built(files, tmp_path / "anew.nlpx")
    assert contents(grown) == contents(anew)
    assert grown.sources == anew.sources


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "format", ["conllu", *(pytest.param(name, marks=pytest.mark.slow) for name in ("parquet", "jsonl", "slash"))]
)
def test_an_index_is_gone_on_with_wherever_it_was_interrupted(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"out.{format}"
    write(DOCUMENTS, path)
    whole = built(path, tmp_path / "whole.nlpx").path.read_bytes()
    monkeypatch.setattr(building, "SECONDS", -1.0)  # a mark after each piece
    out = tmp_path / "a.nlpx"
    add = growing.GrowingIndex.add
    for dies_at in (1, 2, 4, 7):
        left = [dies_at]

        def dying(self: growing.GrowingIndex, piece: pieces.IndexPiece, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                self.flags.add(b"torn")  # what is after the mark is of no meaning
                raise KeyboardInterrupt
            add(self, piece)

        with monkeypatch.context() as patched:
            patched.setattr(growing.GrowingIndex, "add", dying)
            try:
                built(path, out)
            except KeyboardInterrupt:
                assert not out.exists()
        assert built(path, out).path.read_bytes() == whole
        assert not (tmp_path / ".a.nlpx.growing").exists()
        out.unlink()


def test_an_index_is_made_again_when_its_corpus_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "out.conllu"
    write(DOCUMENTS[:2], path)
    assert built(path, tmp_path / "a.nlpx").documents == 2
    path.unlink()
    write(DOCUMENTS, path)
    assert contents(built(path, tmp_path / "a.nlpx")) == contents(index_of(opened(path), tmp_path / "g"))


def test_an_index_of_files_that_have_changed_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, out = tmp_path / "out.conllu", tmp_path / "a.nlpx"
    write(DOCUMENTS[:2], path)
    built(path, out)
    assert len(nlpmap.open(str(out))) == 2
    assert caplog.messages == []
    path.unlink()
    assert len(nlpmap.open(str(out))) == 2
    assert caplog.messages == []  # an index is enough by itself
    write(DOCUMENTS, path)
    assert len(nlpmap.open(str(out))) == 2
    assert caplog.messages == [f"{out}: {path} changed since; nlpmap index makes it again"]


def test_an_index_beside_a_corpus_that_has_changed_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "out.conllu"
    write(DOCUMENTS[:2], path)
    built(path, tmp_path / "out.conllu.nlpx")
    path.unlink()
    write(DOCUMENTS, path)
    assert nlpmap.open(str(path)).explored.documents == len(DOCUMENTS)
    assert CorpusIndex(tmp_path / "out.conllu.nlpx").documents == len(DOCUMENTS)


def test_an_index_of_another_version_is_made_again_or_told(tmp_path: Path) -> None:
    path, out = tmp_path / "out.conllu", tmp_path / "a.nlpx"
    write(DOCUMENTS, path)
    whole = built(path, out).path.read_bytes()
    out.write_bytes(whole.replace(b'"version": 1,', b'"version": 0,'))
    with pytest.raises(InputError, match="version 0"):
        CorpusIndex(out)
    assert built(path, out).path.read_bytes() == whole


def test_an_index_holds_no_more_tokens_than_it_can_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "MOST_TOKENS", 20)
    with pytest.raises(InputError, match="at most 20 tokens"):
        build_of_documents(DOCUMENTS, tmp_path / "a.nlpx")
    assert list(tmp_path.iterdir()) == []


def test_a_packed_file_is_read_as_it_is(tmp_path: Path) -> None:
    write(DOCUMENTS, tmp_path / "a.conllu")
    packed = tmp_path / "b.conllu.gz"
    packed.write_bytes(gzip.compress((tmp_path / "a.conllu").read_bytes()))
    assert contents(built(packed, tmp_path / "b.nlpx")) == contents(built(tmp_path / "a.conllu", tmp_path / "a.nlpx"))


def test_an_index_is_gone_on_with_after_its_process_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "out.conllu", tmp_path / "a.nlpx"
    write(DOCUMENTS * 3, path)
    whole = built(path, tmp_path / "whole.nlpx").path.read_bytes()
    command = [sys.executable, "-m", "tests.explore.killed_build", str(path), str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(4):
            assert process.stdout.readline() == "ready\n"
            process.stdin.write("\n")
            process.stdin.flush()
        process.kill()
    marked = growing.mark_of(tmp_path / ".a.nlpx.growing")
    assert marked is not None
    assert marked["done"] >= 2
    assert not out.exists()
    with monkeypatch.context() as patched:
        patched.setattr(ranges, "BYTES", 300)  # as in the process
        added: list[pieces.IndexPiece] = []
        add = growing.GrowingIndex.add

        def noted(self: growing.GrowingIndex, piece: pieces.IndexPiece) -> None:
            added.append(piece)
            add(self, piece)

        patched.setattr(growing.GrowingIndex, "add", noted)
        parts = sum(len(list(ranges.ranges_of(section))) for section in nlpmap.open(str(path)).sections)
        assert built(path, out).path.read_bytes() == whole
        assert len(added) == parts - marked["done"]


def test_an_index_that_was_begun_with_other_ranges_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "out.conllu", tmp_path / "a.nlpx"
    write(DOCUMENTS, path)
    whole = built(path, tmp_path / "whole.nlpx").path.read_bytes()
    monkeypatch.setattr(building, "SECONDS", -1.0)
    with monkeypatch.context() as patched:
        patched.setattr(ranges, "BYTES", 1)
        patched.setattr(building, "finish", lambda *_: [][1])  # fails
        with pytest.raises(IndexError):
            built(path, out)
    assert built(path, out).path.read_bytes() == whole
