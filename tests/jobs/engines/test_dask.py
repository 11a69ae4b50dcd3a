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
from nlpmap.jobs import Options, Summary, annotate_files, verify


def started(stack: ExitStack, log: Path, *typed: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli." + typed[0], *typed[1:], "--no-dashboard"]
    process = stack.enter_context(subprocess.Popen(command, stderr=stack.enter_context(log.open("wb")), cwd=log.parent))
    stack.callback(process.terminate)
    return process


class Cluster:
    """A scheduler, and workers of it that come and go."""

    def __init__(self, stack: ExitStack, folder: Path, address: str) -> None:
        self.stack = stack
        self.folder = folder
        self.address = address
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self) -> None:
        log = self.folder / f"worker-{len(self.workers)}.log"
        typed = ("dask_worker", f"tcp://{self.address}", "--nthreads", "1", "--no-nanny")
        self.workers.append(started(self.stack, log, *typed))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    pytest.importorskip("distributed")
    from tests.processes import wait_until

    log = tmp_path / "scheduler.log"
    with ExitStack() as stack:
        started(stack, log, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        wait_until(lambda: log.exists() and re.search(rb"Scheduler at: +tcp://(\S+)", log.read_bytes()))
        found = re.search(r"Scheduler at: +tcp://(\S+)", log.read_text())
        assert found is not None, log.read_text()
        made = Cluster(stack, tmp_path, found[1])
        made.add_worker()
        made.add_worker()
        yield made


@pytest.mark.slow
@pytest.mark.engines
def test_parts_are_tasks(cluster: Cluster, tmp_path: Path) -> None:
    out, inputs = tmp_path / "out", corpora.path("sample")
    options = Options(parts="20KB", workers=0, engine=f"dask://{cluster.address}")
    assert annotate_files("tag", inputs, out, options).parts == (3, 3)
    check_whole(out, tmp_path / "whole.conllu")


@pytest.mark.slow
@pytest.mark.engines
def test_a_worker_may_be_killed_and_another_come_while_a_client_of_ones_own_has_parts_done(
    cluster: Cluster, tmp_path: Path
) -> None:
    out, inputs = tmp_path / "out", corpora.path("sample")

    def disturb(summary: Summary) -> None:
        if len(cluster.workers) == 2:
            cluster.workers[0].kill()
            cluster.add_worker()

    with pytest.importorskip("distributed").Client(f"tcp://{cluster.address}") as client:
        options = Options(parts="3KB", workers=0, engine=client)
        done = annotate_files("tag", inputs, out, options, report=disturb)
        assert client.status == "running"  # it is not nlpmap's to close
    assert done.parts is not None
    assert done.parts[0] == done.parts[1] > 9
    assert len(cluster.workers) == 3
    check_whole(out, tmp_path / "whole.conllu")


def check_whole(out: Path, whole: Path) -> None:
    """Compare parts with one undisturbed job."""
    annotate_files("tag", corpora.path("sample"), whole, Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == whole.read_bytes()
    assert verify(out).differences == ()


def test_an_engine_that_there_is_not_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, inputs = tmp_path / "out", corpora.path("sample")
    with pytest.raises(InputError, match=r"engine is dask://HOST:PORT, ray, ray://HOST:PORT or slurm, not 'spark'"):
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
