"""What an interrupt finds done is kept; bytes, failures and ledger are then those of an undisturbed job."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, Summary, annotate_files, status, verify
from nlpmap.jobs.output import committing
from nlpmap.jobs.records import ledger

HERE = Options(workers=0, on_error="quarantine", part_characters=400, part_documents=15)
DOCUMENTS = 75
FilesOf = Callable[[Path], dict[str, bytes]]
OUTPUTS = {
    "a file": ("out.conllu", None),
    "gz": ("out.conllu.gz", None),
    "zst": ("out.slash.zst", None),
    "a table": ("out.tsv", None),
    "parquet": ("out.parquet", None),
    "a directory": ("out/", None),
    "shards": ("out/", 3),
}


class Stop(BaseException):
    """What ends a job in the middle, as Ctrl-C does."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of one document, of none, of many, and some records that are broken."""
    folder = tmp_path_factory.mktemp("corpus")
    for number in range(25):
        (folder / f"{number:02}.txt").write_text(f"Dog {number} barks. Cats don't." * (number % 3), "utf-8")
    lines = [json.dumps({"text": f"Line {number} is a line."}) for number in range(50)]
    lines[7] = lines[30] = lines[31] = "{"
    (folder / "10-long.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def run_until(corpus: Path, out: Path, shards: int | None, last: int, resume: bool) -> None:
    """Do a job until so many documents are done, or to its end."""

    def report(summary: Summary) -> None:
        if summary.documents + summary.failed >= last:
            raise Stop

    with suppress(Stop):
        annotate_files("tokenize", corpus, out, replace(HERE, shards=shards, resume=resume), report=report)


def parts_of(out: Path) -> list[Mapping[str, Any]]:
    """Return what a ledger says of its parts, but for the time that they took."""
    lines = beside_output(out).ledger.read_bytes().splitlines()[1:]
    return [{key: entry for key, entry in json.loads(line).items() if key != "seconds"} for line in lines]


def errors_of(out: Path) -> bytes:
    return beside_output(out).ledger.with_suffix(".errors.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("name", "shards"),
    [
        pytest.param(*output, id=kind, marks=[] if kind == "a file" else [pytest.mark.slow])
        for kind, output in OUTPUTS.items()
    ],
)
@given(stops=st.lists(st.integers(1, DOCUMENTS - 1), min_size=1, max_size=4, unique=True).map(sorted))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_interrupted_anywhere_and_resumed_all_is_as_if_undisturbed(
    name: str, shards: int | None, stops: list[int], corpus: Path, tmp_path_factory: pytest.TempPathFactory,
    files_of: FilesOf,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("outputs")
    whole, out = folder / "whole" / name, folder / name
    run_until(corpus, whole, shards, DOCUMENTS + 1, resume=False)
    for number, last in enumerate(stops):
        run_until(corpus, out, shards, last, resume=number > 0)
        found = status(out)
        assert (found.state, found.documents + found.failed) == ("interrupted", max(stops[: number + 1]))
    run_until(corpus, out, shards, DOCUMENTS + 1, resume=True)
    assert files_of(out) == files_of(whole)
    assert errors_of(out) == errors_of(whole)
    assert parts_of(out) == parts_of(whole)
    assert verify(out).differences == ()
    assert not list(folder.rglob("*.partial"))


@pytest.mark.parametrize("name", ["out.conllu", "out.conllu.gz", "out/"])
@pytest.mark.parametrize("place", ["_go_to", "_count", "_end_part"])
def test_an_interrupt_while_a_document_is_counted_keeps_the_parts_before_it(
    name: str, place: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_of: FilesOf
) -> None:
    whole, out = tmp_path / "whole" / name, tmp_path / name
    run_until(corpus, whole, None, DOCUMENTS + 1, resume=False)
    done = getattr(committing.OutputWriter, place)
    calls: list[object] = []

    def interrupted(self: committing.OutputWriter, *arguments: Any, **named: Any) -> None:
        calls.append(None)
        if len(calls) == (3 if place == "_end_part" else 50):
            raise Stop
        done(self, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(committing.OutputWriter, place, interrupted)
        run_until(corpus, out, None, DOCUMENTS + 1, resume=False)
    assert 0 < status(out).documents < 50
    run_until(corpus, out, None, DOCUMENTS + 1, resume=True)
    assert files_of(out) == files_of(whole)
    assert errors_of(out) == errors_of(whole)
    assert parts_of(out) == parts_of(whole)


def test_a_part_that_was_not_full_is_begun_anew_where_the_process_that_filled_it_was_killed(
    corpus: Path, tmp_path: Path, files_of: FilesOf
) -> None:
    whole, out = tmp_path / "whole.conllu.gz", tmp_path / "out.conllu.gz"
    run_until(corpus, whole, None, DOCUMENTS + 1, resume=False)
    run_until(corpus, out, None, 40, resume=False)
    path = beside_output(out).ledger
    found = ledger.read(path)
    assert found is not None
    assert found.last.unfilled
    path.write_bytes(path.read_bytes()[: found.kept])  # as when it has been taken up, and nothing was done since
    run_until(corpus, out, None, DOCUMENTS + 1, resume=True)
    assert out.read_bytes() == whole.read_bytes()
    assert parts_of(out) == parts_of(whole)
