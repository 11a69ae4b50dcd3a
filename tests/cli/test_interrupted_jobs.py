"""A job that is told to end in the middle says how to go on, leaves no process, and comes out as if undisturbed."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

DOCUMENTS = 8000
WAIT = 60.0  # seconds for a job to have done its first part, on a busy machine


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Text for some ten parts."""
    path = tmp_path_factory.mktemp("corpus") / "long.jsonl"
    text = "Dogs bark at the old mill. " * 90
    path.write_text("".join(json.dumps({"text": f"{n} {text}"}) + "\n" for n in range(DOCUMENTS)), "utf-8")
    return path


class Job:
    """A job with two workers, whose processes are known by a variable of their environment."""

    def __init__(self, command: str, corpus: Path, folder: Path, *options: str) -> None:
        self.folder = folder
        self.mark = uuid.uuid4().hex
        typed = [command, "tokenize", str(corpus), "-o", "out.slash", "-j", "2", *options]
        environment = {**os.environ, "NLPMAP_TEST": self.mark}
        self.process = subprocess.Popen(typed, stderr=subprocess.PIPE, cwd=folder, env=environment)

    def wait_until_parts_are_done(self, count: int) -> None:
        ledger = self.folder / "out.slash.ledger"
        deadline = time.monotonic() + WAIT
        while not ledger.exists() or ledger.read_bytes().count(b"\n") <= count:
            assert self.process.poll() is None, self.ended()
            assert time.monotonic() < deadline, "no part is done"
            time.sleep(0.01)

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("NLPMAP_TEST") == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def ended(self) -> tuple[int, str]:
        assert self.process.stderr is not None
        code = self.process.wait(60)
        said = "" if self.process.stderr.closed else self.process.stderr.read().decode()
        self.process.stderr.close()
        return code, said


@pytest.fixture(scope="module")
def undisturbed(command: str, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert Job(command, corpus, folder, "-q").ended() == (0, "")
    return (folder / "out.slash").read_bytes()


@pytest.fixture
def job(command: str, corpus: Path, tmp_path: Path) -> Iterator[Job]:
    """A job that has done some of its parts."""
    job = Job(command, corpus, tmp_path)
    try:
        job.wait_until_parts_are_done(2)
        yield job
    finally:
        for process in job.processes():
            process.kill()
        job.ended()


@pytest.mark.timeout(300)  # where the machine is busy
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "ended by SIGTERM"),
        (signal.SIGHUP, 129, "ended by SIGHUP"),
    ],
)
def test_a_signal_ends_the_job_within_3_seconds_and_it_goes_on_later(
    job: Job, number: signal.Signals, code: int, said: str, command: str, corpus: Path, undisturbed: bytes
) -> None:
    sent = time.monotonic()
    job.process.send_signal(number)
    ended, line = job.ended()
    assert time.monotonic() - sent < 3
    assert ended == code
    told = re.fullmatch(rf"nlpmap: {said}; ([\d,]+) documents kept: add --resume to go on\n", line)
    assert told
    assert 0 < int(told[1].replace(",", "")) < DOCUMENTS
    assert job.processes() == []
    assert not (job.folder / "out.slash").exists()
    again, summary = Job(command, corpus, job.folder, "--resume").ended()
    assert (again, summary.startswith(f"tokenized {DOCUMENTS:,} documents, ")) == (0, True)
    assert (job.folder / "out.slash").read_bytes() == undisturbed
    assert sorted(path.name for path in job.folder.iterdir()) == ["out.slash", "out.slash.ledger"]


@pytest.mark.timeout(300)  # where the machine is busy
def test_killed_with_no_warning_it_goes_on_and_workers_may_die_throughout(
    job: Job, command: str, corpus: Path, undisturbed: bytes
) -> None:
    order = random.Random(7)
    job.process.kill()
    job.ended()
    again = Job(command, corpus, job.folder, "--resume")
    done = (job.folder / "out.slash.ledger").read_bytes().count(b"\n") - 1
    for more in (1, 2):  # one that dies before it works would be a fault of its host
        again.wait_until_parts_are_done(done + more)
        with suppress(psutil.NoSuchProcess, IndexError):
            order.choice(psutil.Process(again.process.pid).children()).kill()
    assert again.ended()[0] == 0
    assert (job.folder / "out.slash").read_bytes() == undisturbed
