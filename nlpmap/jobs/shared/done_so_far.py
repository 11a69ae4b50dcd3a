"""What is done so far of a job in parts, by the records of the parts, and whether it is there as it was written."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ...errors import Message
from ..job_status import State, Status
from ..progress.summary import counted
from ..verifying import Verified
from .claims import BLOCK, Claim, last_attempts, names_in
from .part_job import size_and_hash
from .part_plan import Plan, read_plan
from .part_records import DonePart, done_parts, elapsed
from .retrying_parts import settle_retried
from .stores.store import DONE, Store, store_at


@dataclass(frozen=True, slots=True)
class SharedStatus(Status):
    """How far a job is that hosts share: ``hosts`` are those at work now, with the number of their parts.

    ``seconds`` are those from the begin of its first part to the end of the last one that is done, ``seconds_of_parts``
    those that all of these took.
    """

    parts: int = 0
    parts_done: int = 0
    at_work: dict[str, int] = field(default_factory=dict)
    seconds_of_parts: float = 0.0

    @property
    def message(self) -> Message:
        """The status in words."""
        share = "" if self.fraction is None or self.state == "done" else f", {self.fraction:.0%} of the input"
        rate = self.tokens / self.seconds if self.seconds else 0
        together = f"; one part after the other, {self.seconds_of_parts:,.1f} s" if self.parts_done > 1 else ""
        hosts = ", ".join(f"{counted(number, 'part')} on {host}" for host, number in self.at_work.items())
        lines = [
            f"{self.out}: {self.state}, {self.parts_done:,} of {counted(self.parts, 'part')} done{share}",
            f"  {self.task}: {counted(self.documents, 'document')}, {counted(self.tokens, 'token')} "
            f"in {self.seconds:,.1f} s ({rate:,.0f} tokens/s){together}",
            f"  model: {self.model}; at work: {hosts or 'nobody'}",
        ]
        if self.failed:
            lines.append(f"  {counted(self.failed, 'document')} failed: {self.errors}; try again with nlpmap retry")
        if self.state != "done":
            lines.append(f"  {'join' if self.at_work else 'go on'} with: nlpmap work {self.out}")
        return Message("\n".join(lines))


def status_of_parts(out: str | os.PathLike[str]) -> SharedStatus:
    """Return how far a job in parts is; raises `InputError` where none was planned there."""
    store = store_at(out)
    plan = read_plan(store)
    done = list(done_parts(store, plan.names))
    hosts = hosts_at_work(store, plan) if len(done) < len(plan.parts) else {}
    state: State = "done" if len(done) == len(plan.parts) else "at work" if hosts else "interrupted"
    return SharedStatus(
        os.fspath(out),
        state,
        plan.order["task"],
        sum(one.documents for one in done),
        sum(one.tokens for one in done),
        sum(one.failed for one in done),
        elapsed(done),
        1.0 if state == "done" else fraction_of(plan, done),
        None,
        f"{plan.order['model']['name']} ({plan.order['model']['hash'][:12]})",
        hosts,
        f"{store}".rstrip("/") + f"/{DONE}",
        len(plan.parts),
        len(done),
        hosts,
        sum(one.seconds for one in done),
    )


def fraction_of(plan: Plan, done: list[DonePart]) -> float | None:
    """Return the share of the input, by size, that is in parts that are done; ``None`` where sizes are not known."""
    sizes = plan.sizes()
    return sum(sizes[one.part] for one in done) / sum(sizes) if sum(sizes) else None


def hosts_at_work(store: Store, plan: Plan) -> dict[str, int]:
    """Return at how many parts each host is, by claims that are no older than a lease."""
    oldest = store.now() - plan.lease
    claims = [claim for claim, modified in claims_of(store, plan) if modified >= oldest]
    found: Counter[str] = Counter()
    for claim in claims:
        content: Any = {}
        with suppress(ValueError):
            content = json.loads(store.read(plan.names.claim(claim)) or b"{}")
        found[str(content.get("host", "another host"))] += 1
    return dict(sorted(found.items()))


def claims_of(store: Store, plan: Plan) -> Iterator[tuple[Claim, float]]:
    """Yield the last claim of each part that is not done, and when it was refreshed."""
    for block in range(-(-len(plan.parts) // BLOCK)):
        done = names_in(store, DONE, plan.names, block)
        for number, last in last_attempts(store, plan.names, block, done).items():
            yield Claim(number, last.attempt), last.modified


def verify_parts(out: str | os.PathLike[str]) -> Verified:
    """Compare the output of each part that is done with its record, by SHA-256."""
    store = store_at(out)
    plan = read_plan(store)
    settle_retried(store, plan)
    done = list(done_parts(store, plan.names))
    differences = [difference for one in done for difference in compared_part(store, plan, one)]
    return Verified(os.fspath(out), len(done), len(plan.parts), sum(one.size for one in done), tuple(differences))


def compared_part(store: Store, plan: Plan, done: DonePart) -> Iterator[str]:
    """Yield how the output of a part differs from what its record says was written."""
    where = f"{store}".rstrip("/") + f"/{plan.file(done.part)}"
    size, digest = size_and_hash(store.blocks(plan.file(done.part)))
    if size == 0 != done.size:
        yield f"{where}: it is gone, or empty"
    elif size != done.size:
        yield f"{where}: it has {size:,} bytes, not the {done.size:,} that were written"
    elif digest != done.sha256:
        yield f"{where}: its bytes are not those that were written"
