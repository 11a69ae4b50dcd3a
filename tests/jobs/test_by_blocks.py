"""Read by blocks or by documents, a file of JSON lines comes to the same bytes, failures and parts."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import Source
from nlpmap.corpus.reading import blocks
from nlpmap.corpus.reading.located import START, Located
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError
from nlpmap.jobs import Options, Summary, annotate_files, annotating, by_blocks

HERE = Options(workers=0, on_error="quarantine", part_characters=60, part_documents=7)
GOOD = [
    '{"text": "Dogs bark. Cats do not."}',
    '{"id": "one", "text": "It rains."}',
    '{"id": 7, "text": "Don\'t stay.", "year": 1999}',
    '{"text": "An end.", "user": {"name": "Ada"}}',
    '{"text": "\\u2028 odd \\ud83d\\ude00 signs\\n\\n here", "metadata": {"a": [1]}}',
    '{"text": "Dogs bark.", "tokens": ["Dogs", "bark", "."], "sentence": [1, 1, 1], "start": [0, 5, 9], '
    '"end": [4, 9, 10]}',
]
ODD = ["{", '{"a": 1}', "", " ", '{"text": ""}', '{"text": null}', '{"text": 5}', '"a text"', "[1]", '{"text": "a", ',
       '{"text": "a", "text": "b"}', "\u00a0", '{"text": "\\ud800 lone"}', '{"id": "one", "text": "   "}', "\udcff",
       '{"text": "ends"}\r', "\ufeff{}"]  # fmt: skip
TEXTS = [
    "Dogs bark. Cats do not.",
    "“It” rains.",
    "Été à Paris.",
    "¿Qué? Sí.",
    "一 二 三。",
    "Don't stay.",
    "\U0001f600 ok",
]
ODD_TEXTS = [
    "",
    " ",
    "  indented",
    "\u00a0",
    "\u2003x",
    "\u3000",
    "\x85",
    "\ufeffmarked",
    "ends\r",
    "\udcff",
    "a\x0bb\x1cc",
]
LINES = st.lists(st.sampled_from(GOOD), min_size=1, max_size=30).flatmap(
    lambda lines: st.lists(st.tuples(st.integers(0, 40), st.sampled_from(ODD)), max_size=3).map(
        lambda odd: with_odd(lines, odd)
    )
)
law = settings(
    max_examples=settings().max_examples // 3,  # each is two jobs or three
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def with_odd(lines: Sequence[str], odd: Sequence[tuple[int, str]]) -> list[str]:
    mixed = list(lines)
    for place, line in odd:
        mixed.insert(place, line)
    return mixed


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SIZE", 128)
    monkeypatch.setattr(blocks, "FEWEST", 1)


def written(folder: Path, lines: Sequence[str], end: str = "\n", name: str = "a.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    content = "\n".join(lines) + end
    (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    return folder


def files_of(folder: Path) -> dict[str, Any]:
    """Return what a job wrote, without what differs each time: seconds, and when the input was written."""
    found: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        found[path.name] = (
            re.sub(rb'"seconds":[^,}]*', b"", content).split(b"\n", 1)[1:] if "ledger" in path.name else content
        )
    return found


def outcome_of(corpus: Path, out: Path, by: bool, **options: Any) -> dict[str, Any]:
    """Return what a job writes, by blocks or not."""
    with pytest.MonkeyPatch.context() as patch:
        if not by:
            patch.setattr(annotating, "takes_blocks", lambda *given: False)
        out.parent.mkdir()
        with suppress(InputError):
            annotate_files("tokenize", corpus, out, replace(HERE, **options))
    return files_of(out.parent)


@law
@given(lines=LINES, name=st.sampled_from(["out.conllu.gz", "out.jsonl", "out.slash"]), end=st.sampled_from(["\n", ""]))
def test_blocks_and_documents_come_to_the_same(
    lines: list[str], name: str, end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("job")
    corpus = written(folder / "corpus", lines, end)
    (corpus / "b.txt").write_text("A text beside them.", "utf-8")
    found = outcome_of(corpus, folder / "blocks" / name, by=True)
    expected = outcome_of(corpus, folder / "documents" / name, by=False)
    assert found == expected


@law
@given(
    lines=st.lists(st.sampled_from([*TEXTS * 4, *ODD_TEXTS]), min_size=1, max_size=40),
    name=st.sampled_from(["out.conllu.gz", "out.slash"]),
    end=st.sampled_from(["\n", "", "\r\n"]),
)
def test_lines_of_text_come_to_the_same(
    lines: list[str], name: str, end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, reading = tmp_path_factory.mktemp("job"), nlpmap.Reading(split="line")
    corpus = written(folder / "corpus", lines, end, "a.txt")
    (corpus / "b.txt").write_text("A text beside them.", "utf-8")
    found = outcome_of(corpus, folder / "blocks" / name, by=True, reading=reading)
    expected = outcome_of(corpus, folder / "documents" / name, by=False, reading=reading)
    assert found == expected


@pytest.mark.parametrize("space", [chr(code) for code in range(0x110000) if chr(code).isspace() or code == 0xFEFF])
def test_no_line_that_may_be_blank_is_in_a_block(space: str) -> None:
    assert not blocks.are_lines_of_text(f"Yes.\n{space}\nNo.\n".encode(), 3)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="\ufeff"), min_size=1))
def test_lines_of_any_script_are_in_blocks(text: str) -> None:
    assert blocks.are_lines_of_text(f"{text}\n".encode(), 1)


def test_texts_of_a_line_go_by_blocks(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus", TEXTS * 20, name="a.txt")
    source = Source(LocalFile(corpus / "a.txt"), "a.txt", "txt")
    reading = nlpmap.Reading(split="line")
    assert blocks.comes_in_blocks(source, 10**6, reading)
    assert not blocks.comes_in_blocks(source, 10**6, nlpmap.Reading())
    [*_, last] = blocks.blocks_of(source, reading, START)
    assert last.end.record == 20 * len(TEXTS) + 1


@law
@given(lines=LINES, place=st.integers(0, 40), by=st.tuples(st.booleans(), st.booleans()))
def test_interrupted_and_resumed_they_come_to_the_same(
    lines: list[str], place: int, by: tuple[bool, bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("job")
    corpus = written(folder / "corpus", lines)

    class Stop(BaseException):
        pass

    def report(summary: Summary) -> None:
        if summary.documents + summary.failed > place:
            raise Stop

    out = folder / "cut" / "out.conllu.gz"
    out.parent.mkdir()
    for step, is_by_blocks in enumerate(by):
        with pytest.MonkeyPatch.context() as patch:
            if not is_by_blocks:
                patch.setattr(annotating, "takes_blocks", lambda *given: False)
            with suppress(Stop):
                annotate_files(
                    "tokenize",
                    corpus,
                    out,
                    replace(HERE, resume=step > 0),
                    report=report if not step else lambda _: None,
                )
    expected = outcome_of(corpus, folder / "whole" / "out.conllu.gz", by=True)
    assert out.read_bytes() == expected["out.conllu.gz"]


@given(lines=LINES, skipped=st.integers(0, 40))
def test_blocks_end_at_the_same_places_wherever_reading_begins(
    lines: list[str], skipped: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(tmp_path_factory.mktemp("a"), lines) / "a.jsonl"
    source, reading = Source(LocalFile(path), "a.jsonl", "jsonl"), nlpmap.Reading()
    records = list(documents_with_positions(source, reading))
    ends = [block.end for block in blocks.blocks_of(source, reading, START)]
    assert {*ends} <= {found.end for found in records}
    assert all(blocks.ends_block(found.start, found.end) == (found.end in ends[:-1]) for found in records if ends and
               found.end.offset < ends[-1].offset)  # fmt: skip
    start = records[skipped % len(records)].start if records else START
    later = [block.end for block in blocks.blocks_of(source, reading, start)]
    assert [end for end in later if end in ends] == [end for end in ends if end.offset > start.offset]


def test_most_of_a_corpus_goes_by_blocks_and_the_rest_of_a_bad_file_by_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[type] = []

    def counted(self: by_blocks.Pieces, pieces: Iterator[Any]) -> Iterator[Any]:
        for piece in until_stopped(self, pieces):
            kinds.append(type(piece[1]))
            yield piece

    until_stopped = by_blocks.Pieces.until_stopped
    monkeypatch.setattr(by_blocks.Pieces, "until_stopped", counted)
    corpus = written(tmp_path / "corpus", [GOOD[0]] * 100)
    annotate_files("tokenize", corpus, tmp_path / "good.conllu", HERE)
    assert {*kinds} == {blocks.Block}
    kinds.clear()
    corpus = written(tmp_path / "bad", [*GOOD[:2], '{"a": 1}'] * 300)
    summary = annotate_files("tokenize", corpus, tmp_path / "bad.conllu", HERE)
    assert 3 <= kinds.count(blocks.Block) < 200 < kinds.count(Located)
    assert (summary.documents, summary.failed) == (600, 300)


class Deadly:
    """A tokenizer that ends its process at one word."""

    def tokenize(self, text: str) -> list[str]:
        if "poison" in text:
            os._exit(9)
        return text.split()


@pytest.mark.slow
def test_a_document_that_kills_its_worker_is_the_only_one_that_fails(tmp_path: Path) -> None:
    rows = [{"text": f"Text {number}" + " poison" * (number == 30)} for number in range(60)]
    corpus = written(tmp_path / "corpus", list(map(json.dumps, rows)))
    options = replace(HERE, workers=2, recipe=nlpmap.Recipe(tokenizer=Deadly()))
    summary = annotate_files("tokenize", corpus, tmp_path / "out.slash", options)
    assert (summary.documents, summary.failed) == (59, 1)
    [failure] = (tmp_path / "out.slash.errors.jsonl").read_text("utf-8").splitlines()
    assert json.loads(failure)["id"] == "a.jsonl#31"
    texts = (tmp_path / "out.slash").read_text("utf-8")
    assert re.findall(r"Text (\d+)", texts) == [str(number) for number in range(60) if number != 30]
