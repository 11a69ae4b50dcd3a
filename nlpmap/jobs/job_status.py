"""The status of a job, from its ledger: how far it is, how fast, what failed, and how to resume it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Literal

from ..errors import Message, Option
from ..files.locks import is_in_use
from ..files.names import beside_output, is_shared
from .progress import live
from .progress.sizes import InputSizes
from .progress.summary import Summary, counted
from .records import ledger as ledgers
from .records.ledger import Found

State = Literal["done", "at work", "interrupted"]


@dataclass(frozen=True, slots=True)
class Status:
    """How far a job is; ``fraction`` of its input, by size, is read, where sizes are known."""

    out: str
    state: State
    task: str
    documents: int
    tokens: int
    failed: int
    seconds: float
    fraction: float | None
    seconds_left: float | None
    model: str
    hosts: dict[str, int]
    errors: str
    # an output that an earlier job wrote, and that is there until this one is done
    is_replacing: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The status in words."""
        read = "" if self.fraction is None or self.state == "done" else f", {self.fraction:.0%} of the input"
        rate = self.tokens / self.seconds if self.seconds else 0
        left = "" if self.seconds_left is None else f", about {self.seconds_left:,.0f} s left"
        hosts = (
            ", ".join(f"{counted(number, 'worker')} on {host}" for host, number in self.hosts.items())
            or "without workers"
        )
        lines = [
            f"{self.out}: {self.state}{read}",
            f"  {self.task}: {counted(self.documents, 'document')}, {counted(self.tokens, 'token')} "
            f"in {self.seconds:.1f} s ({rate:,.0f} tokens/s){left}",
            f"  model: {self.model}; {hosts}",
        ]
        if self.failed:
            lines.append(f"  {counted(self.failed, 'document')} failed: {self.errors}; try again with nlpmap retry")
        if self.is_replacing:
            lines.append("  what an earlier job wrote is there until this one is done")
        if self.state == "interrupted":
            return Message("\n".join([*lines, "  go on with the same command and "]), Option("resume", True))
        return Message("\n".join(lines))


def status(out: str | os.PathLike[str]) -> Status:
    """Return how far the job is that writes an output; raises `InputError` where no job has.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> from nlpmap.jobs import Options, annotate_files
    >>> path = tempfile.mkdtemp() + "/sample.conllu"
    >>> summary = annotate_files("tokenize", corpora.path("sample"), path, Options(limit=2, workers=0))
    >>> status(path).state, status(path).documents
    ('done', 2)
    """
    if is_shared(out):
        from .shared import status_of_parts

        return status_of_parts(out)
    beside = beside_output(out)
    found = ledgers.read_of(beside)
    last, order = found.last, found.order
    state: State = "interrupted"
    if last.finished:
        state = "done"
    elif is_in_use(out):
        state = "at work"
    done = progress_of(found, os.fspath(out))
    if state == "at work" and (now := live.read_progress(beside.progress)) and now.documents >= done.documents:
        done = now
    return Status(
        os.fspath(out),
        state,
        order["task"],
        done.documents,
        done.tokens,
        done.failed,
        done.seconds,
        1.0 if last.finished else done.fraction,
        None if last.finished else done.seconds_left,
        f"{order['model']['name']} ({order['model']['hash'][:12]})",
        order.get("hosts", {}),
        str(beside.errors),
        is_replacing=not last.finished and beside.ledger.exists() and ledgers.current(beside) == beside.next_ledger,
    )


def progress_of(found: Found, out: str) -> Summary:
    """Return what is done by a ledger: all of the earlier sources, and some of the current one."""
    sizes = InputSizes(found.order["inputs"])
    summary = Summary(found.order["task"], out, total_bytes=sizes.total, limit=found.order.get("limit"))
    summary.count(found.last, sizes.read_by(found.last))
    return summary
