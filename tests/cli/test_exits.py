"""How a command ends before its time: by Ctrl-C, by a signal, by a reader that has gone; nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

SLOW = pytest.mark.slow
WAIT = 300.0  # seconds for a job to be in the middle of its work, or to end, on a busy machine


class EndlessJob:
    """A job over an endless input, with two workers, that is known by a variable of its environment."""

    def __init__(self, command: str, model: Path, folder: Path) -> None:
        self.folder = folder
        self.mark = uuid.uuid4().hex
        arguments = [command, "tag", "-", "--split", "line", "-o", "out.conllu", "-j", "2", "--model", str(model)]
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "NLPMAP_TEST": self.mark},
        )
        self.feeder = threading.Thread(target=self._feed, daemon=True)
        self.feeder.start()

    def _feed(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            while True:
                self.process.stdin.write(b"Dogs bark.\n" * 1000)

    def files(self) -> list[Path]:
        return list(self.folder.iterdir())

    def has_written(self) -> bool:
        for path in self.files():
            with suppress(FileNotFoundError):  # a ledger's next version takes its place at any moment
                if path.stat().st_size:
                    return True
        return False

    def wait_until_it_writes(self) -> None:
        deadline = time.monotonic() + WAIT
        while not self.has_written():
            assert time.monotonic() < deadline, "the job writes nothing"
            assert self.process.poll() is None, "the job has ended"
            time.sleep(0.01)

    def processes(self) -> list[psutil.Process]:
        """All processes of the job: workers have its environment."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("NLPMAP_TEST") == self.mark:
                    found.append(process)
        return found

    def ended(self) -> tuple[int, str]:
        """Wait for the end, and give the exit code and what was said."""
        assert self.process.stderr is not None
        code = self.process.wait(WAIT)
        return code, self.process.stderr.read().decode()


@pytest.fixture
def job(command: str, model: Path, tmp_path: Path) -> Iterator[EndlessJob]:
    job = EndlessJob(command, model, tmp_path)
    job.wait_until_it_writes()
    yield job
    job.process.kill()
    job.process.wait()
    job.feeder.join()
    for pipe in (job.process.stdin, job.process.stderr):
        with suppress(OSError):
            assert pipe is not None
            pipe.close()


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "nlpmap: interrupted; no file was left half-written\n"),
        (signal.SIGTERM, 143, "nlpmap: ended by SIGTERM; no file was left half-written\n"),
        pytest.param(signal.SIGHUP, 129, "nlpmap: ended by SIGHUP; no file was left half-written\n", marks=SLOW),
    ],
)
def test_a_signal_ends_the_job_and_its_workers(job: EndlessJob, number: signal.Signals, code: int, said: str) -> None:
    assert len(job.processes()) == 3
    job.process.send_signal(number)
    assert job.ended() == (code, said)
    assert job.processes() == []
    assert job.files() == []


@pytest.mark.slow
def test_workers_end_by_themselves_when_the_command_is_killed(job: EndlessJob) -> None:
    workers = [process for process in job.processes() if process.pid != job.process.pid]
    job.process.kill()
    _, alive = psutil.wait_procs(workers, timeout=WAIT)
    assert alive == []


@pytest.mark.parametrize("workers", [pytest.param("0", marks=SLOW), "2"])
def test_a_reader_that_has_gone_ends_the_command_as_sigpipe_ends_any(command: str, model: Path, workers: str) -> None:
    tag = f"{command} tag - --split line --model {model} -f slash -j {workers} -q"
    typed = f"set -o pipefail; yes Dogs bark. | {tag} | head -1; echo ${{PIPESTATUS[*]}}"
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, timeout=WAIT)
    assert done.stdout == "Dogs/NNS bark/VBP ./.\n141 141 0\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments", ["models", "tag --help", pytest.param("tag dogs.txt -j 0 -f slash -q", marks=SLOW)]
)
def test_a_short_output_whose_reader_has_gone_gives_no_traceback(command: str, dogs: Path, arguments: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    typed = [command, *arguments.split()]
    done = subprocess.run(typed, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=dogs.parent, timeout=WAIT)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


NO_BYTES = "nlpmap: standard output takes no bytes here; name a file or a directory\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tag - -j 0 <&-", "nlpmap: standard input is closed; name a file\n"),
        ("tag dogs.txt -j 0 >&-", NO_BYTES),
        ("tag dogs.txt -j 0 -f slash 2>&-", ""),
        ("count dogs.txt -j 0 -q -f tsv >&-", NO_BYTES),
        ("concordance dogs.txt '\"Dogs\"' -j 0 -q >&-", ""),
    ],
)
def test_a_closed_stream_gives_no_traceback(command: str, dogs: Path, typed: str, said: str) -> None:
    done = subprocess.run(["bash", "-c", f"{command} {typed}"], capture_output=True, text=True, cwd=dogs.parent)
    assert done.stderr == said
    assert done.returncode == (1 if said else 0)


PRINTS = """
import os

class Tagger:
    def tag(self, words):
        for number in (1, 2):
            try:
                os.write(number, b"from a library")
            except OSError:
                pass
        return [(word, "NN") for word in words]

tagger = Tagger()
"""


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_what_a_library_prints_is_in_no_file_where_a_stream_is_closed(command: str, dogs: Path, closed: str) -> None:
    (dogs.parent / "prints.py").write_text(PRINTS)
    typed = f"{command} tag dogs.txt --tagger prints:tagger -j 0 -q -o out.slash {closed} && cat out.slash*"
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, cwd=dogs.parent)
    assert done.returncode == 0
    assert "from a library" not in done.stdout.removeprefix("from a library")
    assert "Dogs/NN" in done.stdout
