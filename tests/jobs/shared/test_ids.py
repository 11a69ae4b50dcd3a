"""Sentences that bring ids are told apart over all parts of a job, as they are in one file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlpmap.annotate.recipe import Recipe
from nlpmap.jobs import Options, RetryOptions, annotate_files, part_numbers, retry, work_on
from nlpmap.jobs.shared.planning import planned
from nlpmap.jobs.shared.stores.store import store_at

from .conftest import Whole

Joined = Callable[[Path], bytes]
SENTENCE = "# sent_id = {}\n# text = Yes\n1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\t_\n\n"


def treebank(path: Path, documents: Sequence[Sequence[str]], word: str = "Yes") -> Path:
    lines = [f"# newdoc id = d{number}\n" + "".join(map(SENTENCE.format, ids)) for number, ids in enumerate(documents)]
    path.write_text("".join(lines).replace("Yes", word), "utf-8")
    return path


def numbered(count: int) -> list[list[str]]:
    return [[f"d{number}-{sentence}" for sentence in (1, 2, 1)] for number in range(count)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two treebanks whose documents and sentences have the same ids, and texts whose ids they also bring."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        treebank(folder / f"{name}.conllu", numbered(30))
    treebank(folder / "c.conllu", [["t.txt-1", "t.txt#2-1", "z.txt-1", "d1-1#2", "rows#2-1"], ["rows.jsonl#3-1"]])
    (folder / "a.txt").write_text("Dogs bark. Cats sleep.", "utf-8")
    (folder / "rows.jsonl").write_text('{"text": "Dogs bark."}\n' * 40, "utf-8")
    treebank(folder / "s.conllu", [["rows.jsonl#3-1", "rows.jsonl#3-7", "rows.jsonl#3-1#2", "a.txt-2"]])
    for name in ("t", "z"):
        (folder / f"{name}.txt").write_text("Dogs bark. Cats sleep.", "utf-8")
    return folder


def ids_of(content: bytes) -> list[str]:
    return [line for line in content.decode().splitlines() if line.startswith("# sent_id")]


@pytest.mark.parametrize("size", ["1KB", pytest.param("3KB", marks=pytest.mark.slow)])
def test_parts_of_two_treebanks_are_the_whole(
    size: str, corpus: Path, tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    out = tmp_path / "out"
    planned(store_at(out), "tokenize", [str(corpus)], Options(parts=size))
    assert len(part_numbers(out)) > 3
    for number in reversed(part_numbers(out)):
        work_on(out, number, workers=0)
    assert joined(out) == whole(corpus)
    ids = ids_of(joined(out))
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@given(
    banks=st.lists(
        st.lists(st.sampled_from(["a", "a#2", "a#3", "a-1", "b.txt-1", "b.txt#2-1", "b.txt-1#2"]), min_size=1),
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ids_of_any_treebanks_and_texts_are_those_of_the_whole(
    banks: list[list[str]], tmp_path_factory: pytest.TempPathFactory, whole: Whole, joined: Joined
) -> None:
    folder = tmp_path_factory.mktemp("banks")
    for number, ids in enumerate(banks):
        treebank(folder / f"{'abc'[number % 3]}{number}.conllu", [[name] for name in ids])
    (folder / "b.txt").write_text("Dogs bark. Cats sleep.", "utf-8")
    out = tmp_path_factory.mktemp("out") / "out"
    annotate_files("tokenize", folder, out, Options(parts="100", workers=0))
    assert joined(out) == whole(folder)
    ids = ids_of(joined(out))
    assert len(ids) == len(set(ids))


class Picky:
    """A tagger that does not know one word."""

    known = False

    def tag(self, words: list[str]) -> list[str]:
        if "No" in words and not Picky.known:
            raise ValueError("No")
        return ["X"] * len(words)


def test_documents_that_fail_keep_their_ids_in_all_parts(
    tmp_path: Path, joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, names = tmp_path / "in", [["s1"], ["s1", "s2"], ["s1#2"]]
    folder.mkdir()
    for name, word in ("a", "No"), ("b", "Yes"), ("c", "No"), ("d", "Yes"):
        treebank(folder / f"{name}.conllu", names, word)
    options = Options(Recipe(tagger=Picky()), on_error="quarantine", workers=0)
    annotate_files("tag", folder, tmp_path / "whole.conllu", options)
    annotate_files("tag", folder, tmp_path / "out", options, parts="100")
    assert len(part_numbers(tmp_path / "out")) > 3
    assert joined(tmp_path / "out") == (tmp_path / "whole.conllu").read_bytes()
    monkeypatch.setattr(Picky, "known", True)
    annotate_files("tag", folder, tmp_path / "right.conllu", options)
    for out in ("whole.conllu", "out"):
        retry(tmp_path / out, RetryOptions(workers=0, objects={"tagger": Picky()}))
    assert (tmp_path / "whole.conllu").read_bytes() == (tmp_path / "right.conllu").read_bytes()
    assert joined(tmp_path / "out") == (tmp_path / "right.conllu").read_bytes()


def test_a_plan_that_another_was_faster_than_leaves_no_ids(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    planned(store_at(out), "tokenize", [str(corpus)], Options(parts="1KB"))
    planned(store_at(out), "tokenize", [str(corpus)], Options(parts="2KB", force=True, lease=0.0))
    [folder] = (out / ".nlpmap").glob("ids-*/*0.json")
    assert json.loads(folder.read_bytes()) == {"seen": [], "next_numbers": {}}
