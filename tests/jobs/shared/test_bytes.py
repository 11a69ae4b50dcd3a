"""The outputs of all parts, one after the other, are the bytes of one undisturbed job."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlpmap import Reading
from nlpmap.jobs import Options, annotate_files, part_numbers, verify, work, work_on
from nlpmap.jobs.shared import working
from nlpmap.jobs.shared.planning import planned
from nlpmap.jobs.shared.stores.store import Store, store_at

from .conftest import Whole

Joined = Callable[[Path], bytes]


@pytest.mark.parametrize("format", ["conllu", pytest.param("slash", marks=pytest.mark.slow)])
def test_parts_of_a_mixed_corpus_are_the_whole(
    format: str, mixed: Path, tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    out = tmp_path / "out"
    summary = annotate_files("tokenize", mixed, out, Options(parts=300, workers=0, format=format))
    assert joined(out) == whole(mixed, format)
    assert summary.parts == (len(part_numbers(out)), len(part_numbers(out)))
    assert len(part_numbers(out)) > 8
    assert verify(out).differences == ()


@pytest.mark.slow
@pytest.mark.parametrize("format", ["conllu", "slash", "vertical", "jsonl"])
@given(size=st.integers(150, 9000))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_of_any_size_are_the_whole(
    format: str, size: int, mixed: Path, tmp_path_factory: pytest.TempPathFactory, whole: Whole, joined: Joined
) -> None:
    out = tmp_path_factory.mktemp("out")
    annotate_files("tokenize", mixed, out, Options(parts=size, workers=0, format=format))
    assert joined(out) == whole(mixed, format)


@pytest.mark.parametrize("split", ["paragraph", "line"])
def test_texts_that_are_split_are_the_whole(
    split: str, tmp_path: Path, whole: Whole, joined: Joined
) -> None:  # fmt: skip
    text = tmp_path / "text.txt"
    text.write_text("\n\n".join(f"Dog {number} barks.\n\n\nCats sleep." for number in range(30)), "utf-8")
    out, reading = tmp_path / "out", Reading(split=split)  # type: ignore[arg-type]
    annotate_files("tokenize", text, out, Options(parts=200, workers=0, reading=reading))
    assert len(part_numbers(out)) > 3
    assert joined(out) == whole(text, reading=reading)


def test_what_begins_a_document_without_tokens_stands_before_the_next_part_s(
    tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    """In CoNLL-U, such a document is only the head of the one after it, which another part may have."""
    for number, text in enumerate(["Dogs bark.", "", " ", "Cats sleep.", "", ""]):
        (tmp_path / "in" / f"{number}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number}.txt").write_text(text, "utf-8")
    out = tmp_path / "out"
    annotate_files("tokenize", tmp_path / "in", out, Options(parts=1, workers=0))
    assert len(part_numbers(out)) == 3
    assert joined(out) == whole(tmp_path / "in")


def test_each_part_by_itself_as_an_engine_does_it(mixed: Path, tmp_path: Path, whole: Whole, joined: Joined) -> None:
    out = tmp_path / "out"
    plan_only(mixed, out)
    done = [work_on(out, number, workers=0) for number in reversed(part_numbers(out))]
    assert work_on(out, 0, workers=0) == done[-1]
    assert joined(out) == whole(mixed)
    assert work(out, workers=0).note.startswith("nothing to do")


def plan_only(inputs: Path, out: Path, **options: object) -> None:
    """Plan a job, and do nothing of it."""
    chosen = Options(**{"parts": 1500, "workers": 0, **options})  # type: ignore[arg-type]
    planned(store_at(out), "tokenize", [str(inputs)], chosen)


@pytest.mark.parametrize("broken", [False, True])
def test_parts_of_a_file_that_is_read_by_blocks_are_the_whole(
    broken: bool, tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    lines = [json.dumps({"text": f"Line {number} is long. " * (number % 7)}) for number in range(2600)]
    if broken:
        lines[700], lines[1500] = "{", ""
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "long.jsonl").write_text("\n".join(lines), "utf-8")
    (inputs / "z.txt").write_text("Dogs bark.", "utf-8")
    out = tmp_path / "out"
    annotate_files("tokenize", inputs, out, Options(parts="50KB", workers=0, on_error="quarantine"))
    assert len(part_numbers(out)) > 3
    assert joined(out) == whole(inputs, on_error="quarantine")


class Counting:
    """A store that counts what it is asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.requests: Counter[str] = Counter()

    def __str__(self) -> str:
        return str(self.store)

    def __getattr__(self, name: str) -> object:
        self.requests[name] += 1
        return getattr(self.store, name)


@pytest.mark.parametrize("parts", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_part_takes_few_requests(parts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.txt").write_text("Dogs bark.\n" * parts, "utf-8")
    out = tmp_path / "out"
    plan_only(tmp_path / "in.txt", out, parts=11, reading=Reading(split="line"))
    assert len(part_numbers(out)) == parts
    store = Counting(store_at(out))
    monkeypatch.setattr(working, "store_at", lambda out: store)
    assert work(out, workers=0).parts == (parts, parts)
    del store.requests["staging"]  # which is local
    assert sum(store.requests.values()) <= 4 * parts, store.requests
