"""Retrying: the documents that failed are tried again, and those that now come out are put in their places."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..annotate import Pool
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.source import numbered
from ..corpus.inputs.sources import Source
from ..corpus.inputs.urls import is_url
from ..corpus.reading.reading import Reading, documents_with_positions
from ..errors import InputError, Message, Option
from ..models import load
from ..parallel.transports.specs import Specs
from ..recipe import Recipe
from ..remote.components import COMPONENTS
from .manifest import OWN, described, identity
from .outcomes import outcomes, with_columns_of
from .output import layout as layouts
from .output.splicing import Insertion
from .progress import Summary
from .records import ledger as ledgers
from .records import quarantine as quarantines
from .records.quarantine import Failure
from .rewriting import Rewriting


@dataclass(frozen=True, slots=True)
class RetryOptions:
    """How failed documents are tried again: where, for how long each, and how long they may be.

    ``objects`` are those that a ledger can't keep: a tokenizer of one's own, a tagger, a chunker; ``recipe`` replaces
    all of them.
    """

    workers: int | None = None
    specs: Specs | None = None
    timeout: float | None = None
    max_chars: int | None = None
    recipe: Recipe | None = None
    objects: Mapping[str, Any] = field(default_factory=dict)


def retry(out: str | os.PathLike[str], options: RetryOptions = RetryOptions()) -> Summary:
    """Try the failed documents of a finished job again, and put those that come out in their places.

    The bytes are then those of a job in which they had not failed. Raises `InputError` where the job is not finished,
    or its inputs have changed.
    """
    name, path, errors = os.fspath(out), ledgers.path_of(out), quarantines.path_of(out)
    with ledgers.held(name, path):
        files = Rewriting.begun(name, path, errors)
        order, last = files.history.order, files.history.last
        if not last.finished:
            unfinished = f"{name} is not finished: go on with the same command and "
            raise InputError(Message(unfinished, Option("resume", True), " first"))
        failures = list(quarantines.failures(errors))
        recipe = options.recipe or recipe_of(order, options.objects)
        tried = list(try_again(order, failures, options, recipe))
        inserted = [insertion for insertion in tried if insertion.outcome.error is None]
        left = [failed_again(one) for one in tried if one.outcome.error is not None]
        if tried:
            last = files.rewrite(inserted, left, described(recipe))
    summary = Summary(order["task"], name, errors=str(errors))
    summary.count(last, 0)
    return summary


def try_again(
    order: Mapping[str, Any], failures: Sequence[Failure], options: RetryOptions, recipe: Recipe
) -> Iterator[Insertion]:
    """Yield what becomes of each failed document this time."""
    sources = sources_of(order)
    reading = Reading(**{**order["reading"], "max_chars": options.max_chars})
    with Pool(options.specs, workers=options.workers) as pool:
        setup = recipe.shared_setup(order["task"], render=order["format"])
        records = [(failure.source, record_at(sources[failure.source], reading, failure)) for failure in failures]
        records = list(with_columns_of(records, order.get("columns")))
        done = outcomes(pool, order["task"], records, setup, options.timeout)
        yield from map(Insertion, failures, done)


def failed_again(tried: Insertion) -> Failure:
    """Return a failure with what went wrong the last time."""
    kind, error, attempts = quarantines.described(tried.outcome.error, tried.outcome.found)
    return replace(tried.failure, kind=kind, error=error, attempts=tried.failure.attempts + attempts)


def record_at(source: Source, reading: Reading, failure: Failure) -> Any:
    """Read one record options."""
    return next(iter(documents_with_positions(source, reading, failure.position)))


def sources_of(order: Mapping[str, Any]) -> list[Source]:
    """Return the inputs of a job; raises `InputError` where one has changed."""
    given = [entry if is_elsewhere(entry) else str(Path(order["folder"], entry)) for entry in order["given"]]
    selection = Reading(**order["reading"]).selection(unreadable=order["on_error"] == "quarantine")
    found = corpus_sources.survey(given, selection).sources
    sources = layouts.without_outputs(found, ledgers.outputs_of(order))
    now = [json.loads(json.dumps(identity(source))) for source in sources]
    if now != order["inputs"]:
        changed = next((new["file"] for new, old in zip(now, order["inputs"], strict=False) if new != old), "a file")
        raise InputError(f"{changed} is not as it was, so what failed can't be found in it; run the job anew")
    each = order.get("shards") is None and len(order["outputs"]) == len(sources)
    return list(numbered(sources, alone=each))


def is_elsewhere(entry: str) -> bool:
    return entry == corpus_sources.STDIN or entry.startswith("nltk:") or is_url(entry)


def recipe_of(order: Mapping[str, Any], objects: Mapping[str, Any]) -> Recipe:
    """Return the recipe of a job; raises `InputError` where it had objects, which a ledger can't keep."""
    steps = {**order["recipe"], **objects}
    for step in COMPONENTS:
        if isinstance(given := steps.get(step), str) and OWN.fullmatch(given):
            own = f"the job had a {step} of your own, {given.split()[0]}: give it again, as "
            raise InputError(Message(own, Option(f"objects[{step!r}]", typed=f"--{step}")))
    recipe = Recipe(model=order["model"]["given"], **steps)
    if load(recipe.model).digest != order["model"]["hash"]:
        raise InputError(f"the model {order['model']['given']} is not as it was; run the job anew")
    return recipe
