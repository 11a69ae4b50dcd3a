"""Folders and files that change under a job, another job on its output, and clocks that go back: a line, and no mix."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError
from nlpmap.jobs import Options, RetryOptions, Summary, annotate_files, retry, status, verify

JOB = Options(workers=0, part_documents=2)
FORCE, ON = replace(JOB, force=True), replace(JOB, resume=True)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.jsonl").write_text(f'{{"text": "{name} barks."}}\n' * 5, "utf-8")
    return folder


def grown(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"text": "More."}\n')


def cut(path: Path) -> None:
    os.truncate(path, 20)


def replaced(path: Path) -> None:
    new = path.with_suffix(".new")
    new.write_text('{"text": "x barks."}\n' * 5)
    new.replace(path)


@pytest.mark.parametrize("change", [grown, cut, replaced])
@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("name", ["out.conllu", "out/"])
@pytest.mark.parametrize("options", [JOB, FORCE])
def test_an_input_that_changes_while_it_is_read_ends_the_job_in_a_line(
    change: Callable[[Path], None], after: int, name: str, options: Options, texts: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out, whole = f"{tmp_path}/{name}", f"{tmp_path}/whole/{name}"
    if options.force:
        annotate_files("tokenize", texts, out, JOB)

    def read(source: Any, *given: Any) -> Iterator[Any]:
        for number, found in enumerate(chain([None], documents_with_positions(source, *given))):
            if number == after and source.name == "b.jsonl":
                change(texts / "b.jsonl")
            if found is not None:
                yield found

    with monkeypatch.context() as patched:
        patched.setattr("nlpmap.jobs.outcomes.documents_with_positions", read)
        with pytest.raises(InputError, match=r"b\.jsonl") as caught:
            annotate_files("tokenize", texts, out, options)
    assert "\n" not in str(caught.value)
    if options.force:
        assert verify(out).differences == ()
    if change is cut:
        (texts / "b.jsonl").write_text("")
    annotate_files("tokenize", texts, out, FORCE)
    annotate_files("tokenize", texts, whole, JOB)
    assert content_of(Path(out)) == content_of(Path(whole))
    assert verify(out).differences == ()


def content_of(out: Path) -> list[bytes]:
    return [path.read_bytes() for path in (sorted(out.iterdir()) if out.is_dir() else [out])]


@pytest.mark.parametrize("name", ["out.conllu", "out.parquet", "out/"])
@pytest.mark.parametrize("options", [JOB, FORCE])
def test_a_folder_that_is_removed_midway_ends_the_job_in_a_line(
    name: str, options: Options, texts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    if options.force:
        annotate_files("tokenize", texts, f"{folder}/{name}", JOB)

    def report(summary: Summary) -> None:
        if summary.documents == 5:
            shutil.rmtree(folder, ignore_errors=True)

    with pytest.raises(InputError, match=r"can't be written|is gone|can't be synced") as caught:
        annotate_files("tokenize", texts, f"{folder}/{name}", options, report=report)
    assert "\n" not in str(caught.value)
    shutil.rmtree(folder, ignore_errors=True)
    annotate_files("tokenize", texts, f"{folder}/{name}", JOB)
    assert verify(f"{folder}/{name}").differences == ()


@pytest.mark.parametrize("run", [JOB, FORCE, ON, retry])
def test_a_folder_that_may_not_be_written_is_told_in_a_line(
    run: Any, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.conllu"
    if run in (FORCE, retry):
        annotate_files("tokenize", texts, out, JOB)
    before = sorted(path.name for path in tmp_path.iterdir())
    real = os.open

    def opened(path: Any, flags: int, *given: Any, **named: Any) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR) and str(path).startswith(str(tmp_path)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return real(path, flags, *given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", opened)
        with pytest.raises(InputError, match=r"can't be written \(Read-only file system\)") as caught:
            annotate_files("tokenize", texts, out, run) if isinstance(run, Options) else run(out)
        assert "\n" not in str(caught.value)
        if before != ["texts"]:
            assert (status(out).state, verify(out).differences) == ("done", ())
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("options", [JOB, FORCE])
def test_of_jobs_that_begin_at_once_on_one_output_one_is_done(options: Options, texts: Path, tmp_path: Path) -> None:
    out, said, barrier = tmp_path / "out.conllu", [], Barrier(4)
    if options.force:
        annotate_files("tokenize", texts, out, JOB)

    def run(number: int) -> None:
        barrier.wait()
        try:
            annotate_files("tokenize", texts / f"{'abca'[number]}.jsonl", out, options)
        except InputError as error:
            said.append(str(error))

    threads = [Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) < 4
    assert all("another nlpmap is at work" in line or " exists; add " in line for line in said), said
    assert verify(out).differences == ()


def test_retry_and_force_of_a_job_at_work_are_refused(texts: Path, tmp_path: Path) -> None:
    out, said = tmp_path / "out.conllu", []
    annotate_files("tokenize", texts, out, JOB)

    def report(summary: Summary) -> None:
        others: list[Callable[[], object]] = [
            lambda: retry(out, workers=0),
            lambda: annotate_files("tokenize", texts, out, FORCE),
        ]
        for other in others:
            with pytest.raises(InputError, match="another nlpmap is at work on it"):
                other()
            said.append(status(out).state)

    annotate_files("tokenize", texts, out, FORCE, report=report)
    assert set(said) == {"at work"}
    assert verify(out).differences == ()


def test_a_clock_that_goes_back_changes_nothing(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", iter(range(10**9, 0, -86400)).__next__)
    monkeypatch.setattr(time, "time_ns", iter(range(10**18, 0, -(10**12))).__next__)
    out = tmp_path / "out.conllu"
    for options in (JOB, FORCE):
        assert annotate_files("tokenize", texts, out, options).seconds > 0
    assert retry(out, RetryOptions(workers=0)).seconds >= 0
    assert verify(out).differences == ()
    for path in texts.iterdir():
        os.utime(path, (2**32, 2**32))
    assert annotate_files("tokenize", texts, out, FORCE).documents == 15


def test_nothing_is_said_to_be_kept_where_the_folder_is_gone(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "gone" / "out"
    out.parent.mkdir()

    def remove(summary: Summary) -> None:
        while summary.documents == 7 and out.parent.exists():
            shutil.rmtree(out.parent, ignore_errors=True)  # a file of the job's may be renamed meanwhile

    with pytest.raises(InputError, match="can't be written") as told:
        annotate_files("tokenize", texts, f"{out}/", JOB, report=remove)
    assert not hasattr(told.value, "kept") or told.value.kept is None
    assert annotate_files("tokenize", texts, f"{out}/", replace(JOB, resume=True)).documents == 15
