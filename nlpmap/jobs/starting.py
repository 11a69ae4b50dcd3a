"""Starting a job: its workers come up while its inputs are looked into, and while that is imported that does so."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..annotate import TASKS, Pool
from ..corpus.inputs.sources import PathLike, listed
from ..corpus.writing import format_for
from ..errors import InputError, Message, NlpmapError, Option
from ..parallel.setups import Setup
from ..remote.components import Task
from .manifest import Options
from .progress.progress import Report
from .progress.summary import Summary
from .worker_count import is_predictable, workers_for


def annotate_files(
    task: Task,
    inputs: PathLike | Iterable[PathLike],
    out: PathLike | None = None,
    options: Options = Options(),
    *,
    report: Report = lambda summary: None,
    progress: bool = False,
    **named: Any,
) -> Summary:
    """Annotate a corpus's files: to one file, to a directory (a file for each, or shards), or to standard output.

    Each of the options may be given by its name instead, as ``workers=2``. ``report`` is called after each document,
    or block of them; ``progress=True`` shows a bar, in notebooks theirs. Raises `InputError` before any work is done
    where inputs or outputs are not as they should be, and `WorkerError` where a document fails; what was done until
    then is kept, and ``Options(resume=True)`` continues from there.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> folder = tempfile.mkdtemp()
    >>> summary = annotate_files("tag", corpora.path("sample"), f"{folder}/sample.conllu", Options(limit=2))
    >>> summary.documents
    2
    """
    if named:
        options = replace(options, **named)
    if progress:
        from .progress.bar import bar

        with bar(task) as moving:
            return annotate_files(task, inputs, out, options, report=moving)
    check(options)
    given = listed(inputs)
    if options.parts or options.engine or "://" in os.fspath(out or ""):
        from .shared import annotate_in_parts

        return annotate_in_parts(task, given, out, options, report)
    workers = workers_for(given, options)
    with Pool(options.specs, workers=workers) as pool:
        pool.start()
        if workers != 0 and (setup := likely_setup(task, out, options)) is not None:
            pool.rehearse(TASKS[task], setup)
        from .annotating import annotate_given  # which takes as long as the workers take to start

        return annotate_given(pool, task, given, out, options, report)


def likely_setup(task: Task, out: PathLike | None, options: Options) -> Setup | None:
    """Return the set-up that a job's workers will get, as far as that can be told before its inputs are looked into."""
    if not is_predictable(options.recipe):
        return None
    name = options.format.partition(".")[0] if options.format else None
    try:
        return options.recipe.shared_setup(task, render=format_for(Path(out) if out else None, name))
    except NlpmapError:  # which is told when its turn comes
        return None


def check(options: Options) -> None:
    """Raise `InputError` where options are none, or contradict each other."""
    if options.on_error not in ("stop", "quarantine"):
        raise InputError(f"on_error is 'stop' or 'quarantine', not {options.on_error!r}")
    if options.resume and options.force:
        raise InputError(
            Message("give ", Option("resume"), ", to go on, or ", Option("force"), ", to begin anew, not both")
        )
    if options.resume and not options.ledger:
        without = Option("ledger", False, typed="--no-ledger")
        raise InputError(
            Message("a job ", without, " keeps nothing to go on from; leave it out, or ", Option("resume", True))
        )
    if options.shards is not None and options.shards < 1:
        raise InputError(Message(Option("shards"), f" is a number of files, 1 or more, not {options.shards}"))
