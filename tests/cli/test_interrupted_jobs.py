"""A job that is told to end in the middle says how to resume it, leaves no process, and comes out as if undisturbed."""

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

DOCUMENTS, SAFE, HELD = 3000, 11, 2500  # far apart: answers come in batches
KEPT = re.compile(r"nlpmap: ([\w ]+); ([\d,]+) documents kept; go on with: (nlpmap tokenize .* --resume)\n")
WAIT = 300.0  # seconds for a job to come to where it is held, or to end, on a busy machine
TOKENIZER = """
import time
from pathlib import Path


class Words:
    def tokenize(self, text):
        if "HOLD" in text:
            Path("held").touch()
            while not Path("go").exists():
                time.sleep(0.01)
        return text.split()


words = Words()
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short documents, but one so long that a part ends with it, and one whose tokenizer waits for a file."""
    path = tmp_path_factory.mktemp("corpus") / "held.jsonl"
    words = {SAFE: f"Dogs bark.{' ' * 2_000_000}", HELD: "HOLD it."}
    lines = (json.dumps({"text": words.get(number, f"{number} cats.")}) + "\n" for number in range(1, DOCUMENTS + 1))
    path.write_text("".join(lines), "utf-8")
    return path


class Job:
    """A job with two workers, whose processes are known by a variable of their environment."""

    def __init__(self, command: str, corpus: Path, folder: Path, *options: str) -> None:
        self.folder = folder
        self.mark = uuid.uuid4().hex
        (folder / "own.py").write_text(TOKENIZER, "utf-8")
        typed = [command, "tokenize", str(corpus), "--tokenizer", "own:words", "-o", "out.slash", "-j", "2", *options]
        environment = {**os.environ, "NLPMAP_TEST": self.mark, "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(typed, stderr=subprocess.PIPE, cwd=folder, env=environment)

    def wait_until_held(self) -> None:
        """Wait until a worker has the document that is held, and the part before it is safe."""
        ledger = self.folder / "out.slash.ledger"
        deadline = time.monotonic() + WAIT
        while not (self.folder / "held").exists() or ledger.read_bytes().count(b"\n") < 2:
            assert self.process.poll() is None, self.ended()
            assert time.monotonic() < deadline, "no part is done"
            time.sleep(0.01)

    def let_go(self) -> None:
        (self.folder / "go").touch()

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("NLPMAP_TEST") == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def ended(self) -> tuple[int, str]:
        assert self.process.stderr is not None
        code = self.process.wait(WAIT)
        said = "" if self.process.stderr.closed else self.process.stderr.read().decode()
        self.process.stderr.close()
        return code, said


@pytest.fixture(scope="module")
def undisturbed(command: str, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "go").touch()
    assert Job(command, corpus, folder, "-q").ended() == (0, "")
    return (folder / "out.slash").read_bytes()


@pytest.fixture
def job(command: str, corpus: Path, tmp_path: Path) -> Iterator[Job]:
    """A job that has done its first part, and is held in its second."""
    job = Job(command, corpus, tmp_path)
    try:
        job.wait_until_held()
        yield job
    finally:
        for process in job.processes():
            process.kill()
        job.ended()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "ended by SIGTERM"),
        (signal.SIGHUP, 129, "ended by SIGHUP"),
    ],
)
def test_a_signal_ends_the_job_and_it_can_be_resumed(
    job: Job, number: signal.Signals, code: int, said: str, command: str, corpus: Path, undisturbed: bytes
) -> None:
    job.process.send_signal(number)
    ended, line = job.ended()
    found = KEPT.fullmatch(line)
    assert found is not None, line
    assert (ended, found[1]) == (code, said)
    assert SAFE <= int(found[2].replace(",", "")) < HELD
    assert job.processes() == []
    assert not (job.folder / "out.slash").exists()
    job.let_go()
    typed = found[3].replace("nlpmap", command, 1)
    again = subprocess.run(typed, shell=True, capture_output=True, text=True, cwd=job.folder)
    assert (again.returncode, again.stderr.startswith(f"tokenized {DOCUMENTS:,} documents, ")) == (0, True)
    assert (job.folder / "out.slash").read_bytes() == undisturbed
    assert sorted(path.name for path in job.folder.glob("out*")) == ["out.slash", "out.slash.ledger"]


@pytest.mark.slow
def test_killed_with_no_warning_it_can_be_resumed_and_a_worker_may_die_while_it_is(
    job: Job, command: str, corpus: Path, undisturbed: bytes
) -> None:
    job.process.kill()
    job.ended()
    (job.folder / "held").unlink()
    again = Job(command, corpus, job.folder, "--resume")
    again.wait_until_held()
    random.Random(7).choice(psutil.Process(again.process.pid).children()).kill()
    job.let_go()
    assert again.ended()[0] == 0
    assert (job.folder / "out.slash").read_bytes() == undisturbed
