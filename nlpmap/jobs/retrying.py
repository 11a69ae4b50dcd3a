"""Retrying: the documents that failed are tried again, and those that now come out are put in their places."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from ..annotate import Pool
from ..annotate.recipe import Recipe
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.selection import Selection
from ..corpus.inputs.source import numbered
from ..corpus.inputs.sources import PathLike, Source
from ..corpus.reading.located import Located
from ..corpus.reading.reading import Reading
from ..errors import InputError, Message, Option
from ..files.names import beside_output, is_shared
from ..models import available, load
from ..option_names import check_options
from ..parallel.transports.specs import Specs
from ..remote.components import COMPONENTS
from .manifest import LIMITS, OWN, described, identity
from .outcomes import outcomes, with_columns_of
from .output.outcome import Outcome
from .output.retried import Journal, Spool
from .progress.summary import Summary
from .records import ledger as ledgers
from .records import quarantine as quarantines
from .records.failed_records import failed_records, sources_of_failures
from .records.job_files import JobFiles, paths_of
from .records.quarantine import Failure, Failures
from .records.seal import is_sealed
from .records.settling import held
from .rewriting import Rewriting

IN_MEMORY = 2**22  # bytes of what became of the failures; more waits on the disk


@dataclass(frozen=True, slots=True)
class RetryOptions:
    """How failed documents are tried again: where, for how long each, how long they may be, and read how.

    ``inputs`` and ``model`` have to be named again where the ledger is not one that this user wrote.
    ``encoding``, ``text_key`` and ``id_key`` are those of the job where they are ``None``. ``objects`` are those that a
    ledger can't keep: a tokenizer of one's own, a tagger, a chunker; ``recipe`` replaces all of them.
    """

    workers: int | None = None
    specs: Specs | None = None
    timeout: float | None = None
    max_chars: int | None = None
    max_bytes: int | None = None
    encoding: str | None = None
    text_key: str | None = None
    id_key: str | None = None
    recipe: Recipe | None = None
    inputs: PathLike | Sequence[PathLike] | None = None
    model: str | None = None
    objects: Mapping[str, Any] = field(default_factory=dict)

    def __new__(cls, *given: Any, **options: Any) -> RetryOptions:
        if not options.keys() <= cls.__dataclass_fields__.keys():
            check_options(options, cls.__dataclass_fields__, "nlpmap.jobs.RetryOptions")
        return object.__new__(cls)


def retry(out: str | os.PathLike[str], options: RetryOptions = RetryOptions(), **named: Any) -> Summary:
    """Try the failed documents of a finished job again, and put those that come out in their places.

    Each of the options may be given by its name instead.

    The bytes are then those of a job in which they had not failed. In a file that has changed since, a document is
    found by its number. Raises `InputError` where the job is not finished, or has other inputs now.
    """
    options = replace(options, **named) if named else options
    if is_shared(out):
        from .shared import retry_parts

        return retry_parts(out, options)
    kept = beside_output(out)
    if not os.path.lexists(ledgers.current(kept)):  # else a lock would be put into folders that are not there
        raise ledgers.never_written(kept)
    with held(kept):
        history = ledgers.read_finished(kept)
        order: Mapping[str, Any] = history.order
        last, own = history.last, JobFiles(kept, paths_of(order, kept.out), replaces=True)
        failures = Failures(kept.errors)
        if needed := sources_of_failures(failures, history, kept.errors):
            order = trusted(kept.out, order, is_sealed(order), options)
            recipe = options.recipe or recipe_of(order, options.objects)
            reading = reading_of(order, options)
            selection = reading.selection(unreadable=order["on_error"] == "quarantine")
            sources = sources_of(order, selection, needed)
            now = {number: recorded(sources[number]) for number in needed}
            found = failed_records(order, sources, now, reading, failures)
            records = with_columns_of(found, order.get("columns"))
            folder = kept.ledger.parent
            with (
                SpooledTemporaryFile(IN_MEMORY, dir=str(folder)) as lines,
                SpooledTemporaryFile(IN_MEMORY, dir=str(folder)) as contents,
            ):
                journal = Journal(order, Spool(folder, lines), Spool(folder, contents))
                try_again(order, records, failures, options, recipe, journal)
                rewriting = Rewriting(own, history, journal)
                changed = repaired(order, now, journal.left)
                last = rewriting.rewrite(partial(described, recipe), changed)
    note = "" if needed else "nothing to retry, none failed"
    summary = Summary(order["task"], kept.out, errors=str(kept.errors), note=note)
    summary.count(last, 0)
    return summary


def trusted(out: str, order: Mapping[str, Any], is_own: bool, options: RetryOptions) -> Mapping[str, Any]:
    """Return the order of a job by which files may be read; raises `InputError` where they have to be named.

    A ledger names files, and one that came with an output from elsewhere might name any. What the user does not name
    is read where this user's own jobs wrote the ledger.
    """
    given, model = options.inputs, options.model or order["model"]["given"]
    theirs = f"{out}: its ledger was not written by this user on this machine, or was changed; name "
    if given is None and not is_own:
        raise InputError(
            Message(theirs, "the job's inputs, as ", Option("inputs", typed=f"nlpmap retry {out} INPUT..."))
        )
    if not (is_own or options.model or options.recipe) and model not in dict(available()):
        raise InputError(Message(theirs, "the job's model, as ", Option("model")))
    order = {**order, "model": {**order["model"], "given": model}}
    if given is None:
        return order
    here = os.getcwd()  # noqa: PTH109 - as a job notes the folder that it was started in
    return {**order, "given": corpus_sources.listed(given), "folder": here, "outputs": absolute_outputs(order)}


def absolute_outputs(order: Mapping[str, Any]) -> list[str]:
    """Return the outputs of a job as they are from everywhere."""
    return [str(Path(order["folder"], name)) for name in order["outputs"]]


def try_again(
    order: Mapping[str, Any],
    records: Iterable[tuple[int, Located]],
    failures: Iterable[Failure],
    options: RetryOptions,
    recipe: Recipe,
    journal: Journal,
) -> None:
    """Note which documents come out this time, and the failures that are left."""
    setup = recipe.shared_setup(order["task"], render=order["format"])
    with Pool(options.specs, workers=options.workers) as pool:
        done = outcomes(pool, order["task"], records, setup, options.timeout)
        for failure, outcome in zip(failures, done, strict=True):
            if outcome.error is None:
                journal.add(failure, outcome)
            else:
                journal.add_left(failed_again(failure, outcome), outcome)


def failed_again(failure: Failure, outcome: Outcome) -> Failure:
    """Return a failure with what went wrong the last time."""
    kind, error, attempts = quarantines.described_failure(outcome.error, outcome.record)
    return replace(failure, kind=kind, error=error, attempts=failure.attempts + attempts)


def reading_of(order: Mapping[str, Any], options: RetryOptions) -> Reading:
    """Return how the job's files are read this time."""
    given = {key: getattr(options, key) for key in ("encoding", "text_key", "id_key")}
    changes = {key: value for key, value in given.items() if value is not None}
    limits = {key: getattr(options, key) for key in LIMITS}
    return Reading(**{**order["reading"], **limits, **changes})


def repaired(order: Mapping[str, Any], now: Mapping[int, Mapping[str, Any]], left: Container[int]) -> dict[str, Any]:
    """Return the order of a job with the files as they are now, but for those in which something is ``left``."""
    done = {number: entry for number, entry in now.items() if number not in left}
    inputs = [done.get(number, entry) for number, entry in enumerate(order["inputs"])]
    return {**order, "inputs": inputs}


def recorded(source: Source) -> dict[str, Any]:
    """Identify a source as a ledger does."""
    return dict(json.loads(json.dumps(identity(source))))


def sources_of(order: Mapping[str, Any], selection: Selection, needed: Container[int]) -> list[Source]:
    """Return the inputs of a job; raises `InputError` where one is gone."""
    before = [(entry["file"], entry["format"]) for entry in order["inputs"]]
    sources = corpus_sources.found_again(order["given"], order["folder"], selection, before, needed)
    each = order.get("shards") is None and len(order["outputs"]) == len(sources)
    return list(numbered(sources, alone=each))


def recipe_of(order: Mapping[str, Any], objects: Mapping[str, Any]) -> Recipe:
    """Return the recipe of a job; raises `InputError` where it had objects, which a ledger can't keep."""
    steps = {**order["recipe"], **objects}
    for step in COMPONENTS:
        if isinstance(given := steps.get(step), str) and OWN.fullmatch(given):
            own = f"the job had a {step} of your own, {given.split()[0]}: give it again, as "
            raise InputError(Message(own, Option(f"objects[{step!r}]", typed=f"--{step}")))
    recipe = Recipe(model=order["model"]["given"], **steps)
    if load(recipe.model, recipe.chunker).digest != order["model"]["hash"]:
        raise InputError(f"the model {order['model']['given']} is not as it was; run the job anew")
    return recipe
