"""Planning: the plan of a job is made and written where none is; who comes later joins the one that is there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from typing import Any

from ...corpus.formats import warn_of_left_out
from ...corpus.inputs import sources as corpus_sources
from ...corpus.inputs.source import Source
from ...corpus.reading.located import START
from ...errors import InputError, Message, Option
from ...files.compression import compression_of
from ...files.names import PLAN
from ...remote.components import Task
from ...remote.formats import FORMATS
from ..beginning import is_readable_again
from ..manifest import Options, changes, order_of
from ..outcomes import keys_and_records, records_from
from ..output.layout import format_and_suffix
from ..records.seal import sealed
from .dividing import begins_of, size_in_bytes
from .done_so_far import hosts_at_work
from .part_ids import forget_ids, may_bring_ids, note_ids
from .part_plan import Plan, plan_in
from .stores.store import CLAIMS, DONE, Store


def planned(store: Store, task: Task, given: Sequence[str], options: Options) -> Plan:
    """Plan a job, or join the plan of the same job; raises `InputError` where another's is there."""
    check_combined(options)
    size = size_in_bytes(options.parts or 0)
    found = corpus_sources.survey(given, options.reading.selection(unreadable=options.on_error == "quarantine"))
    if any(source.format in ("txt", "csv") for source in found.sources):
        options.recipe.check_plain_text(task)
    order = shared_order(task, given, found.sources, options, size)
    if not is_readable_again(order):
        raise InputError("standard input can't be read by other hosts; name files that all of them can read")
    earlier = plan_in(store)
    if earlier is not None and not options.force:
        refuse_other_plan(store, earlier, Plan(order, earlier.begins))
        return earlier
    make_room(store, earlier, options.force)
    finds_feats = options.recipe.features is not None
    warn_of_left_out(order["format"], chunks=task == "chunk", feats=finds_feats)
    entries, reading = order["inputs"], options.reading
    keys, _ = keys_and_records(records_from(found.sources, reading, 0, START), FORMATS[order["format"]], finds_feats)
    begins = begins_of(found.sources, [entry.get("size") for entry in entries], reading, size)
    has_ids = may_bring_ids(order["format"], found.sources)
    plan = Plan(sealed({**order, "columns": keys, "job": secrets.token_hex(8), "has_ids": has_ids}), begins)
    note_ids(store, plan, found.sources, reading)
    if not store.create(PLAN, plan.to_bytes()):  # another host was faster
        forget_ids(store, plan)
        return planned(store, task, given, options)
    return plan


def shared_order(
    task: Task, given: Sequence[str], sources: Sequence[Source], options: Options, size: int
) -> dict[str, Any]:
    """Return the description of a job that many hosts do, with what they are to do alike."""
    format, suffix = format_and_suffix(options.format)
    order = order_of(task, given, sources, options, format, [])
    model = dict(order["model"])
    if os.path.exists(model["given"]):  # noqa: PTH110 - any text may be given
        model["given"] = os.path.abspath(model["given"])  # noqa: PTH100 - resolve() would follow a link
    entries = {"model": model, "suffix": suffix, "compression": compression_of(suffix), "parts": size}
    return {**order, **entries, "hosts": {}, "timeout": options.timeout, "lease": options.lease}


def check_combined(options: Options) -> None:
    """Raise `InputError` for options that a job in parts does not have."""
    unfit = {
        "shards": options.shards is not None,
        "limit": options.limit is not None,
        "ledger": not options.ledger,
    }
    for name in (name for name, is_given in unfit.items() if is_given):
        option = Option(name, False, typed="--no-ledger") if name == "ledger" else Option(name)
        raise InputError(Message(option, " and ", Option("parts"), " don't go together; leave one of them out"))


def refuse_other_plan(store: Store, earlier: Plan, now: Plan) -> None:
    """Raise `InputError` where a store has the plan of another job."""
    differences: list[object] = [
        difference for name in ("parts", "on_error", "timeout") for difference in changed_option(earlier, now, name)
    ]
    differences += changes(earlier.order, now.order)
    if differences:
        first = [part for change in differences[:3] for part in ("; ", change)][1:]
        anew = (". Choose another output, or begin anew with ", Option("force", True))
        raise InputError(Message(f"{store} has the plan of another job: ", *first, *anew))


def changed_option(earlier: Plan, now: Plan, name: str) -> list[Message]:
    before, after = earlier.order.get(name), now.order.get(name)
    return [] if before == after else [Message(Option(name), f" was {before!r}, now {after!r}")]


def make_room(store: Store, earlier: Plan | None, force: bool) -> None:
    """Make room for a new plan; raises `InputError` where something is in its way that may not go."""
    if earlier is not None and (hosts := hosts_at_work(store, earlier)):
        others = (
            f"{store}: workers on {', '.join(hosts)} are at work, or were within {earlier.lease:g} s; end them, or wait"
        )
        raise InputError(others)
    outputs = [entry.name for entry in store.entries("", "part-", "part.") if entry.name.startswith("part-")]
    if outputs and not force:
        there = f"{store} has {outputs[0]} already; choose another output, or add "
        raise InputError(Message(there, Option("force", True), " to remove it"))
    if earlier is not None:
        forget_ids(store, earlier)
    store.delete(PLAN)
    for folder in (CLAIMS, DONE):
        for entry in list(store.entries(folder)):
            store.delete(f"{folder}/{entry.name}")
    for name in outputs:
        store.delete(name)
