"""Files of documents are valid as wholes: no comments without a sentence, no two sentences of the same name."""

from __future__ import annotations

import gzip
import io
import json
from itertools import product
from pathlib import Path

import pytest
from udtools.state import State
from udtools.validator import Validator

import nlpmap
from nlpmap import Document
from nlpmap.corpus.inputs.source import MOST_FREE
from nlpmap.errors import InputError
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry
from nlpmap.jobs.output import joining

HERE = Options(workers=0)
SMALL = Options(workers=0, part_documents=1)


CONLLU = "# newdoc\n1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n"
VALIDATOR = Validator(lang="ud", level=1, output=io.StringIO())  # which reads what it knows of all languages


def incidents(path: Path) -> list[str]:
    """List what the validator of Universal Dependencies says of a file: level 1, without syntax."""
    state = State()
    VALIDATOR.validate_file_handle(io.StringIO(path.read_text("utf-8"), newline="\n"), state)
    VALIDATOR.validate_end(state)
    return [f"{incident.testid} in line {incident.lineno}" for incident in state.error_tracker]


def rows(path: Path, texts: list[str | None]) -> Path:
    path.write_text("".join(json.dumps({"id": f"d{n}", "text": text}) + "\n" for n, text in enumerate(texts)), "utf-8")
    return path


def treebank(path: Path, *ids: str) -> Path:
    lines = "# sent_id = {}\n# text = Yes\n1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n"
    path.write_text("".join(map(lines.format, ids)), "utf-8")
    return path


def ids_in(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line.removeprefix("# sent_id = ") for line in lines if line.startswith("# sent_id")]


@pytest.mark.parametrize("texts", [*product(["Dogs bark.", "", None, " \n"], repeat=3)])
def test_every_place_of_documents_without_tokens_makes_valid_conllu(
    tmp_path: Path, texts: tuple[str | None, ...]
) -> None:
    given, out = rows(tmp_path / "in.jsonl", list(texts)), tmp_path / "out.conllu"
    summary = annotate_files("tag", given, out, SMALL)
    assert incidents(out) == []
    full = [number for number, text in enumerate(texts) if text and text.strip()]
    kept = [f"d{number}" for number in range(full[-1] + 1)] if full else []
    assert [document.id for document in nlpmap.read(out)] == kept
    assert summary.empty == len(texts) - len(kept)
    assert (f"{summary.empty} document" in str(summary)) == bool(summary.empty)


def test_what_the_library_writes_is_valid_and_says_what_has_no_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out.conllu"
    nlpmap.write(nlpmap.tag(["", "Dogs bark.", "", " "], workers=0), out)
    assert incidents(out) == []
    assert len(list(nlpmap.read(out))) == 2
    assert "2 of the documents have no tokens, and conllu has no place for them" in caplog.text


@pytest.mark.parametrize(("suffix", "empty"), [("tsv", 2), ("slash", 2), ("iob", 2), ("vert", 0), ("jsonl", 0)])
def test_every_format_counts_the_documents_that_it_has_no_place_for(tmp_path: Path, suffix: str, empty: int) -> None:
    given = rows(tmp_path / "in.jsonl", ["", "Dogs bark.", None])
    assert annotate_files("tag", given, tmp_path / f"out.{suffix}", HERE).empty == empty


@pytest.mark.parametrize(("repaired", "empty"), [("", 3), ("Cats.", 1)])
def test_what_is_retried_at_the_end_of_a_file_keeps_it_valid(tmp_path: Path, repaired: str, empty: int) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.conllu"
    lines = '{"id": "a", "text": "Dogs."}\n{"id": "b", "text": ""}\n%s\n{"id": "c", "text": null}\n'
    given.write_text(lines % "{")
    summary = annotate_files("tag", given, out, Options(workers=0, part_documents=1, on_error="quarantine"))
    assert (summary.documents, summary.failed, summary.empty) == (3, 1, 2)
    assert incidents(out) == []
    given.write_text(lines % json.dumps({"id": "r", "text": repaired}))
    summary = retry(out, RetryOptions(workers=0))
    assert (summary.documents, summary.failed, summary.empty) == (4, 0, empty)
    assert incidents(out) == []


def test_what_is_retried_is_told_from_all_that_the_file_has(tmp_path: Path) -> None:
    given, bank, out = (
        tmp_path / "in.jsonl",
        treebank(tmp_path / "y.conllu", "in.jsonl#1-1", "r-1"),
        tmp_path / "o.conllu",
    )
    given.write_text("{\n")
    annotate_files("tag", [given, bank], out, Options(workers=0, on_error="quarantine"))
    given.write_text('{"id": "r", "text": "Cats."}\n')
    retry(out, RetryOptions(workers=0))
    assert len({*ids_in(out)}) == 3
    assert incidents(out) == []


@pytest.mark.parametrize("stop", range(1, 6))
def test_an_interrupted_job_ends_as_one_that_was_not(tmp_path: Path, stop: int) -> None:
    given = rows(tmp_path / "a.jsonl", ["Dogs bark.", "", None, "Cats sleep.", "", "", "Yes."])
    one, two = treebank(tmp_path / "b.conllu", "s1", "s2", "s1"), treebank(tmp_path / "c.conllu", "s1", "s1#2", "s3")
    whole, out = tmp_path / "whole.conllu.gz", tmp_path / "out.conllu.gz"
    annotate_files("tag", [given, one, two], whole, SMALL)

    def interrupt(summary: Summary) -> None:
        if summary.documents >= stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate_files("tag", [given, one, two], out, SMALL, report=interrupt)
    annotate_files("tag", [given, one, two], out, Options(workers=int(stop == 1), part_documents=1, resume=True))
    assert out.read_bytes() == whole.read_bytes()


def test_sentences_of_two_treebanks_are_told_apart(tmp_path: Path) -> None:
    one, two = treebank(tmp_path / "a.conllu", "s1", "s2", "s1"), treebank(tmp_path / "b.conllu", "s1", "s1#2", "s3")
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", [one, two], out, HERE)
    assert ids_in(out) == ["s1", "s2", "s1#2", "s1#3", "s1#2#2", "s3"]
    assert incidents(out) == []
    nlpmap.write([*nlpmap.read(one), *nlpmap.read(two)], tmp_path / "again.conllu")
    assert (tmp_path / "again.conllu").read_bytes() == out.read_bytes()


def test_sentences_of_a_text_and_of_a_treebank_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Yes.")
    bank = treebank(tmp_path / "y.conllu", "x.txt-1", "y")
    annotate_files("tokenize", [tmp_path / "x.txt", bank], tmp_path / "out.conllu", HERE)
    assert ids_in(tmp_path / "out.conllu") == ["x.txt-1", "x.txt-1#2", "y"]


def test_what_is_unique_keeps_its_bytes_in_a_file_of_its_own(tmp_path: Path) -> None:
    one, two = treebank(tmp_path / "a.conllu", "s1", "s2"), treebank(tmp_path / "b.conllu", "s1", "s2")
    annotate_files("tokenize", [one, two], f"{tmp_path}/out/", HERE)
    for path in (one, two):
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


def test_many_sentences_of_one_name_are_told_apart_in_no_time(tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    nlpmap.write(nlpmap.read(treebank(tmp_path / "a.conllu", *["1"] * 3000)), out)
    assert ids_in(out) == ["1", *(f"1#{number}" for number in range(2, 3001))]


def test_an_unannotated_document_without_a_text_is_written_as_json(tmp_path: Path) -> None:
    nlpmap.write([Document("a", ""), Document("b", "x")], tmp_path / "out.jsonl")
    assert [document.id for document in nlpmap.read(tmp_path / "out.jsonl")] == ["a", "b"]


@pytest.mark.parametrize("name", ["heads.conllu.gz", "empty.jsonl.gz"])
@pytest.mark.parametrize("on_error", ["stop", "quarantine"])
def test_a_packed_file_of_very_many_documents_without_tokens_is_told(
    tmp_path: Path, name: str, on_error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "BYTES_WAITING", MOST_FREE // 2000)
    unit, last = ("# newdoc\n", CONLLU) if "conllu" in name else ('{"text": ""}\n', '{"text": "Yes"}\n')
    given, out = tmp_path / name, tmp_path / "out.conllu"
    given.write_bytes(gzip.compress((unit * 2001 + last).encode()))
    with pytest.raises(InputError, match=rf"{name}:2001: more than 2,000 documents in a row have no tokens") as found:
        annotate_files("tag", given, out, workers=0, on_error=on_error)
    assert not hasattr(found.value, "kept")  # another run would come to the same
    assert annotate_files("tag", given, tmp_path / "out.jsonl", workers=0).documents == 2002  # as it advises
    given.write_bytes(gzip.compress((unit * 2000 + last).encode()))
    assert annotate_files("tag", given, out, workers=0, force=True).documents == 2001
    (tmp_path / name[:-3]).write_text(unit * 2001 + last, "utf-8")  # nor is what is not packed
    assert annotate_files("tag", tmp_path / name[:-3], out, workers=0, force=True).documents == 2002


def test_documents_that_fail_do_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "BYTES_WAITING", MOST_FREE // 2000)
    given = tmp_path / "broken.jsonl.gz"
    given.write_bytes(gzip.compress(b"{\n" * 2001 + b'{"text": "Yes"}\n'))
    summary = annotate_files("tag", given, tmp_path / "out.conllu", workers=0, on_error="quarantine")
    assert (summary.documents, summary.failed) == (1, 2001)
