"""Annotating to a stream: standard output, a device or a pipe, which gets documents as they are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import monotonic

from ..annotate import Pool
from ..corpus.formats import warn_of_left_out
from ..corpus.inputs.sources import Source
from ..corpus.reading.located import Position
from ..corpus.writing import format_for
from ..errors import InputError, Message, Option
from ..files.compression import compression_of, compressor
from ..remote.components import Task
from ..remote.formats import FORMATS
from .manifest import Options
from .outcomes import keys_and_records, outcomes, records_from, with_columns_of, without_errors
from .output.joining import in_one_file, names_for
from .output.streams import is_stdout, stream
from .progress.progress import Progress, Report
from .progress.sizes import InputSizes
from .progress.summary import Summary
from .records.parts import Part

NAME_A_FILE = Option("out", typed="-o")


def to_stream(
    pool: Pool,
    task: Task,
    sources: Sequence[Source],
    out: str | None,
    options: Options,
    report: Report,
    left_out: int = 0,
) -> Summary:
    """Annotate to standard output, or to a device or pipe, document by document."""
    path = None if is_stdout(out) else Path(str(out))
    format = streamable_format(path, options)
    warn_of_left_out(format, chunks=task == "chunk", feats=options.recipe.features is not None)
    entries = [{"name": source.name, "format": source.format, **source.fingerprint()} for source in sources]
    sizes = InputSizes(entries, sources)
    where = "standard output" if path is None else str(path)
    summary = Summary(task, where, total_bytes=sizes.total, limit=options.limit, left_out=left_out)
    progress = Progress(summary, sizes, report)
    progress.start()
    began, done = monotonic(), Part()
    setup = options.recipe.shared_setup(task, render=format)
    keys, records = keys_and_records(
        records_from(sources, options.reading, 0, Position()), FORMATS[format], options.recipe.features is not None
    )
    limited = with_columns_of(islice(records, options.limit), keys)
    with stream(out) as write:
        pack = compressor(None if path is None else compression_of(path))  # of a pipe with such a name
        if header := FORMATS[format].header_with(keys or ()):
            write(pack(header.encode()))
        found = without_errors(outcomes(pool, task, limited, setup, options.timeout))
        names = names_for(FORMATS[format], {source.format for source in sources})
        for outcome in in_one_file(found, FORMATS[format], names, sources):
            if outcome.rendered:
                write(pack(outcome.rendered))
            done = replace(
                done,
                documents=done.documents + 1,
                sentences=done.sentences + outcome.sentences,
                tokens=done.tokens + outcome.tokens,
                seconds=monotonic() - began,
                source=outcome.source,
                end=outcome.found.end,
                empty=done.empty + (not outcome.rendered),
            )
            summary.drop(outcome.dropped_by(FORMATS[format], options.recipe.features is not None))
            progress.at(done)
    return summary


def streamable_format(path: Path | None, options: Options) -> str:
    """Choose the format; raises `InputError` where it, or another option, needs a file."""
    if options.on_error == "quarantine" or options.shards or options.resume:
        need_files = (Option("on_error", "quarantine"), ", ", Option("shards"), " and ", Option("resume"))
        raise InputError(Message(*need_files, " need an output file; name one with ", NAME_A_FILE))
    format = format_for(path, options.format)
    if FORMATS[format].is_binary:
        raise InputError(Message(f"{format} can't be written to a stream; name a file with ", NAME_A_FILE))
    return format
