"""A planned job on this host: its inputs found, its recipe made, and refused where either is not that of the plan."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from ...corpus.inputs import sources as corpus_sources
from ...corpus.inputs.source import numbered
from ...corpus.reading.reading import Reading
from ...errors import InputError
from ...models import load
from ..manifest import Options, described, versions
from ..retrying import recipe_of
from .part_job import PlannedJob
from .part_plan import Plan


def job_here(plan: Plan, model: str | None = None, objects: Mapping[str, Any] | None = None) -> PlannedJob:
    """Return a planned job as it is done on this host; raises `InputError` where it would be done otherwise."""
    order = plan.order
    if model is not None:
        order = {**order, "model": {**order["model"], "given": model}}
    refuse_other_versions(order)
    recipe = recipe_of(order, objects or {})
    if described(recipe) != order["recipe"]:
        raise InputError(f"the job was planned with {order['recipe'] or 'no objects'}, not {described(recipe)}")
    options = Options(
        recipe,
        order["format"],
        on_error=order["on_error"],
        timeout=order.get("timeout"),
        reading=Reading(**order["reading"]),
        parts=order.get("parts"),
    )
    return PlannedJob(plan, sources_of_plan(plan), options)


def refuse_other_versions(order: Mapping[str, Any]) -> None:
    """Raise `InputError` where this host has another nlpmap, NLTK or model than the one that planned."""
    from ... import __version__

    here = versions(__version__)
    for name in ("nlpmap", "nltk"):
        if here[name] != order["versions"].get(name):
            planned_by, host = f"the job was planned with {name} {order['versions'].get(name)}", socket.gethostname()
            raise InputError(f"{planned_by}, and {host} has {here[name]}: install the same there, or plan the job anew")
    given, digest = order["model"]["given"], load(order["model"]["given"], order["recipe"].get("chunker")).digest
    if digest != order["model"]["hash"]:
        other = f"the job was planned with the model {order['model']['name']} ({order['model']['hash'][:12]})"
        raise InputError(f"{other}, and {given} on {socket.gethostname()} is another ({digest[:12]})")


def sources_of_plan(plan: Plan) -> list[corpus_sources.Source]:
    """Find the inputs of a plan on this host; raises `InputError` where one is not there."""
    order = plan.order
    before = [(entry["file"], entry["format"]) for entry in order["inputs"]]
    selection = Reading(**order["reading"]).selection(unreadable=order["on_error"] == "quarantine")
    try:
        may_fail = range(len(before)) if order["on_error"] == "quarantine" else ()
        found = corpus_sources.found_again(order["given"], order["folder"], selection, before, may_fail)
    except InputError as error:
        where = str(error).partition(" is not among")[0]
        where = where if ": " in where else f"{where}: no such input"
        every = f"every host must have the job's inputs under the same paths as {order['host']}, which planned it"
        raise InputError(f"{where} on {socket.gethostname()}; {every}") from None
    return list(numbered(found))
