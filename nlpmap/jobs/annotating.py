"""A job: reads a corpus's files, annotates their documents in parallel, and writes them in order, part by part.

The workers render the text; this side reads, relays bytes, counts, and notes in the ledger what is safe on the disk.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from ..annotate import Pool
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.sources import PathLike, Source
from ..corpus.reading.located import Position
from ..corpus.writing import format_for
from ..errors import InputError
from ..remote.components import Task
from ..remote.formats import FORMATS
from .bar import bar
from .manifest import Options, changes, manifest_of, order_of
from .outcomes import Outcome, outcomes, records_from
from .output import layout as layouts
from .output import partial_files as growings
from .output.committing import Job
from .output.layout import Layout
from .output.streams import is_special, is_stdout, stream
from .progress import Summary, counted
from .records import ledger as ledgers
from .records import quarantine as quarantines
from .records.ledger import Part
from .sizes import Sizes

Report = Callable[[Summary], None]


def annotate_files(
    task: Task,
    inputs: PathLike | Iterable[PathLike],
    out: PathLike | None = None,
    options: Options = Options(),
    *,
    report: Report = lambda summary: None,
    progress: bool = False,
) -> Summary:
    """Annotate a corpus's files: to one file, to a directory (a file for each, or shards), or to standard output.

    ``report`` is called after each document; ``progress=True`` shows a bar, in notebooks theirs. Raises `InputError`
    before any work is done where inputs or outputs are not as they should be, and `WorkerError` where a document
    fails; what was done until then is kept, and ``Options(resume=True)`` goes on from there.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> folder = tempfile.mkdtemp()
    >>> summary = annotate_files("tag", corpora.path("sample"), f"{folder}/sample.conllu", Options(limit=2))
    >>> summary.documents
    2
    """
    if progress:
        with bar(task) as moving:
            return annotate_files(task, inputs, out, options, report=moving)
    check(options)
    given = corpus_sources.listed(inputs)
    sources = corpus_sources.find(given, options.reading.format)
    target = None if out is None else os.fspath(out)
    if target is None or is_stdout(target) or is_special(Path(target)):
        return to_stream(task, sources, target, options, report)
    sources = without_own(sources, target)
    layout = plan(target, sources, given, options)
    refuse_existing(target, layout, options)
    with Pool(options.specs, workers=options.workers) as pool, ledgers.opened(target) as ledger:
        pool.start()  # the workers come up while the model is read
        order = order_of(task, given, sources, options, layout) | {"hosts": hosts_of(pool)}
        last = begin(ledger, order, target, options)
        growings.clear_rows(layout, range(last.target))
        sizes = Sizes(order["inputs"])
        summary = Summary(task, target, errors=str(quarantines.path_of(target)), total_bytes=sizes.total)
        count_part(summary, last, sizes)
        if last.finished:
            return summary
        failures = quarantines.path_of(target)
        with Job(ledger, layout, failures, last, manifest_of(order)) as job, hinting(job, is_readable_again(order)):
            setup = options.recipe.setup(task, render=layout.format)
            records = records_from(sources, options.reading, last.source, last.end)
            limit = None if options.limit is None else max(0, options.limit - last.records)
            for outcome in outcomes(pool, task, islice(records, limit), setup, options.timeout):
                take(job, outcome, sources[outcome.source], options.on_error)
                count_part(summary, job.now, sizes)
                report(summary)
            job.finish(all_read=options.limit is None or job.now.records < options.limit)
        count_part(summary, job.now, sizes)
    return summary


def check(options: Options) -> None:
    """Raise `InputError` where options are none, or contradict each other."""
    if options.on_error not in ("stop", "quarantine"):
        raise InputError(f"on_error is 'stop' or 'quarantine', not {options.on_error!r}")
    if options.resume and options.force:
        raise InputError("give --resume, to go on, or --force, to begin anew, not both")
    if options.shards is not None and options.shards < 1:
        raise InputError(f"--shards is a number of files, 1 or more, not {options.shards}")


def without_own(sources: Sequence[Source], out: str) -> list[Source]:
    """Leave out what an earlier run of this job wrote among its inputs; a single file that is done is refused later."""
    found = ledgers.read(ledgers.path_of(out)) if out else None
    if found is None or (found.last.finished and not Path(out).is_dir()):
        return list(sources)
    return layouts.without_outputs(sources, ledgers.outputs_of(found.order))


def plan(out: str, sources: Sequence[Source], given: Sequence[str], options: Options) -> Layout:
    """Choose the files to write, and their format."""
    if not out:
        raise InputError("the output has an empty name; for the current directory, write .")
    if options.shards is not None:
        if Path(out).is_file():
            raise InputError(f"{out} is a file, and --shards writes a directory of them; choose another output")
        return layouts.shards(Path(out), sources, options.format, options.shards)
    if layouts.is_folder(out, sources, given):
        return layouts.file_for_each(Path(out), sources, options.format)
    layouts.refuse_reading_output(Path(out), sources)
    return layouts.one_file(Path(out), options.format)


def refuse_existing(out: str, layout: Layout, options: Options) -> None:
    """Raise `InputError` where outputs exist that no ledger speaks of."""
    path = ledgers.path_of(out)
    if options.force or not path.exists():
        layouts.refuse_overwriting(layout.paths, options.force)


def begin(ledger: ledgers.Ledger, order: dict[str, Any], out: str, options: Options) -> Part:
    """Find where to begin: at the start, or after the last part that an earlier run has done."""
    found = None if options.force else ledgers.read(ledger.path)
    paths = [Path(path) for path in order["outputs"]]
    if found is None or not (found.last.number or any(path.exists() for path in paths)):
        layouts.refuse_overwriting(paths, options.force)
        ledger.begin(order)
        return Part()
    differences = list(changes(found.order, order))
    there = all(Path(path).exists() for path in found.order["outputs"])
    if found.last.finished and not (there and options.resume and not differences):
        layouts.refuse_overwriting(paths, options.force)
        ledger.begin(order)
        return Part()
    if not options.resume:
        done = counted(found.last.records, "document")
        raise InputError(f"{out} is not finished ({done} done): add --resume to go on, or --force to begin anew")
    if differences:
        more = f" (and {len(differences) - 3} more changes)" if len(differences) > 3 else ""
        raise InputError(f"{out} can't be gone on with: {'; '.join(differences[:3])}{more}. Begin anew with --force")
    if found.last.number and not is_readable_again(order):
        raise InputError(f"{out} can't be gone on with: standard input can't be read again. Begin anew with --force")
    ledger.go_on(found.end)
    return found.last


def is_readable_again(order: Mapping[str, Any]) -> bool:
    """Return whether the inputs can be read once more, which standard input can't."""
    return all(entry["file"] != "stdin" for entry in order["inputs"])


def hosts_of(pool: Pool) -> dict[str, int]:
    """Return how many workers are on each host; none, where the work is done in this process."""
    return dict(Counter(stats.host for stats in pool.stats() if stats.host != "this process"))


def take(job: Job, outcome: Outcome, source: Source, on_error: str) -> None:
    """Put an outcome where it belongs; raises the error of one that failed, where that is to stop the job."""
    if outcome.error is None:
        job.add(outcome)
    elif on_error == "stop":
        raise outcome.error
    else:
        job.quarantine(outcome, source)


@contextmanager
def hinting(job: Job, is_readable_again: bool) -> Iterator[None]:
    """Add to whatever ends the job a hint of what is kept."""
    try:
        yield
    except BaseException as error:
        job.stop()
        if job.safe.number:
            done = counted(job.safe.records, "document")
            grown = growings.partial_of(job.layout.paths[min(job.safe.target, len(job.layout.paths) - 1)])
            went = f"{done} kept: add --resume to go on" if is_readable_again else f"{done} kept in {grown}"
            error.hint = went  # type: ignore[attr-defined]
        raise


def to_stream(task: Task, sources: Sequence[Source], out: str | None, options: Options, report: Report) -> Summary:
    """Annotate to standard output, or to a device or pipe, as it comes."""
    if options.on_error == "quarantine" or options.shards or options.resume:
        raise InputError("--on-error quarantine, --shards and --resume need an output file; name one with -o")
    path = None if is_stdout(out) else Path(str(out))
    format = format_for(path, options.format)
    if FORMATS[format].is_binary:
        raise InputError(f"{format} can't be written to a stream; name a file with -o")
    sizes = Sizes([source.fingerprint() | {"name": source.name} for source in sources])
    summary = Summary(task, "standard output" if path is None else str(path), total_bytes=sizes.total)
    began = monotonic()
    with Pool(options.specs, workers=options.workers) as pool:
        pool.start()
        setup = options.recipe.setup(task, render=format)
        records = islice(records_from(sources, options.reading, 0, Position()), options.limit)
        with stream(out) as write:
            write(FORMATS[format].header.encode())
            for outcome in outcomes(pool, task, records, setup, options.timeout):
                if outcome.error is not None:
                    raise outcome.error
                write(outcome.rendered)
                summary.documents += 1
                summary.sentences += outcome.sentences
                summary.tokens += outcome.tokens
                summary.seconds = monotonic() - began
                summary.read_bytes = sizes.before(outcome.source, outcome.found.end)
                report(summary)
    return summary


def count_part(summary: Summary, part: Part, sizes: Sizes) -> None:
    summary.documents, summary.sentences, summary.tokens = part.documents, part.sentences, part.tokens
    summary.failed, summary.seconds = part.failed, part.seconds
    summary.read_bytes = sizes.total if part.finished else sizes.before(part.source, part.end)
