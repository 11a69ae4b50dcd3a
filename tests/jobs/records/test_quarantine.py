"""Documents that fail go to the quarantine and the others go on; tried again, they come to stand in their places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from nlpmap.annotate.recipe import Recipe
from nlpmap.errors import InputError, Kept
from nlpmap.files.names import NEXT, beside, beside_output
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry, status, verify
from nlpmap.jobs.records import ledger, quarantine

FilesOf = Callable[[Path], dict[str, bytes]]
POISON = "poison"


@dataclass
class Tokenizer:
    """Fails at poison, unless it has the antidote."""

    antidote: bool = False

    def tokenize(self, text: str) -> list[str]:
        if POISON in text and not self.antidote:
            raise ValueError("this is poison")
        return text.split()


FRAIL, IMMUNE = (
    Options(workers=0, part_characters=500, on_error="quarantine", recipe=Recipe(tokenizer=Tokenizer(able)))
    for able in (False, True)
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two files of 60 lines, of which some are poison: the first, some in a row, the last."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    bad = {0, 1, 7, 30, 31, 32, 59}
    for name in ("a.jsonl", "b.jsonl"):
        lines = (
            json.dumps({"id": f"{name}-{n}", "text": f'Line {n} is {POISON if n in bad else "fine"}, "they" say.'})
            for n in range(60)
        )
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "c.jsonl").write_text(json.dumps({"id": "c", "text": f"All {POISON}."}) + "\n")
    return folder


OUTPUTS = ["out.conllu", "out.tsv", "out.conllu.gz", "out.jsonl.zst", "out.parquet", "out/"]


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_is_tried_again_comes_to_stand_where_it_would_have(
    name: str, corpus: Path, tmp_path: Path, files_of: FilesOf
) -> None:
    whole, out = tmp_path / "whole" / name, tmp_path / name
    annotate_files("tokenize", corpus, whole, IMMUNE)
    first = annotate_files("tokenize", corpus, out, FRAIL)
    assert (first.documents, first.failed) == (106, 15)
    assert len(list(quarantine.failures(beside_output(out).errors))) == 15
    assert verify(out).differences == ()
    last = retry(out, RetryOptions(workers=0, recipe=IMMUNE.recipe))
    assert (last.documents, last.failed, last.tokens) == (121, 0, annotate_tokens(corpus, tmp_path))
    assert files_of(out) == files_of(whole)
    assert verify(out).differences == ()
    assert status(out).failed == 0
    assert not beside_output(out).errors.exists()


def annotate_tokens(corpus: Path, tmp_path: Path) -> int:
    return annotate_files("tokenize", corpus, tmp_path / "count.slash", IMMUNE).tokens


def test_what_fails_again_stays_and_can_be_tried_once_more(corpus: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, whole, IMMUNE)
    annotate_files("tokenize", corpus, out, replace(FRAIL, reading=replace(FRAIL.reading, max_chars=28)))
    assert kinds_and_attempts(out) == {("too long", 1): 14, ("ValueError", 1): 1}
    assert retry(out, RetryOptions(workers=0, max_chars=29, recipe=IMMUNE.recipe)).failed == 8
    assert kinds_and_attempts(out) == {("too long", 2): 8}
    assert retry(out, RetryOptions(workers=0, recipe=FRAIL.recipe)).failed == 8
    assert kinds_and_attempts(out) == {("ValueError", 3): 8}
    assert retry(out, RetryOptions(workers=0, recipe=IMMUNE.recipe)).failed == 0
    assert out.read_bytes() == whole.read_bytes()


def kinds_and_attempts(out: Path) -> Counter[tuple[str, int]]:
    failed = quarantine.failures(beside_output(out).errors)
    return Counter((failure.kind, failure.attempts) for failure in failed)


def test_a_failure_says_what_where_and_why(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.slash"
    annotate_files("tokenize", corpus, out, FRAIL)
    lines = (corpus / "a.jsonl").read_bytes()
    failure = list(quarantine.failures(beside_output(out).errors))[2]
    assert (failure.id, failure.file, failure.line) == ("a.jsonl-7", str(corpus / "a.jsonl"), 8)
    assert b'"a.jsonl-7"' in lines[failure.start : failure.end]
    assert lines[failure.start : failure.end].count(b"\n") == 1
    assert (failure.kind, failure.attempts) == ("ValueError", 1)
    assert "this is poison" in failure.error


def test_documents_in_are_documents_out_and_those_in_quarantine(corpus: Path, tmp_path: Path) -> None:
    (corpus / "b.jsonl").write_bytes(b'{"text": "cut off\n' + b"\xff\xfe{}\n" + (corpus / "b.jsonl").read_bytes())
    summary = annotate_files("tokenize", corpus, tmp_path / "out.jsonl", FRAIL)
    assert (summary.documents, summary.failed) == (106, 17)
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 106
    kinds = [failure.kind for failure in quarantine.failures(beside_output(tmp_path / "out.jsonl").errors)]
    assert (kinds.count("malformed"), kinds.count("undecodable"), kinds.count("ValueError")) == (1, 1, 15)


def test_without_quarantine_the_first_failure_ends_the_job_and_what_was_done_is_kept(
    corpus: Path, tmp_path: Path
) -> None:
    lines = (corpus / "a.jsonl").read_text("utf-8").splitlines(keepends=True)
    (corpus / "a.jsonl").write_text("".join(line for line in lines if POISON not in line), "utf-8")
    out = tmp_path / "out.slash"
    with pytest.raises(Exception, match=r"this is poison \(document 'b\.jsonl-0'\)") as caught:
        annotate_files("tokenize", corpus, out, replace(FRAIL, on_error="stop"))
    safe = ledger.read(beside_output(out).ledger)
    assert safe is not None
    assert safe.last.documents > 0
    assert caught.value.kept == Kept(f"{safe.last.documents} documents")  # type: ignore[attr-defined]
    assert not out.exists()


@pytest.fixture
def half_way(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, bytes]:
    """A job whose rewriting ended when its new files were whole, and none had taken its place."""
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, whole, IMMUNE)
    annotate_files("tokenize", corpus, out, FRAIL)

    def crash(paths: object, last: Path, gone: object) -> None:
        assert beside(last, NEXT).exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("nlpmap.jobs.rewriting.replace_all", crash)
        with pytest.raises(KeyboardInterrupt):
            retry(out, RetryOptions(workers=0, recipe=IMMUNE.recipe))
    return out, whole.read_bytes()


def test_a_rewriting_that_was_cut_off_is_finished_by_the_next(half_way: tuple[Path, bytes]) -> None:
    out, whole = half_way
    assert out.read_bytes() != whole
    assert retry(out, RetryOptions(workers=0, recipe=IMMUNE.recipe)).failed == 0
    assert out.read_bytes() == whole
    assert not list(out.parent.glob("*.next"))


def test_a_rewriting_whose_ledger_is_not_whole_is_forgotten(half_way: tuple[Path, bytes]) -> None:
    out, _ = half_way
    before = out.read_bytes()
    path = beside(beside_output(out).ledger, NEXT)
    path.write_bytes(path.read_bytes()[:-20])
    assert (status(out).state, status(out).failed) == ("done", 15)
    assert verify(out).differences == ()
    with pytest.raises(InputError, match="a tokenizer of your own"):
        retry(out, RetryOptions(workers=0))
    assert out.read_bytes() == before
    assert not list(out.parent.glob("*.next"))


def test_an_input_that_has_changed_is_not_searched_for_what_failed(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, out, FRAIL)
    (corpus / "b.jsonl").write_text("", "utf-8")
    with pytest.raises(InputError, match=r"b\.jsonl is not as it was, so what failed can't be found in it"):
        retry(out, RetryOptions(workers=0, recipe=IMMUNE.recipe))


def test_objects_of_ones_own_must_be_given_again(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, out, FRAIL)
    with pytest.raises(
        InputError, match=r"the job had a tokenizer of your own, Tokenizer: give it again, as objects\['tokenizer'\]"
    ):
        retry(out, RetryOptions(workers=0))
    assert retry(out, RetryOptions(workers=0, objects={"tokenizer": Tokenizer(antidote=True)})).failed == 0


def test_a_recipe_of_names_is_known_again(corpus: Path, tmp_path: Path) -> None:
    recipe = Recipe(splitter="punkt", tokenizer="regexp:[a-z ]+ .")
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, whole, Options(workers=0, part_characters=500, recipe=recipe))
    short = Options(
        workers=0,
        part_characters=500,
        recipe=recipe,
        on_error="quarantine",
        reading=replace(FRAIL.reading, max_chars=28),
    )
    assert annotate_files("tokenize", corpus, out, short).failed == 14
    assert retry(out, RetryOptions(workers=0)).failed == 0
    assert out.read_bytes() == whole.read_bytes()


def test_verifying_finds_a_changed_byte_a_lost_file_and_added_bytes(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", corpus, out, FRAIL)
    content = out.read_bytes()
    out.write_bytes(content[:700] + b"#" + content[701:])
    assert "are not those that were written" in verify(out).differences[0]
    out.write_bytes(content + b"\n")
    assert verify(out).differences == (f"{out}: there are more than the {len(content):,} bytes that were written",)
    out.unlink()
    assert verify(out).differences == (f"{out}: it is gone",)
