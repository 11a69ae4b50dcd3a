"""Annotating: reads a corpus's files, annotates their documents in parallel, and writes them in order, part by part.

The workers render the text; this side reads, relays bytes, counts, and notes in the ledger what is safe on the disk.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from ..annotate import Pool
from ..corpus.formats import warn_of_left_out
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.source import numbered
from ..corpus.inputs.sources import PathLike, Source
from ..corpus.reading.located import Located, Position
from ..errors import InputError, Message, Option
from ..files.names import BesideOutput, beside_output
from ..files.special import is_special
from ..parallel.transports.transport import THIS_PROCESS
from ..remote.components import Task
from ..remote.formats import FORMATS
from .beginning import Begun, begin, is_readable_again, note_long_texts
from .by_blocks import Pieces, block_sources, outcomes_by_blocks, takes_blocks
from .manifest import Options, manifest_of, order_of
from .outcomes import keys_and_records, outcomes, records_from, with_columns_of, without_errors
from .output import layout as layouts
from .output.committing import OutputWriter, PartSize
from .output.joining import as_written
from .output.layout import Layout
from .output.outcome import Outcome
from .output.stopping import hinting
from .output.streams import is_stdout
from .progress.live import noted
from .progress.progress import Progress, Report
from .progress.sizes import InputSizes
from .progress.summary import Summary
from .records import ledger as ledgers
from .records.job_files import outputs_of
from .records.settling import finish_replacing, held, without_trace
from .to_stream import to_stream


def annotate_given(
    pool: Pool, task: Task, given: Sequence[str], out: PathLike | None, options: Options, report: Report
) -> Summary:
    """Annotate the inputs that were given, with workers that may not be up yet."""
    selection = options.reading.selection(unreadable=options.on_error == "quarantine")
    found = corpus_sources.survey(given, selection)
    sources, left_out = found.sources, len(found.left_out)
    if any(map(is_plain, sources)):
        options.recipe.check_plain_text(task)
    target = None if out is None else os.fspath(out)
    if target is None or is_stdout(target) or is_special(Path(target)):
        return to_stream(pool, task, sources, target, options, report, left_out)
    beside = beside_output(target)
    layouts.refuse_long_names([Path(beside.out)])
    path = ledgers.current(beside)
    sources = without_own(sources, target, path) if path.exists() else sources
    layout = plan(target, sources, given, options)
    if task == "chunk" or options.recipe.features is not None:
        warn_of_left_out(layout.format, chunks=task == "chunk", feats=options.recipe.features is not None)
    if layout.bounds is None or len(sources) != len(found.sources):
        sources = list(numbered(sources, alone=layout.bounds is None))
    layouts.refuse_long_names(layout.paths)
    if options.force or not path.exists():
        layouts.refuse_overwriting(layout.paths, options.force)
    with held(beside, options.force), without_trace(beside):
        order = order_of(task, given, sources, options, layout.format, layout.paths) | {"hosts": hosts_of(pool)}
        note_long_texts(sources, order["inputs"], options, sum(order["hosts"].values()))
        records = records_from(sources, options.reading, 0, Position(), order["inputs"])
        keys, records = keys_and_records(records, FORMATS[layout.format], options.recipe.features is not None)
        order["columns"], layout = keys, replace(layout, keys=keys)
        begun = begin(order, beside, layout, options, sources)
        with closing(begun.ledger.file):
            if (last := begun.last).number:
                records = records_from(sources, options.reading, last.source, last.end, order["inputs"])
            job = BegunJob(beside, options, sources, order, begun, left_out)
            return annotate_rest(pool, job, records, report)


@dataclass(frozen=True)
class BegunJob:
    """A job that may begin: what it reads, by which order, where it writes, and the last part that is done."""

    beside: BesideOutput
    options: Options
    sources: Sequence[Source]
    order: Mapping[str, Any]
    begun: Begun
    left_out: int = 0  # files

    @property
    def can_resume(self) -> bool:
        """Whether what is done will be of use to another run."""
        return self.options.ledger and is_readable_again(self.order)

    @cached_property
    def blocks(self) -> frozenset[int]:
        """The numbers of the sources that may be read by blocks."""
        return block_sources(self.sources, self.order["inputs"], self.options.reading)

    def rest_of(self, records: Iterator[tuple[int, Located]]) -> Iterator[tuple[int, Located]]:
        """Return the records after the last part that are to be annotated, with the columns of the layout."""
        limit = self.options.limit
        rest = islice(records, None if limit is None else max(0, limit - self.begun.last.records))
        return with_columns_of(rest, self.begun.layout.keys)

    def outcomes(self, pool: Pool, records: Iterator[tuple[int, Located]]) -> Iterator[Outcome]:
        """Yield what becomes of the records, as it is to be written."""
        task, options, last = self.order["task"], self.options, self.begun.last
        setup = options.recipe.shared_setup(task, render=self.begun.layout.format)
        if self.blocks and takes_blocks(options, self.begun.layout, self.sources):
            pieces = Pieces(self.sources, options.reading, self.blocks, self.order["inputs"])
            found = outcomes_by_blocks(pool, task, pieces, last.source, last.end, setup)
        else:
            found = outcomes(pool, task, self.rest_of(records), setup, options.timeout)
        if self.options.on_error == "stop":
            found = without_errors(found)
        return as_written(found, self.sources, options.reading, self.begun.layout, last)


def annotate_rest(pool: Pool, job: BegunJob, records: Iterator[tuple[int, Located]], report: Report) -> Summary:
    """Annotate what comes after the last part that is done."""
    options, last, layout, task = job.options, job.begun.last, job.begun.layout, job.order["task"]
    part_size = PartSize(options.part_characters, options.part_documents, job.blocks)
    kept, can_resume, manifest = job.beside, job.can_resume, manifest_of(job.order)
    sizes = InputSizes(job.order["inputs"], job.sources)
    summary = Summary(
        task, kept.out, errors=str(kept.errors), total_bytes=sizes.total, limit=options.limit, left_out=job.left_out
    )
    progress = Progress(summary, sizes, report)
    progress.count(last)
    if last.finished:
        summary.note = "nothing to do, it is done already"
        return summary
    with (
        noted(kept.progress) as progress.note,
        OutputWriter(job.begun.ledger, layout, job.begun.own, last, manifest, part_size, options.ledger) as writer,
        hinting(writer, can_resume),
    ):
        progress.start()
        for outcome in job.outcomes(pool, records):
            writer.add(outcome, job.sources[outcome.source])
            summary.drop(outcome.dropped_by(FORMATS[layout.format], job.options.recipe.features is not None))
            progress.at(writer.now)
        writer.finish(all_read=options.limit is None or writer.now.records < options.limit)
        if layout.replaces:
            finish_replacing(job.begun.own)
    progress.count(writer.now)
    return summary


def is_plain(source: Source) -> bool:
    """Return whether a source can only hold text that is not tokenized."""
    return source.format in ("txt", "csv")


def without_own(sources: Sequence[Source], out: str, ledger: Path) -> list[Source]:
    """Leave out what an earlier run of this job wrote among its inputs; a single file that is done is refused later."""
    found = ledgers.read(ledger) if out else None
    if found is None or (found.last.finished and not Path(out).is_dir()):
        return list(sources)
    return layouts.without_outputs(sources, outputs_of(found.order, out))


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
    return dict(Counter(stats.host for stats in pool.stats() if stats.host != THIS_PROCESS))
