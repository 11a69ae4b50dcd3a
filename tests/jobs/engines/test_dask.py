"""A real scheduler of Dask's and its workers do the parts of a job: the bytes of one undisturbed job."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.errors import HostError, InputError
from nlpmap.jobs import Options, annotate_files, verify


def started(stack: ExitStack, log: Path, *typed: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli." + typed[0], *typed[1:], "--no-dashboard"]
    process = stack.enter_context(subprocess.Popen(command, stderr=stack.enter_context(log.open("wb")), cwd=log.parent))
    stack.callback(process.terminate)
    return process


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    pytest.importorskip("distributed")
    from tests.processes import wait_until

    log = tmp_path / "scheduler.log"
    with ExitStack() as stack:
        started(stack, log, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        wait_until(lambda: log.exists() and re.search(rb"Scheduler at: +tcp://(\S+)", log.read_bytes()))
        found = re.search(r"Scheduler at: +tcp://(\S+)", log.read_text())
        assert found is not None, log.read_text()
        for number in range(2):
            typed = ("dask_worker", f"tcp://{found[1]}", "--nthreads", "1", "--no-nanny")
            started(stack, tmp_path / f"worker-{number}.log", *typed)
        yield found[1]


@pytest.mark.slow
@pytest.mark.engines
def test_parts_are_tasks(scheduler: str, tmp_path: Path) -> None:
    out, inputs = tmp_path / "out", corpora.path("sample")
    options = Options(parts="20KB", workers=0, engine=f"dask://{scheduler}")
    assert annotate_files("tag", inputs, out, options).parts == (3, 3)
    annotate_files("tag", inputs, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()


def test_an_engine_that_there_is_not_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, inputs = tmp_path / "out", corpora.path("sample")
    with pytest.raises(InputError, match=r"engine is dask://HOST:PORT, not 'spark'"):
        annotate_files("tag", inputs, out, Options(parts="20KB", engine="spark"))
    with pytest.raises(InputError, match=r"engine does the parts of a job; add parts='64MB'"):
        annotate_files("tag", inputs, out, Options(engine="dask://127.0.0.1:1"))


@pytest.mark.slow
@pytest.mark.engines
def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dask = pytest.importorskip("nlpmap.jobs.engines.dask")
    pytest.importorskip("distributed")
    monkeypatch.setattr(dask, "SECONDS", 1)
    with pytest.raises(HostError, match=r"^tcp://127.0.0.1:1: no Dask scheduler answers"):
        annotate_files(
            "tag", corpora.path("sample"), tmp_path / "out", Options(parts="20KB", engine="dask://127.0.0.1:1")
        )
