"""Annotating: reads a corpus's files, annotates their documents in parallel, and writes them in order, part by part.

The workers render the text; this side reads, relays bytes, counts, and notes in the ledger what is safe on the disk.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from ..annotate import Pool
from ..corpus.formats import warn_of_chunks
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.source import numbered
from ..corpus.inputs.sources import PathLike, Source
from ..corpus.reading.located import Located, Position
from ..errors import InputError, Message, Option
from ..files.names import beside_output
from ..files.special import is_special
from ..remote.components import Task
from ..remote.formats import FORMATS
from .beginning import RESUME, begin, is_readable_again
from .manifest import Options, manifest_of, order_of
from .outcomes import keys_and_records, outcomes, records_from, with_columns_of
from .output import layout as layouts
from .output import partial_files
from .output.committing import OutputWriter, PartSize
from .output.layout import Layout
from .output.outcome import Outcome
from .output.streams import is_stdout
from .progress.bar import bar
from .progress.live import noted
from .progress.progress import Progress, Report
from .progress.sizes import InputSizes
from .progress.summary import Summary, counted
from .records import ledger as ledgers
from .records.no_ledger import AnyLedger, forgotten
from .records.parts import Part
from .to_stream import to_stream

PLAIN = ("txt", "csv")
LONG = 400_000  # bytes of a text that take one worker many seconds
log = logging.getLogger("nlpmap.jobs")


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
    fails; what was done until then is kept, and ``Options(resume=True)`` continues from there.

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
    found = corpus_sources.survey(given, options.reading.selection(unreadable=options.on_error == "quarantine"))
    sources, left_out = found.sources, len(found.left_out)
    if any(map(is_plain, sources)):
        options.recipe.check_plain_text(task)
    target = None if out is None else os.fspath(out)
    if target is None or is_stdout(target) or is_special(Path(target)):
        return to_stream(task, sources, target, options, report, left_out)
    path = beside_output(target).ledger
    sources = without_own(sources, target, path) if path.exists() else sources
    layout = plan(target, sources, given, options)
    if task == "chunk":
        warn_of_chunks(layout.format)
    sources = list(numbered(sources, alone=layout.bounds is None))
    if options.force or not path.exists():
        layouts.refuse_overwriting(layout.paths, options.force)
    keeping = ledgers.opened(target, path) if options.ledger else forgotten(target, path, options.force)
    with Pool(options.specs, workers=options.workers) as pool, keeping as ledger:
        pool.start()  # the workers start while the model is read
        order = order_of(task, given, sources, options, layout.format, layout.paths) | {"hosts": hosts_of(pool)}
        note_long_texts(sources, order["inputs"], options, sum(order["hosts"].values()))
        records = records_from(sources, options.reading, 0, Position())
        keys, records = keys_and_records(records, FORMATS[layout.format])
        order["columns"], layout = keys, replace(layout, keys=keys)
        last = begin(ledger, order, target, layout, options)
        if last.number:
            records = records_from(sources, options.reading, last.source, last.end)
        return annotate_rest(pool, sources, records, order, ledger, layout, last, target, options, report, left_out)


def annotate_rest(
    pool: Pool,
    sources: Sequence[Source],
    records: Iterator[tuple[int, Located]],
    order: Mapping[str, Any],
    ledger: AnyLedger,
    layout: Layout,
    last: Part,
    out: str,
    options: Options,
    report: Report,
    left_out: int = 0,
) -> Summary:
    """Annotate what comes after the last part that is done."""
    task, manifest, can_resume = order["task"], manifest_of(order), options.ledger and is_readable_again(order)
    _, errors, note_path = beside_output(out)
    sizes = InputSizes(order["inputs"], sources)
    summary = Summary(task, out, errors=str(errors), total_bytes=sizes.total, limit=options.limit, left_out=left_out)
    progress = Progress(summary, sizes, report)
    progress.count(last)
    if last.finished:
        summary.note = "nothing to do, it is done already"
        return summary
    part_size = PartSize(options.part_characters, options.part_documents)
    with (
        OutputWriter(ledger, layout, errors, last, manifest, part_size) as writer,
        hinting(writer, can_resume),
        noted(note_path) as progress.note,
    ):
        progress.start()
        setup = options.recipe.shared_setup(task, render=layout.format)
        limit = None if options.limit is None else max(0, options.limit - last.records)
        limited = with_columns_of(islice(records, limit), layout.keys)
        for outcome in outcomes(pool, task, limited, setup, options.timeout):
            take(writer, outcome, sources[outcome.source], options.on_error)
            progress.at(writer.now)
        writer.finish(all_read=options.limit is None or writer.now.records < options.limit)
    progress.count(writer.now)
    return summary


def is_plain(source: Source) -> bool:
    """Return whether a source can only hold text that is not tokenized."""
    return source.format in PLAIN


def note_long_texts(
    sources: Sequence[Source], inputs: Sequence[Mapping[str, Any]], options: Options, workers: int
) -> None:
    """Note that a long text is one worker's, where there are more workers than texts."""
    sizes = [entry.get("size") for entry in inputs]
    long = any(isinstance(size, int) and size >= LONG for size in sizes)
    if (
        long
        and len(sources) < workers
        and options.reading.split == "file"
        and all(one.format == "txt" for one in sources)
    ):
        share = f"{Option('split', 'paragraph').flag} shares it, each paragraph a document"
        log.warning("%s is one document, so one worker's; %s", sources[0].where, share)


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


def without_own(sources: Sequence[Source], out: str, ledger: Path) -> list[Source]:
    """Leave out what an earlier run of this job wrote among its inputs; a single file that is done is refused later."""
    found = ledgers.read(ledger) if out else None
    if found is None or (found.last.finished and not Path(out).is_dir()):
        return list(sources)
    return layouts.without_outputs(sources, ledgers.outputs_of(found.order))


def plan(out: str, sources: Sequence[Source], given: Sequence[str], options: Options) -> Layout:
    """Choose the files to write, and their format."""
    if not out:
        raise InputError("the output has an empty name; for the current directory, write .")
    if options.shards is not None:
        if Path(out).is_file():
            writes = " writes a directory of them; choose another output"
            raise InputError(Message(f"{out} is a file, and ", Option("shards"), writes))
        return layouts.shards(Path(out), sources, options.format, options.shards)
    if layouts.is_folder(out, sources, given):
        return layouts.file_for_each(Path(out), sources, options.format)
    layouts.refuse_reading_output(Path(out), sources)
    return layouts.one_file(Path(out), options.format)


def hosts_of(pool: Pool) -> dict[str, int]:
    """Return how many workers are on each host; none, where the work is done in this process."""
    return dict(Counter(stats.host for stats in pool.stats() if stats.host != "this process"))


def take(writer: OutputWriter, outcome: Outcome, source: Source, on_error: str) -> None:
    """Put an outcome where it belongs; raises the error of one that failed, where that is to stop the job."""
    if outcome.error is None:
        writer.add(outcome)
    elif on_error == "stop":
        raise outcome.error
    else:
        writer.quarantine(outcome, source)


@contextmanager
def hinting(writer: OutputWriter, can_resume: bool) -> Iterator[None]:
    """Add to whatever ends the job a hint of what is kept."""
    try:
        yield
    except BaseException as error:
        writer.stop(can_resume)
        if writer.keeps:
            error.hint = hint(writer, can_resume)  # type: ignore[attr-defined]
            error.kept = kept(writer) if can_resume else None  # type: ignore[attr-defined]
        raise


def kept(writer: OutputWriter) -> str:
    return f"{counted(writer.safe.records, 'document')} kept"


def hint(writer: OutputWriter, can_resume: bool) -> Message:
    if can_resume:
        return Message(f"{kept(writer)}: add ", RESUME, " to go on")
    paths = writer.layout.paths
    return Message(f"{kept(writer)} in {partial_files.partial_of(paths[min(writer.safe.target, len(paths) - 1)])}")
