"""Retrying the documents of parts that failed: each part as the job of its own that it was, with its ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files.names import KEPT_FOLDER, beside_output
from ..progress.summary import Summary
from ..records.ledger import first_line
from ..records.seal import is_sealed
from ..retrying import RetryOptions, retry, trusted
from .claims import Claim
from .part_ids import ids_before
from .part_job import done_of, size_and_hash
from .part_plan import Plan, read_plan
from .part_records import DonePart, done_from, done_parts, elapsed, totals
from .stores.store import RETRIED, Store, store_at


def retry_parts(out: str | os.PathLike[str], options: RetryOptions) -> Summary:
    """Try the failed documents of all parts again, and put those that come out in their places.

    Raises `InputError` where parts are not done, or an output is not as it was written.
    """
    store = store_at(out)
    plan = read_plan(store)
    settle_retried(store, plan)
    done = list(done_parts(store, plan.names))
    if len(done) < len(plan.parts):
        raise InputError(f"{store} is not finished: {len(done):,} of {len(plan.parts):,} parts are done; go on with "
                         f"nlpmap work {store} first")  # fmt: skip
    failed = [one for one in done if one.failed]
    if failed:
        order = trusted(os.fspath(out), plan.order, is_sealed(plan.order), options)
        retried = {one.part: retry_part(store, plan, order, one, options) for one in failed}
        done = [retried.get(one.part, one) for one in done]
    summary = Summary(plan.order["task"], str(store), note="" if failed else "nothing to retry, none failed")
    for name, number in totals(done).items():
        setattr(summary, name, number)
    summary.seconds, summary.errors = elapsed(done), f"{store}".rstrip("/") + f"/{KEPT_FOLDER}/done"
    return summary


def retry_part(store: Store, plan: Plan, order: Mapping[str, Any], done: DonePart, options: RetryOptions) -> DonePart:
    """Try the failed documents of a part again; return its new record."""
    with store.staging() as folder:
        path = folder / plan.file(done.part)
        fetch(store, plan, done, path)
        beside = beside_output(path)
        own = first_line({**order, "outputs": [str(path)], "job": "a part", **ids_before(store, plan, done.part)})
        beside.ledger.write_bytes(b"".join(own) + b"".join(json_lines(done.ledger)))
        beside.errors.write_bytes(b"".join(json_lines(done.failures)))
        summary = retry(path, replace(options, inputs=None))
        renewed = done_of(summary, Claim(done.part, done.attempt), path)
        renewed = replace(renewed, dropped=done.dropped, seconds=done.seconds, ended=done.ended)
        store.put(retried_name(plan, done.part), renewed.to_bytes())
        store.publish(plan.file(done.part), path)
        settle_one(store, plan, renewed)
    return renewed


def json_lines(entries: tuple[dict[str, Any], ...]) -> Iterator[bytes]:
    for entry in entries:
        yield json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def fetch(store: Store, plan: Plan, done: DonePart, path: Path) -> None:
    """Copy the output of a part into a file; raises `InputError` where it is not as it was written."""
    with path.open("wb") as file:
        for block in store.blocks(plan.file(done.part)):
            file.write(block)
    with path.open("rb") as file:
        is_same = size_and_hash(iter(lambda: file.read(2**22), b"")) == (done.size, done.sha256)
    if not is_same:
        name = plan.names.done(done.part)
        said = f"{store}: {plan.file(done.part)} is not as it was written, so nothing is put into it"
        raise InputError(f"{said}; remove it and {name}, and nlpmap work does the part again")


def settle_retried(store: Store, plan: Plan) -> None:
    """Finish what a retry that was killed left between a part's output and its record."""
    for entry in list(store.entries(RETRIED)):
        name = f"{RETRIED}/{entry.name}"
        content = store.read(name)
        if content is not None:
            settle_one(store, plan, done_from(content, f"{store}: {name}"))


def settle_one(store: Store, plan: Plan, renewed: DonePart) -> None:
    """Let a part have a new record, where its output is the one of which that speaks."""
    if size_and_hash(store.blocks(plan.file(renewed.part))) == (renewed.size, renewed.sha256):
        store.put(plan.names.done(renewed.part), renewed.to_bytes())
    store.delete(retried_name(plan, renewed.part))


def retried_name(plan: Plan, number: int) -> str:
    return f"{RETRIED}/{plan.names.of(number)}.json"
