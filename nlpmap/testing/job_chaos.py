"""A job while it and its workers are disturbed, resumed as often as it takes, compared with an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from ..errors import InputError
from ..files.names import LOCK, PROGRESS, beside, beside_output
from ..remote.components import Task
from ..remote.serving.processes.descendants import children_of, mark_within, processes_marked
from .disturbances import KINDS, Disturber, Kind, checked_kinds
from .report import ChaosReport, is_unexpected

MOST_ATTEMPTS = 30  # of one job, after which it is left undisturbed
SECONDS = 600.0  # without progress, after which a job counts as one that hangs
SECONDS_TO_END = 30.0  # that what a killed job leaves gets to end
# the job's own process: it cuts a pipe for each line of its input
JOB = """
import json, random, sys, threading
from nlpmap.jobs import Options, annotate_files
from nlpmap.testing.disturbances import Disturber

def obey():
    disturber = Disturber(random.Random(0))
    for line in sys.stdin:
        disturber.cut()

task, inputs, out, options = json.loads(sys.argv[1])
threading.Thread(target=obey, daemon=True).start()
done = annotate_files(task, inputs, out, Options(**options, resume=True))
print(json.dumps([done.documents, done.failed, done.empty]))
"""


@dataclass(frozen=True, slots=True)
class Job:
    """What is run: a task over inputs, to an output."""

    task: Task
    inputs: list[str]
    options: Mapping[str, object]
    out: Path

    def start(self, mark: str) -> subprocess.Popen[str]:
        """Start the job, or resume it; what it says is kept in files, so that it need not wait for who reads it."""
        given = json.dumps([self.task, self.inputs, str(self.out), {"on_error": "quarantine", **self.options}])
        with self.said(".said").open("w") as said, self.said(".complained").open("w") as complained:
            return subprocess.Popen(
                [sys.executable, "-c", JOB, given],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=complained,
                text=True,
                env=mark_within(mark, dict(os.environ)),
                start_new_session=True,
            )

    def end(self, process: subprocess.Popen[str], seconds: float | None = None) -> tuple[str, str]:
        """Wait for the job's end; return what it said and what it complained of; raises `TimeoutExpired`."""
        process.communicate(timeout=seconds)
        return self.said(".said").read_text(), self.said(".complained").read_text()

    def said(self, suffix: str) -> Path:
        return beside(self.out.parent, suffix)

    def content(self) -> dict[str, bytes]:
        """Return what the job wrote: its output, and the documents that failed."""
        files = [path for path in self.out.parent.rglob("*") if path.is_file()]
        ledger = beside_output(self.out).ledger
        kept = [path for path in files if path != ledger and path.suffix not in (LOCK, PROGRESS)]
        return {str(path.relative_to(self.out.parent)): path.read_bytes() for path in kept}

    def progress(self) -> int:
        """Return how far the job is: the size of its ledger."""
        try:
            return beside_output(self.out).ledger.stat().st_size
        except OSError:
            return 0


def chaos_job(
    task: Task,
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    out: str = "out.conllu",
    options: Mapping[str, object] | None = None,
    minutes: float = 0.0,
    kinds: Sequence[Kind] = KINDS,
    seed: int = 0,
) -> ChaosReport:
    """Return what a job finds that is disturbed and resumed, again and again until the minutes are over; once at least.

    The job and its workers are killed, stopped for a while, slowed and cut off, and its disk is full for a while. Its
    output, and its quarantine, are compared byte by byte with those of an undisturbed job. ``options`` are plain ones
    of `nlpmap.jobs.Options`; small ``part_characters`` make more points at which a job is resumed. When to disturb is
    drawn from the seed, and is counted in parts that are done.

    >>> from nlpmap import corpora
    >>> options = {"limit": 3, "workers": 0}
    >>> print(chaos_job("tag", corpora.path("sample"), kinds=["kill"], options=options))  # doctest: +ELLIPSIS
    1 rounds of 3 items in all, disturbed ... times...: nothing found
    """
    paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else inputs
    given = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - links stay as they are
    report, order, wanted = ChaosReport(), random.Random(seed), checked_kinds(kinds)
    deadline = monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory(prefix="nlpmap-chaos-") as folder:
        first = Job(task, given, options or {}, Path(folder) / "undisturbed" / out)
        first.out.parent.mkdir()
        counts = undisturbed(first)
        while report.rounds == 0 or (monotonic() < deadline and not report.is_full):
            job = Job(task, given, first.options, Path(folder) / f"{report.rounds}" / out)
            job.out.parent.mkdir()
            disturbed_job(job, first.content(), counts, wanted, order, report)
            shutil.rmtree(job.out.parent)
    return report


def undisturbed(job: Job) -> list[int]:
    """Run a job; return how many documents it wrote, how many failed, and how many are empty."""
    said, complaint = job.end(process := job.start(new_mark()))
    if process.returncode != 0:
        raise InputError(f"the job fails undisturbed:\n{complaint.strip()}")
    counts: list[int] = json.loads(said)
    return counts


def disturbed_job(
    job: Job,
    expected: dict[str, bytes],
    counts: list[int],
    kinds: Sequence[Kind],
    order: random.Random,
    report: ChaosReport,
) -> None:
    """Run a job until it is done, disturbing it, and note what differs."""
    said = ""
    for attempt in range(MOST_ATTEMPTS + 1):
        said, is_done = attempted(job, kinds if attempt < MOST_ATTEMPTS else [], order, report)
        if is_done:
            break
    else:
        report.found(f"round {report.rounds}: never done: {said.strip()[-500:]}")
    if said.startswith("[") and json.loads(said) != counts:
        report.found(f"round {report.rounds}: counts {said.strip()}, not {counts}")
    content = job.content()
    for name in sorted(expected.keys() | content.keys()):
        if expected.get(name) != content.get(name):
            report.found(f"round {report.rounds}: {name} differs ({size(content, name)}, not {size(expected, name)})")
    report.rounds += 1
    report.items += counts[0] + counts[1]


def attempted(job: Job, kinds: Sequence[Kind], order: random.Random, report: ChaosReport) -> tuple[str, bool]:
    """Start or resume a job, and disturb it; return what it said, and whether it is done."""
    mark = new_mark()
    process = job.start(mark)
    disturber = Disturber(order)
    for _ in range(order.randint(1, 4) if kinds else 0):
        if not progressed(job, process, order.randrange(3), report):
            break
        kind = order.choice(kinds)
        if disturb_job(kind, process, job, disturber):
            report.disturbances[kind] += 1
    disturber.settle()
    try:
        said, complaint = job.end(process, SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        said, complaint = job.end(process)
        report.found(f"round {report.rounds}: no end within {SECONDS:g} s")
    if is_unexpected(complaint):
        report.found(f"round {report.rounds}: {complaint.strip()[-1000:]}")
    deadline = monotonic() + SECONDS_TO_END
    while (left := processes_marked(mark)) and monotonic() < deadline:
        sleep(0.02)
    if left:
        report.found(f"round {report.rounds}: {len(left)} processes are left of a job that ended")
    return (said if process.returncode == 0 else complaint), process.returncode == 0


def progressed(job: Job, process: subprocess.Popen[str], parts: int, report: ChaosReport) -> bool:
    """Wait until so many more parts are done; return whether the job is still at work."""
    deadline = monotonic() + SECONDS
    for _ in range(parts):
        before = job.progress()
        while job.progress() == before and process.poll() is None:
            if monotonic() > deadline:
                report.found(f"round {report.rounds}: no progress within {SECONDS:g} s")
                return False
            sleep(0.005)
    return process.poll() is None


def disturb_job(kind: Kind, process: subprocess.Popen[str], job: Job, disturber: Disturber) -> bool:
    """Disturb a job or one of its workers; return whether it could be done."""
    pid = disturber.order.choice([process.pid, *children_of(process.pid)])
    if kind == "kill":
        disturber.kill(pid)
    elif kind == "stop":
        disturber.stop(pid)
    elif kind == "slow":
        disturber.slow(pid)
    elif kind == "cut":
        return cut_job(process)
    else:
        return fill_disk(process.pid, job, disturber.order)
    return True


def cut_job(process: subprocess.Popen[str]) -> bool:
    assert process.stdin is not None
    try:
        process.stdin.write("cut\n")
        process.stdin.flush()
    except OSError:
        return False
    return True


def fill_disk(pid: int, job: Job, order: random.Random) -> bool:
    """Let a process write no file longer than a little more than the output is, where the system can."""
    try:
        import resource

        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        largest = max((len(content) for content in job.content().values()), default=0)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + order.randrange(20_000), hard))
    except (ImportError, AttributeError, OSError, ValueError):
        return False
    return True


def size(content: dict[str, bytes], name: str) -> str:
    return f"{len(content[name]):,} bytes" if name in content else "not there"


def new_mark() -> str:
    return f"{uuid.uuid4().hex}."
