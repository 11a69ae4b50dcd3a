"""What a crash leaves at the worst moments: between a file's name and the ledger's line, and in the first part."""

from __future__ import annotations

import errno
import gc
import json
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from nlpmap.annotate import Pool
from nlpmap.annotate.recipe import Recipe
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.parquet import parquet_manifest
from nlpmap.corpus.reading.located import START, Flaw, Located, Position
from nlpmap.corpus.reading.reading import Reading
from nlpmap.errors import InputError
from nlpmap.files import durable
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry, status, verify
from nlpmap.jobs.outcomes import LONGEST_RUN, MOST_KEPT, outcomes, records_from
from nlpmap.jobs.output import committing, parquet_files
from nlpmap.jobs.records import ledger

HERE = Options(workers=0, part_characters=300)
ON = replace(HERE, resume=True)
QUARANTINE = replace(HERE, on_error="quarantine")
FilesOf = Callable[[Path], dict[str, bytes]]
Interrupt = Callable[[Path, Path | str, int, Options], None]
Write = Callable[[ledger.Ledger, bytes], None]


class Crash(BaseException):
    """What nothing can clear away after, as after ``kill -9``."""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Twenty short files, and one of many parts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"Dog {number} barks. Cats don't.", "utf-8")
    lines = (json.dumps({"text": f"Line {number} is a line."}) + "\n" for number in range(100))
    (folder / "10-long.jsonl").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], AbstractContextManager[object]]:
    """A job that crashes in the middle of a commit: its files have their names, its ledger has no line of it."""

    def crash(parts: int) -> AbstractContextManager[object]:
        context = monkeypatch.context()
        patched = context.__enter__()
        written: list[bytes] = []

        def add(self: ledger.Ledger, lines: bytes) -> None:
            if len(written) > parts:
                raise Crash
            written.append(lines)
            os.write(self.file.fileno(), lines)

        patched.setattr(ledger.Ledger, "add", add)
        patched.setattr(committing.OutputWriter, "stop", lambda self, _: self.close())
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        return context

    return crash


@pytest.mark.parametrize("name", ["out.conllu", "out.conllu.gz", "out.parquet", "out/"])
@pytest.mark.parametrize("parts", [0, 1, 5])
def test_files_that_have_their_names_and_no_line_in_the_ledger_are_done_again(
    name: str,
    parts: int,
    crashing: Callable[[int], AbstractContextManager[object]],
    texts: Path,
    tmp_path: Path,
    files_of: FilesOf,
) -> None:
    whole, out = tmp_path / "whole" / name, tmp_path / name
    annotate_files("tokenize", texts, whole, HERE)
    context = crashing(parts)
    with pytest.raises(Crash):
        annotate_files("tokenize", texts, out, HERE)
    context.__exit__(None, None, None)
    if parts or any(out.glob("*.conllu")):
        with pytest.raises(
            InputError, match=r"is not finished .*add resume=True to go on, or force=True to begin anew"
        ):
            annotate_files("tokenize", texts, out, HERE)
    annotate_files("tokenize", texts, out, ON)
    assert files_of(out) == files_of(whole)
    assert verify(out).differences == ()


def test_a_job_that_fails_in_its_first_commit_leaves_no_trace(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        if path.name.startswith("05"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(durable, "sync", full)
    with pytest.raises(InputError, match=r"05\.conllu: can't be written \(No space left on device\)"):
        annotate_files("tokenize", texts, tmp_path / "out/", HERE)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != texts] == []


def test_a_job_that_is_refused_leaves_the_ledger_as_it_was(texts: Path, tmp_path: Path) -> None:
    annotate_files("tokenize", texts, tmp_path / "out/", HERE)
    kept = tmp_path / "out.ledger"
    kept.write_bytes(kept.read_bytes().partition(b"\n")[0] + b"\n")  # as before the first part
    before = kept.read_bytes()
    with pytest.raises(InputError, match=r"is not finished \(0 documents done\): add resume=True"):
        annotate_files("tokenize", texts, tmp_path / "out/", HERE)
    assert kept.read_bytes() == before


def test_more_files_in_a_part_than_a_process_may_have_open(texts: Path, tmp_path: Path) -> None:
    for number in range(300):
        (texts / f"{number:04}.slash").write_text("A/DT\n\n", "utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    gc.collect()
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 40, hard))  # noqa: PTH208
    try:
        annotate_files("tokenize", texts, tmp_path / "out/", HERE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(list((tmp_path / "out").iterdir())) == 321


def test_failures_that_were_not_safe_are_written_down_once(texts: Path, tmp_path: Path, interrupt: Interrupt) -> None:
    (texts / "99.jsonl").write_text('{"text": "Dogs."}\n' * 60 + "{\n" + '{"text": "Dogs."}\n' * 200)
    out = tmp_path / "out.conllu"
    interrupt(texts, out, 300, QUARANTINE)
    errors = tmp_path / "out.conllu.errors.jsonl"
    known = errors.read_bytes()
    errors.write_bytes(known + b'{"id": "seen and not safe"}\n{"torn')
    annotate_files("tokenize", texts, out, replace(QUARANTINE, resume=True))
    assert errors.read_bytes() == known
    assert status(out).failed == 1


@pytest.mark.slow
def test_a_long_run_of_broken_records_is_told_before_it_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("{\n" * (500 * LONGEST_RUN) + '{"text": "Cats."}\n', "utf-8")
    read: list[int] = []

    def counted() -> Iterator[tuple[int, Located]]:
        for record in records_from(find(path), Reading(), 0, Position()):
            read.append(record[1].start.record)
            yield record

    with Pool(workers=0) as pool:
        found = outcomes(pool, "tokenize", counted(), Recipe().shared_setup("tokenize", render="slash"))
        assert next(found).error is not None
        assert len(read) < 100 * LONGEST_RUN
        assert [outcome.error is None for outcome in found] == [False] * (500 * LONGEST_RUN - 1) + [True]


def test_no_more_broken_records_are_kept_than_there_is_room_for(tmp_path: Path) -> None:
    flaw, name, read = Flaw("malformed", InputError("broken")), "d" * 2000, 0

    def broken() -> Iterator[tuple[int, Located]]:
        nonlocal read
        while read < 20_000:
            read += 1
            yield 0, Located(START, START, name, flaw=flaw)

    with Pool(workers=0) as pool:
        found = outcomes(pool, "tokenize", broken(), Recipe().shared_setup("tokenize", render="slash"))
        ahead = [read - told for told, _ in enumerate(found, start=1)]
    assert len(ahead) == 20_000
    assert max(ahead) * len(name) < 2 * MOST_KEPT


def test_a_parquet_file_tells_how_it_was_made(texts: Path, tmp_path: Path) -> None:
    summary = annotate_files("tokenize", texts, tmp_path / "out.parquet", HERE)
    manifest = parquet_manifest(tmp_path / "out.parquet")
    counts = {key: manifest[key] for key in ("documents", "sentences", "tokens")}
    assert counts == {"documents": 120, "sentences": summary.sentences, "tokens": summary.tokens}
    assert (manifest["task"], manifest["model"]["name"]) == ("tokenize", "en")
    assert set(manifest["versions"]) == {"nlpmap", "nltk", "numpy", "python"}


def test_what_is_put_into_a_parquet_file_later_is_counted_in_its_manifest(texts: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    annotate_files("tokenize", texts, whole, HERE)
    short = replace(QUARANTINE, reading=Reading(max_chars=23))
    assert annotate_files("tokenize", texts, out, short).failed == 20
    retry(out, RetryOptions(workers=0))
    assert parquet_manifest(out) == parquet_manifest(whole)
    assert out.read_bytes() == whole.read_bytes()


def test_where_there_are_no_locks_a_job_is_done_without(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    assert annotate_files("tokenize", texts, tmp_path / "out.slash", HERE).documents == 120


def test_retry_of_what_no_job_wrote_makes_no_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no job has written it"):
        retry(tmp_path / "nowhere" / "out.conllu")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["texts/out", "texts", "texts/out.conllu"])
def test_what_a_job_writes_among_its_inputs_is_not_read_when_it_is_resumed(
    out: str, texts: Path, tmp_path: Path, interrupt: Interrupt
) -> None:
    (texts / "bad.jsonl").write_text("{\n" * 3, "utf-8")
    (texts / "zz.jsonl").write_text('{"text": "Dogs bark at cats."}\n' * 100, "utf-8")

    target = tmp_path / out if out.endswith(".conllu") else f"{tmp_path / out}/"
    interrupt(texts, target, 200, QUARANTINE)
    summary = annotate_files("tokenize", texts, target, replace(QUARANTINE, resume=True))
    assert (summary.documents, summary.failed) == (220, 3)
    again = annotate_files("tokenize", texts, tmp_path / "all.slash", QUARANTINE)
    assert again.failed == 3  # the failures of the first job are no documents


def test_a_job_that_is_to_end_does_not_wait_for_a_long_parquet_file(tmp_path: Path) -> None:
    rows = tmp_path / "rows"
    rows.write_text("d1\t1\t1\tYes\t0\t3\tUH\tINTJ\t\n" * 10)
    stopping = Event()
    stopping.set()
    with pytest.raises(parquet_files.Stopped):
        parquet_files.to_parquet(rows, tmp_path / "out.parquet", {}, stopping)
