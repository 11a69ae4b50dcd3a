"""Estimating: a sample is annotated in this process for some seconds, and what it took is scaled to the whole."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from ...annotate import Pool
from ...annotate.recipe import Recipe
from ...corpus.inputs import sources as corpus_sources
from ...corpus.inputs.sources import PathLike, Source
from ...corpus.parquet import ParquetWriter
from ...corpus.reading.located import Located
from ...corpus.reading.reading import Reading
from ...errors import Message
from ...files.compression import compressor
from ...parallel.transports.cores import usable_cores
from ...remote.components import Task
from ...remote.formats import FORMATS
from ..annotating import is_plain, plan
from ..manifest import Options
from ..outcomes import keys_and_records, outcomes, with_columns_of
from ..output.outcome import Outcome
from ..output.streams import is_stdout
from ..to_stream import streamable_format
from .estimate import Estimate
from .sampling import Sample, size_of
from .spared import SparedSeconds, is_stream, read_by_blocks

SECONDS = 2.4  # for a sample, after which what is under way is finished
LEAST_SECONDS = 1.0  # of it, from its first document on, where finding the files and the model took the rest
SHORTEST = 1e-3
PACKED = 2**21  # bytes that are compressed to know their rate: about a part
START_SECONDS = 0.45  # of worker processes, until they load a model
COORDINATOR_SHARE = 0.12  # of a worker's time, that reading and writing takes for its documents


@dataclass(frozen=True, slots=True)
class Timed:
    """What came of a record, and after how many seconds of this process's own: others may be at work here, too."""

    outcome: Outcome
    at: float


def estimate(
    task: Task,
    inputs: PathLike | Iterable[PathLike],
    out: str | None = None,
    options: Options = Options(),
    *,
    recipe: Recipe | None = None,
    reading: Reading | None = None,
    format: str | None = None,
    seconds: float = SECONDS,
) -> Estimate:
    """Annotate a sample of a corpus in this process, and estimate what the job that ``options`` describe would take.

    ``recipe``, ``reading`` and ``format`` replace those of the options. The sample takes so many seconds at most, and
    what is under way then.

    >>> from nlpmap import corpora
    >>> estimate("tokenize", corpora.path("sample")).files
    34
    """
    options = replace(
        options,
        recipe=recipe or options.recipe,
        reading=reading or options.reading,
        format=format or options.format,
    )
    began, began_working = perf_counter(), process_time()
    entries = corpus_sources.listed(inputs)
    sources = corpus_sources.survey(entries, options.reading.selection()).sources
    if any(map(is_plain, sources)):
        options.recipe.check_plain_text(task)
    size = size_for(out, sources, entries, options)
    sample = Sample(sources, options.reading)
    done: list[Timed] = []
    sampling, since = perf_counter(), process_time() - began_working

    def is_enough() -> bool:
        now = perf_counter()
        has_some = bool(done) and done[-1].at >= done[0].at + LEAST_SECONDS
        return now >= began + seconds and (has_some or now >= sampling + seconds)

    with Pool(workers=0) as pool:
        setup = options.recipe.shared_setup(task, render=size.format)
        keys, found = keys_and_records(sample.records(), FORMATS[size.format], options.recipe.features is not None)
        size = replace(size, keys=keys or ())
        spared = SparedSeconds(read_by_blocks(sources, size.format, options, is_stream(out)))
        records = with_columns_of(until(is_enough, islice(spared.counted(found), options.limit)), keys)
        for outcome in outcomes(pool, task, records, setup, options.timeout):
            done.append(Timed(outcome, process_time() - began_working - spared.seconds))
    return scaled(sample, done, options, size, since)


def until(is_enough: Callable[[], bool], records: Iterable[tuple[int, Located]]) -> Iterator[tuple[int, Located]]:
    """Yield records until there are enough."""
    for record in records:
        yield record
        if is_enough():
            return


def size_for(out: str | None, sources: Sequence[Source], given: Sequence[str], options: Options) -> Size:
    """Return how the size of an output is found; raises `InputError` where the job would be refused it."""
    if out is None or is_stream(out):
        return Size(streamable_format(None if is_stdout(out) else Path(str(out)), options), None)
    layout = plan(out, sources, given, options)
    return Size(layout.format, layout.compression)


@dataclass(frozen=True, slots=True)
class Size:
    """How many bytes an output takes, in a format and compressed."""

    format: str
    compression: str | None
    keys: tuple[str, ...] = ()  # of metadata, that have columns of their own

    def of(self, rendered: bytes) -> int:
        """Return the bytes of what was rendered."""
        if not FORMATS[self.format].is_binary:
            return len(compressor(self.compression)(rendered))
        made = io.BytesIO()
        columns = FORMATS[self.format].columns
        with ParquetWriter(made, {}, columns(self.keys) if columns else ()) as writer:
            writer.write(rendered)
        return len(made.getvalue())

    def scaled(self, rendered: Sequence[bytes], factor: float) -> tuple[float, float]:
        """Estimate the bytes of so many times as much, and the seconds to make them of what is rendered.

        Of a table, there is what it has once and what grows with it.
        """
        whole = sum(map(len, rendered)) * factor
        some = b"".join(up_to(rendered, PACKED))
        if not some:
            return 0.0, 0.0
        half = b"".join(up_to(rendered, len(some) // 2))
        size_of_half = self.of(half)  # first, as the libraries are loaded for it, which takes no longer for more
        began = process_time()
        size = self.of(some)
        packing = (process_time() - began) / len(some) * whole
        mean = size / len(some)
        if len(half) == len(some) or whole <= len(some):
            return mean * whole, packing
        growing = (size - size_of_half) / (len(some) - len(half))
        rate = growing if FORMATS[self.format].is_binary else (mean + growing) / 2  # a member may begin anew
        return size + rate * (whole - len(some)), packing


def up_to(rendered: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield documents until there are bytes enough.

    >>> list(up_to([b"abc", b"de", b"f"], 4))
    [b'abc', b'de']
    """
    total = 0
    for one in rendered:
        yield one
        total += len(one)
        if total >= size:
            return


def scaled(sample: Sample, done: Sequence[Timed], options: Options, size: Size, since: float) -> Estimate:
    """Extrapolate from a sample to the whole, by size where sizes are known, else by the number of files."""
    annotated = sum(one.outcome.weight for one in done)
    characters = characters_of(sample)
    documents = documents_of(sample)
    share = 1.0 if options.limit is None else min(1.0, options.limit / max(1, documents))
    factor = characters * share / annotated if annotated else 0.0
    failed = [one.outcome.error for one in done if one.outcome.error is not None]
    output, packing = size.scaled([one.outcome.rendered for one in done], factor)
    work = characters * share / speed(done, since)
    return Estimate(
        len(sample.sources),
        round(documents * share),
        round(sum(one.outcome.tokens for one in done) * factor),
        round(characters * share),
        round(output),
        len(failed),
        seconds_of(done[0].at if done else 0.0, work, packing, options.workers),
        usable_cores(),
        why_of(failed[0]) if failed else "",
        options.on_error == "quarantine",
    )


def why_of(error: Exception) -> object:
    """Return what an error says, in a line; with its options, where it has any, so that flags can be made of them."""
    said = error.args[0] if len(error.args) == 1 else None
    return said if isinstance(said, Message) else " ".join(str(error).partition("\n")[0].split())


def characters_of(sample: Sample) -> float:
    """Estimate how many characters the whole corpus has."""
    read = sum(piece.characters for piece in sample.pieces)
    return read * growth(sample)


def growth(sample: Sample) -> float:
    """Return how many times as large as the part that was read the whole corpus is."""
    total, read = sum(map(size_of, sample.sources)), sample.bytes_read()
    if total and read:
        return max(1.0, total / read)
    return len(sample.sources) / max(1, len(sample.pieces))


def documents_of(sample: Sample) -> int:
    """Estimate how many documents the whole corpus has: as many as files, where each has one."""
    read = sum(piece.records for piece in sample.pieces)
    if all(piece.is_whole and piece.records == 1 for piece in sample.pieces):
        return len(sample.sources)
    return round(read * growth(sample))


def speed(done: Sequence[Timed], since: float = 0.0) -> float:
    """Return the characters a second in the second half of the time, when the kernels know the commonest words.

    Where all came at once, that is since the sample was begun.
    """
    if not done:
        return 1.0
    first, last = done[0].at, done[-1].at
    middle = next(number for number, one in enumerate(done) if one.at >= (first + last) / 2)
    if last > (start := done[middle].at):
        return sum(one.outcome.weight for one in done if one.at > start) / (last - start) or 1.0
    return sum(one.outcome.weight for one in done) / max(last - since, SHORTEST) or 1.0


def seconds_of(start: float, work: float, packing: float, workers: int | None) -> dict[int, float]:
    """Return how long the work of one worker takes so many: one, and those that were asked for, or as many as cores.

    The coordinator packs what they render.
    """
    cores = usable_cores()
    counts = sorted({1, cores if workers is None else max(1, workers)})
    begun, mine = START_SECONDS + start, COORDINATOR_SHARE * work + packing
    return {count: begun + max(work / count, (work + mine) / cores, mine) for count in counts}
