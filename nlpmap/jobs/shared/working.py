"""Working: parts of a planned job are claimed, annotated and published, one after the other, until all are done."""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Event, Thread
from time import sleep
from typing import Any

from ...annotate import Pool
from ...errors import InputError, Kept, Message, Option
from ...parallel.transports.specs import Specs
from ...remote.components import Task
from ..manifest import Options
from ..output.streams import is_stdout
from ..progress.progress import Report
from ..progress.summary import Summary, counted
from ..worker_count import workers_for
from .claims import BEATS, BLOCK, Claim, Claims, last_attempts
from .part_ids import ids_before
from .part_job import PlannedJob
from .part_plan import Plan, read_plan
from .part_records import TOTALS, DonePart, done_part
from .planning import planned
from .stores.store import DONE, Store, store_at
from .this_host import job_here, sources_of_plan

log = logging.getLogger("nlpmap.jobs")


def annotate_in_parts(
    task: Task, given: Sequence[str], out: str | os.PathLike[str] | None, options: Options, report: Report
) -> Summary:
    """Plan a job in parts, unless that is done, and work on it until all parts are done."""
    store = store_for(out, options)
    plan = planned(store, task, given, options)
    if options.engine is not None:
        from ..engines.parts_by import by_engine

        return by_engine(options.engine, store, plan, options.workers, report)
    job = PlannedJob(plan, sources_of_plan(plan), options)
    with Pool(options.specs, workers=workers_for(given, options)) as pool:
        return WorkingHost(store, job, pool, report).work()


def summary_of(store: Store, plan: Plan) -> Summary:
    """Return the summary of a job of which nothing is done yet."""
    errors = f"{store}".rstrip("/") + f"/{DONE}"
    return Summary(plan.order["task"], str(store), total_bytes=sum(plan.sizes()), errors=errors)


def add_part(summary: Summary, done: DonePart, sizes: Sequence[int]) -> None:
    """Count a part that is done."""
    for name in (*TOTALS, "seconds"):
        setattr(summary, name, getattr(summary, name) + getattr(done, name))
    summary.read_bytes += sizes[done.part]
    summary.drop(done.dropped)


def store_for(out: str | os.PathLike[str] | None, options: Options) -> Store:
    """Return the store that a job is to be planned at; raises `InputError` where it can't be."""
    if out is None or is_stdout(os.fspath(out)) or not os.fspath(out):
        named = Option("out", typed="-o")
        raise InputError(Message(Option("parts"), " needs a folder or a URL that all hosts see; name one with ", named))
    if options.parts is None and options.engine is not None:
        raise InputError(Message(Option("engine"), " does the parts of a job; add ", Option("parts", "64MB")))
    if options.parts is None:
        raise InputError(Message(f"{out} is a URL, which is written in parts; add ", Option("parts", "64MB")))
    return store_at(out)


def work(
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    model: str | None = None,
    objects: Mapping[str, Any] | None = None,
    report: Report = lambda summary: None,
) -> Summary:
    """Join a job that was planned at a folder or URL, and do its parts until all are done; return what was done here.

    ``model`` names the model of the job where it is under another name here, ``objects`` are those that a plan can't
    keep: a tokenizer of one's own, a tagger, a chunker. Raises `InputError` where this host would not write the same.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> from nlpmap.jobs import Options, annotate_files
    >>> out = tempfile.mkdtemp() + "/tagged/"
    >>> summary = annotate_files("tag", corpora.path("sample"), out, Options(parts="20KB", workers=0))
    >>> work(out, workers=0).note
    'nothing to do, all 3 parts are done'
    """
    store = store_at(out)
    job = job_here(read_plan(store), model, objects)
    with Pool(specs, workers=workers) as pool:
        return WorkingHost(store, job, pool, report).work()


def work_on(
    out: str | os.PathLike[str],
    number: int,
    *,
    workers: int | None = None,
    model: str | None = None,
    objects: Mapping[str, Any] | None = None,
) -> DonePart:
    """Do one part of a planned job, unless it is done, and return its record: the task of an engine.

    The parts of a job are `nlpmap.jobs.part_numbers`.
    """
    store = store_at(out)
    plan = read_plan(store)
    if (done := done_part(store, plan.names, number)) is not None:
        return done
    job = job_here(plan, model, objects)
    with Pool(workers=workers) as pool:
        host = WorkingHost(store, job, pool)
        tried = last_attempts(store, plan.names, number // BLOCK).get(number)
        claim = Claim(number, tried.attempt + 1 if tried else 1)
        store.create(plan.names.claim(claim), host.claims.content)  # others leave the part alone; if not, it is twice
        return host.do(claim)


def part_numbers(out: str | os.PathLike[str]) -> range:
    """Return the numbers of the parts of a planned job."""
    return read_plan(store_at(out)).parts


@dataclass
class WorkingHost:
    """A process that does parts of a job, in a pool of its own, whose workers stay between parts."""

    store: Store
    job: PlannedJob
    pool: Pool
    report: Report = lambda summary: None
    wait: Callable[[float], None] = sleep

    def __post_init__(self) -> None:
        plan, me = self.job.plan, {"host": socket.gethostname(), "pid": os.getpid(), "token": secrets.token_hex(4)}
        self.claims = Claims(self.store, len(plan.parts), plan.lease, json.dumps(me).encode())
        self.sizes = plan.sizes()
        self.summary = summary_of(self.store, plan)
        self.done: list[DonePart] = []

    def work(self) -> Summary:
        """Do parts until all of the job are done, by whomever; return what was done here."""
        try:
            self._do_all()
        except BaseException as error:
            with suppress(Exception):
                self.claims.release()
            amount = f"{len(self.done):,} of {counted(len(self.job.plan.parts), 'part')} done here are"
            error.kept = Kept(amount, command=f"nlpmap work {self.store}")  # type: ignore[attr-defined] # as any has it
            raise
        self.store.sweep()
        count = len(self.job.plan.parts)
        if self.done:
            self.summary.parts = (len(self.done), count)
        else:
            self.summary.note = f"nothing to do, all {counted(count, 'part')} are done"
        return self.summary

    def _do_all(self) -> None:
        while self.claims.undone:
            claim = self.claims.take()
            if claim is not None:
                self._try(claim)
            elif self.claims.undone:
                self.wait(self.claims.pause)

    def do(self, claim: Claim) -> DonePart:
        """Do a part, whether others have done it or not: it is the same part."""
        plan, name = self.job.plan, self.job.plan.names.claim(claim)
        before = ids_before(self.store, plan, claim.number)
        with refreshed(self.store, name, self.claims.content, plan.lease / BEATS), self.store.staging() as folder:
            done, path = self.job.annotate(self.pool, claim, folder, before, self._report_of(claim.number))
            self.store.publish(done.file, path)
            self.store.create(plan.names.done(claim.number), done.to_bytes())
        return done

    def _try(self, claim: Claim) -> None:
        """Do a part, unless another has done it in the meantime."""
        try:
            done = self.do(claim)
        except BaseException as error:
            if isinstance(error, Exception) and self._is_done(claim.number):
                log.info("part %d was done by another worker meanwhile (%s)", claim.number, error)
                return
            raise
        self.claims.taken = None
        self.done.append(done)
        add_part(self.summary, done, self.sizes)

    def _is_done(self, number: int) -> bool:
        with suppress(Exception):
            return done_part(self.store, self.job.plan.names, number) is not None
        return False

    def _report_of(self, number: int) -> Report:
        before = sum(self.sizes[:number])

        def report(part: Summary) -> None:
            shown = replace(self.summary)
            for name in (*TOTALS, "seconds"):
                setattr(shown, name, getattr(shown, name) + getattr(part, name))
            shown.read_bytes += max(0, part.read_bytes - before)
            self.report(shown)

        return report


@contextmanager
def refreshed(store: Store, name: str, content: bytes, every: float) -> Iterator[None]:
    """Let a claim be as new again and again while its part is at work."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(every):
            with suppress(Exception):  # if that goes on, others do the part, too
                store.refresh(name, content)

    thread = Thread(target=beat, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
