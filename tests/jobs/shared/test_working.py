"""Hosts that join: what they do, what they refuse, what ends them, and what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.jobs import Options, Summary, annotate_files, part_numbers, retry, status, verify, work
from nlpmap.jobs.shared import working
from nlpmap.jobs.shared.claims import Claim, Claims
from nlpmap.jobs.shared.planning import planned
from nlpmap.jobs.shared.stores.store import store_at

from .conftest import Whole

Joined = Callable[[Path], bytes]
HERE = Options(workers=0, parts=600, on_error="quarantine")


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder of JSON lines, of which some are broken."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in "abc":
        lines = [json.dumps({"text": f"Letter {number} is from {name}."}) for number in range(30)]
        lines[4] = "{"
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def plan_at(out: Path, inputs: Path, **options: object) -> None:
    planned(store_at(out), "tokenize", [str(inputs)], Options(**{"parts": 600, **options}))  # type: ignore[arg-type]


def test_a_command_that_is_given_again_joins_and_another_is_refused(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    annotate_files("tokenize", letters, out, HERE)
    assert annotate_files("tokenize", letters, out, HERE).note.startswith("nothing to do")
    with pytest.raises(InputError, match=r"the plan of another job: the task was 'tokenize', now 'tag'"):
        annotate_files("tag", letters, out, HERE)
    with pytest.raises(InputError, match="parts was 600, now 700"):
        annotate_files("tokenize", letters, out, HERE, parts=700)
    before = part_numbers(out)
    assert annotate_files("tokenize", letters, out, HERE, parts=2000, force=True).parts
    assert verify(out).differences == ()
    assert part_numbers(out) != before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "part-00000.conllu").touch()
    with pytest.raises(InputError, match=r"has part-00000.conllu already; .* add force=True"):
        annotate_files("tokenize", letters, tmp_path / "other", HERE)


def test_failures_are_counted_in_the_record_of_their_part_and_retried(
    letters: Path, tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    out = tmp_path / "out"
    summary = annotate_files("tokenize", letters, out, HERE)
    assert (summary.failed, status(out).failed) == (3, 3)
    assert joined(out) == whole(letters, on_error="quarantine")
    failures = [json.loads(path.read_text())["failures"] for path in sorted((out / ".nlpmap" / "done").glob("*.json"))]
    assert [one["id"] for part in failures for one in part] == ["a.jsonl#5", "b.jsonl#5", "c.jsonl#5"]
    for name in "abc":
        mended = (letters / f"{name}.jsonl").read_text("utf-8").replace("{\n", '{"text": "It is mended."}\n', 1)
        (letters / f"{name}.jsonl").write_text(mended, "utf-8")
    assert "mended" in mended
    assert retry(out, workers=0).failed == 0
    assert joined(out) == whole(letters)
    assert verify(out).differences == ()
    assert (status(out).failed, status(out).documents) == (0, 90)
    assert retry(out, workers=0).note == "nothing to retry, none failed"


def test_a_retry_that_ends_between_output_and_record_is_finished_later(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nlpmap.jobs.shared import retrying_parts

    out = tmp_path / "out"
    annotate_files("tokenize", letters, out, HERE)
    monkeypatch.setattr(retrying_parts, "settle_one", lambda *arguments: pytest.fail("killed"))
    for name in "abc":
        text = (letters / f"{name}.jsonl").read_text("utf-8").replace("{\n", '{"text": "Mended."}\n', 1)
        (letters / f"{name}.jsonl").write_text(text, "utf-8")
    with pytest.raises(pytest.fail.Exception):
        retry(out, workers=0)
    monkeypatch.undo()
    assert verify(out).differences == ()
    assert status(out).failed == 2
    assert retry(out, workers=0).failed == 0


def test_a_document_that_fails_ends_the_command_and_its_part_is_free_again(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError, match=r"jsonl:5") as caught:
        annotate_files("tokenize", letters, out, Options(workers=0, parts="1GB"))
    assert caught.value.kept.command == f"nlpmap work {out}"  # type: ignore[attr-defined]
    assert not list((out / ".nlpmap" / "claims").iterdir())
    assert not list(out.glob("part-*"))
    assert not list((out / ".nlpmap" / "staging").iterdir())


def test_an_interrupt_gives_the_part_back_and_another_goes_on(
    letters: Path, tmp_path: Path, whole: Whole, joined: Joined
) -> None:
    out = tmp_path / "out"
    plan_at(out, letters, on_error="quarantine")

    def interrupt(summary: Summary) -> None:
        if summary.documents > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        work(out, workers=0, report=interrupt)
    assert str(caught.value.kept.hint).endswith(f"kept; go on with: nlpmap work {out}")  # type: ignore[attr-defined]
    found = status(out)
    assert (found.state, found.hosts) == ("interrupted", {})
    assert f"go on with: nlpmap work {out}" in str(found)
    work(out, workers=0)
    assert status(out).state == "done"
    assert joined(out) == whole(letters, on_error="quarantine")


def test_a_part_that_another_has_done_meanwhile_ends_no_worker(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joined: Joined, whole: Whole
) -> None:
    """As where a worker was stopped for so long that what it was writing has been cleared away."""
    out = tmp_path / "out"
    plan_at(out, letters, on_error="quarantine")
    do = working.WorkingHost.do

    def late(self: working.WorkingHost, claim: Claim) -> object:
        do(self, claim)
        raise FileNotFoundError(claim.number)

    monkeypatch.setattr(working.WorkingHost, "do", late)
    assert work(out, workers=0).note.startswith("nothing to do")
    assert joined(out) == whole(letters, on_error="quarantine")


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("versions", {"nlpmap": "0.0.9"}, r"planned with nlpmap 0.0.9, and \S+ has 0.1.0: install the same"),
        ("model", {"name": "en", "hash": "0" * 64, "given": "en"}, r"with the model en \(000000000000\), and en on"),
        ("recipe", {"tokenizer": "own.Tokenizer 0123456789ab"}, r"a tokenizer of your own, own.Tokenizer: give it"),
        ("given", ["/nowhere/at/all"], r"/nowhere/at/all: no such file or directory on \S+; every host must have"),
    ],
)  # fmt: skip
def test_a_host_that_would_write_something_else_is_refused(
    entry: str, value: object, said: str, letters: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    plan_at(out, letters)
    plan = out / ".nlpmap" / "plan.json"
    plan.write_text(json.dumps({**json.loads(plan.read_text()), entry: value}))
    with pytest.raises(InputError, match=said):
        work(out, workers=0)
    assert not list(out.glob("part-*"))


def test_an_input_that_is_another_file_here_is_refused(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan_at(out, letters)
    for path in letters.iterdir():
        path.write_text('{"text": "Another."}')
    with pytest.raises(InputError, match=r"jsonl: on \S+ it is not the file that was planned, or has changed since"):
        work(out, workers=0)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"nlpmap_plan": 1, "begins": [[0]]}', b"[" * 100_000])
def test_a_plan_that_is_none_is_one_line(content: bytes, tmp_path: Path) -> None:
    plan = tmp_path / ".nlpmap" / "plan.json"
    plan.parent.mkdir()
    plan.write_bytes(content)
    for ask in (status, verify, work, retry, part_numbers):
        with pytest.raises(InputError, match=r"plan.json is not a plan of nlpmap's; move it away"):
            ask(tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"shards": 3}, "shards and parts don't go together"),
        ({"limit": 3}, "limit and parts don't go together"),
        ({"ledger": False}, "ledger=False and parts don't go together"),
        ({"parts": "many"}, "parts is a size of parts such as 64MB or 1GB, not 'many'"),
        ({"parts": "0"}, "parts is a size"),
    ],
)
def test_options_that_parts_have_no_use_for_are_refused(
    options: dict[str, object], said: str, letters: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=said):
        annotate_files("tokenize", letters, tmp_path / "out", replace(HERE, **options))  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_url_is_written_in_parts_only(letters: Path) -> None:
    with pytest.raises(InputError, match=r"is a URL, which is written in parts; add parts='64MB'"):
        annotate_files("tokenize", letters, "s3://letters/out", Options(workers=0))
    with pytest.raises(InputError, match=r"parts needs a folder or a URL that all hosts see"):
        annotate_files("tokenize", letters, None, HERE)


def test_a_job_in_a_folder_of_its_inputs_does_not_read_its_own_output(
    letters: Path, joined: Joined, whole: Whole
) -> None:
    expected = whole(letters, on_error="quarantine")
    out = letters / "out"
    annotate_files("tokenize", letters, out, HERE)
    assert annotate_files("tokenize", letters, out, HERE).note.startswith("nothing to do")
    assert joined(out) == expected


def test_workers_at_work_are_told_and_keep_a_plan_from_being_replaced(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan_at(out, letters)
    assert Claims(store_at(out), 3, 120, b'{"host": "ada"}').take()
    assert status(out).hosts == {"ada": 1}
    assert "at work: 1 part on ada" in str(status(out))
    with pytest.raises(InputError, match=r"workers on ada are at work, or were within 120 s"):
        annotate_files("tokenize", letters, out, HERE, force=True, parts=700)
