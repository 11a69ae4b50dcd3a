"""The page on recovery is a test: each row breaks a job, and goes on as it says, to the bytes of a whole one."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from nlpmap.files.locks import locked
from nlpmap.jobs import Options, Summary, verify
from nlpmap.jobs.output import committing
from nlpmap.testing.loopback_ssh import SSHD, server_in
from tests.campaigns.disk import Fault
from tests.campaigns.test_crash_points import Inline
from tests.docs.blocks import DOCS, rows_of
from tests.docs.broken_jobs import GONE, CommandJob, Job

pytestmark = pytest.mark.filterwarnings(  # who crashes closes nothing
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
PAGE = (DOCS / "how-it-works/recovery.md").read_text("utf-8")
ROWS = {row[0]: row[1:] for row in rows_of(PAGE, "what happens")[1:]}
Mend = Callable[[], object]
Break = Callable[[Job], tuple[str, Mend]]  # how the command ends, and what mends it
BROKEN_LINE = "{\n"


def nothing() -> None:
    """Mend nothing."""


def unreadable(job: Job) -> tuple[str, Mend]:
    job.write("y", ["y 0 barks."], BROKEN_LINE)
    return job.run(), lambda: job.write("y", ["y 0 barks.", "y 1 barks."])


def set_aside(job: Job) -> tuple[str, Mend]:
    job.options = replace(job.options, on_error="quarantine")
    return unreadable(job)


def with_word(word: str, mended: str) -> Break:
    """Return what runs a job over a document that its tokenizer is broken by, and mends that."""

    def run(job: Job) -> tuple[str, Mend]:
        job.write("y", ["y 0 barks.", word])
        return job.run(), lambda: job.write("y", ["y 0 barks.", mended])

    return run


def worker_killed(job: Job) -> tuple[str, Mend]:
    job.write("y", ["y 0 barks.", "ONCE"])
    (job.folder / "armed").touch()
    return job.run(), nothing


def host_lost(job: Job) -> tuple[str, Mend]:
    """Run a job on a host and on this machine, and end all that serves the host once documents are done."""
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("needs OpenSSH's server and client")
    folder = job.folder / "host"
    folder.mkdir()
    server = server_in(folder)
    job.write("x", [f"x {number} barks." for number in range(3000)])
    job.options = replace(job.options, workers=None, specs=[server.spec(), "popen"], part_documents=100)
    lost: list[int] = []

    def lose(summary: Summary) -> None:
        if not lost:
            serving = psutil.Process(int((folder / "pid").read_text()))
            for process in [*serving.children(recursive=True), serving]:
                lost.append(process.pid)
                process.kill()

    job.monkeypatch.setattr(job, "reported", lose)
    with server.serving():
        ended = job.run()
    assert len(lost) > 1, "no worker was there"
    job.options = replace(job.options, specs=None, workers=0)
    return ended, nothing


def by_signal(number: signal.Signals) -> Break:
    def run(job: Job) -> tuple[str, Mend]:
        assert isinstance(job, CommandJob)
        job.write("x", ["barks " * (Options().part_characters // 5), "x 1 barks."])  # the first is a part
        job.write("y", ["y 0 barks.", "HOLD"])
        return job.signalled(number), nothing

    return run


def by_disk(fault: Fault, flag: str = "") -> Break:
    """Return what has the disk fail in the middle of all changes that a run makes, and leave the output that was."""

    def run(job: Job) -> tuple[str, Mend]:
        number = changes_of(job, flag)
        before = job.out.read_bytes() if flag else b""
        outcome = job.broken(replace(fault, point=number // 2), flag)
        assert not flag or job.out.read_bytes() == before
        return outcome, nothing

    return run


def changes_of(job: Job, flag: str = "") -> int:
    """Return how many changes a run makes in another place, where all that it needs is done before."""
    there, job.outputs = job.outputs, job.folder / "counted"
    job.outputs.mkdir()
    prepare(job, flag)
    number = job.points(flag)
    job.outputs = there
    prepare(job, flag)
    return number


def prepare(job: Job, flag: str) -> None:
    """Do what a run with a flag finds done: an output to replace, or failures to try again."""
    if flag == "--force":
        job.write("x", ["An older text."])
        assert job.run() == "ends with 0"
        job.write("x", ["x 0 barks.", "x 1 barks.", "x 2 barks."])
    elif flag:
        job.options = replace(job.options, on_error="quarantine")
        job.write("y", ["y 0 barks."], BROKEN_LINE)
        assert job.run() == "ends with 3"
        job.write("y", ["y 0 barks.", "y 1 barks."])


def torn_ledger(job: Job) -> tuple[str, Mend]:
    outcome, _ = by_disk(Fault("kill", 0))(job)
    job.ledger.write_bytes(job.ledger.read_bytes()[:-20])
    return outcome, nothing


def two_jobs(job: Job) -> tuple[str, Mend]:
    by_disk(Fault("kill", 0))(job)
    lock = locked(str(job.out))
    lock.__enter__()
    return job.run("--resume"), lambda: lock.__exit__(None, None, None)


def input_changed(job: Job) -> tuple[str, Mend]:
    by_disk(Fault("kill", 0))(job)
    job.write("x", ["Another text."])
    return job.run("--resume"), nothing


def output_cut(job: Job) -> tuple[str, Mend]:
    outcome = job.run()
    os.truncate(job.out, 100)
    assert any(job.out_name in difference for difference in verify(job.out).differences)
    return outcome, nothing


def no_ledger(job: Job) -> tuple[str, Mend]:
    outcome = job.run()
    job.ledger.unlink()
    return outcome, nothing


FULL = Fault("error", 0, code=errno.ENOSPC)
BREAKS: dict[str, Break] = {
    "a document can't be read": unreadable,
    "a document can't be read, with `--on-error quarantine`": set_aside,
    "a document is slower than `--timeout`, in quarantine": with_word("SLOW", "fast"),
    "a document kills its worker each time, in quarantine": with_word("DEADLY", "harmless"),
    "a worker is killed": worker_killed,
    "a host is lost, and another has workers": host_lost,
    "Ctrl-C": by_signal(signal.SIGINT),
    "SIGTERM, as when a machine shuts down": by_signal(signal.SIGTERM),
    "the job is killed (`kill -9`)": by_signal(signal.SIGKILL),
    "the job is killed at a change of a file": by_disk(Fault("kill", 0)),
    "the machine loses power": by_disk(Fault("power", 0, seed=1)),
    "the disk is full": by_disk(FULL),
    "the disk breaks, and refuses everything": by_disk(Fault("errors", 0, code=errno.EIO)),
    "the ledger's last line is torn": torn_ledger,
    "the job is killed while `--force` replaces an output": by_disk(Fault("kill", 0), "--force"),
    "the disk is full while `--force` replaces an output": by_disk(FULL, "--force"),
    "`nlpmap retry` is killed": by_disk(Fault("kill", 0), "nlpmap retry OUT"),
    "another job is at work on the same output": two_jobs,
    "an input changes between a job and its `--resume`": input_changed,
    "the output is cut short by something else": output_cut,
    "the ledger is deleted": no_ledger,
}
COMMANDS: dict[str, tuple[str, ...]] = {  # of real processes, and their flags
    "a document is slower than `--timeout`, in quarantine": ("--on-error", "quarantine", "--timeout", "3"),
    "a document kills its worker each time, in quarantine": ("--on-error", "quarantine"),
    "a worker is killed": (),
    "Ctrl-C": (),
    "SIGTERM, as when a machine shuts down": (),
    "the job is killed (`kill -9`)": (),
}


SLOW = {*COMMANDS, "a host is lost, and another has workers"}


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "ThreadPoolExecutor", Inline)


def go_on(job: Job, said: str, mend: Mend) -> None:
    """Do what the page says goes on: all but its last words is what a person does."""
    mend()
    [*_, flag] = said.replace("`", "").split(", ")
    if flag != "nothing":
        assert job.run(flag) == "ends with 0"


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=[pytest.mark.slow] if what in SLOW else []) for what in ROWS]
)
def test_a_row_happens_as_it_is_told(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says, state, next_step, _ = ROWS[what]
    job = CommandJob(tmp_path, monkeypatch, *COMMANDS[what]) if what in COMMANDS else Job(tmp_path, monkeypatch)
    ends, mend = BREAKS[what](job)
    assert (ends, job.status()) == (says, state)
    go_on(job, next_step, mend)
    whole = tmp_path / "whole" / job.out_name
    assert job.run(out=whole) == "ends with 0"
    assert job.out.read_bytes() == whole.read_bytes()
    assert verify(job.out).differences == ()
    assert job.status() == "done"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["kill", "power", "error"])
@pytest.mark.parametrize("flag", ["", "--force", "nlpmap retry OUT"])
def test_at_each_change_of_a_file_it_is_so(
    kind: str, flag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that was broken off before its first part is done has nothing to resume, and one at its end is done."""
    counted = tmp_path / "counted"
    counted.mkdir()
    for point in range(changes_of(Job(counted, monkeypatch), flag)):
        folder = tmp_path / str(point)
        folder.mkdir()
        job = Job(folder, monkeypatch)
        prepare(job, flag)
        job.broken(Fault(kind, point, code=errno.ENOSPC, seed=point), flag)  # type: ignore[arg-type]
        resumed = {"interrupted": "--resume", "no job": ""}.get(job.status(), flag or "--resume")
        assert job.run(resumed) == "ends with 0"
        assert job.run(out=folder / "whole" / job.out_name) == "ends with 0"
        assert job.out.read_bytes() == (folder / "whole" / job.out_name).read_bytes()


def test_every_row_is_broken_somehow() -> None:
    assert list(ROWS) == list(BREAKS)
    assert {says for says, *_ in ROWS.values()} >= {GONE, "ends with 0", "ends with 1", "ends with 3"}
