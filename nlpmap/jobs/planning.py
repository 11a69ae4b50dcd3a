"""Estimates: what a job would take, from a sample of its corpus: documents, tokens, time, disk, and useful workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from ..annotate import Pool
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.sources import PathLike, Source
from ..corpus.reading.located import Located
from ..corpus.reading.reading import Reading, documents_with_positions
from ..errors import Message, Option
from ..files.compression import compression_of, compressor
from ..parallel.transports.cores import usable_cores
from ..recipe import Recipe
from ..remote.components import Task
from .outcomes import Outcome, outcomes
from .progress import counted

SAMPLED_SOURCES = 20
SAMPLED_CHARACTERS = 400_000
SAMPLED_RECORDS = 200  # of each source
START_SECONDS = 0.6  # of workers, until they work
COORDINATOR_SHARE = 0.05  # of a worker's time, that reading and writing takes for its documents


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a job over a corpus would take; ``seconds`` by the number of workers."""

    files: int
    documents: int
    tokens: int
    characters: int
    output_bytes: int
    failures: int
    seconds: dict[int, float]
    cores: int

    @property
    def useful_workers(self) -> int:
        """The fewest workers that are within a tenth of the fastest."""
        fastest = min(self.seconds.values())
        return min(workers for workers, seconds in self.seconds.items() if seconds <= 1.1 * fastest)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The estimate in words."""
        times = ", ".join(f"{in_words(seconds)} with -j {workers}" for workers, seconds in self.seconds.items())
        best = self.useful_workers
        advice = "more workers would not help" if best < max(self.seconds) else "more cores would help"
        lines = [
            f"{counted(self.files, 'file')}: about {counted(self.documents, 'document')}, "
            f"{counted(self.tokens, 'token')}, {self.characters / 1e6:,.1f} MB of text",
            f"  output: about {self.output_bytes / 1e6:,.1f} MB",
            f"  time: about {times}",
            f"  on this machine's {counted(self.cores, 'core')} take -j {best}; {advice}",
        ]
        if self.failures:
            failed = f"  {counted(self.failures, 'document')} of the sample failed; see "
            return Message("\n".join([*lines, failed]), Option("on_error", "quarantine"))
        return Message("\n".join(lines))


def in_words(seconds: float) -> str:
    """Write a length of time.

    >>> in_words(7), in_words(600), in_words(9000)
    ('7 s', '10 min', '2.5 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def estimate(
    task: Task,
    inputs: PathLike | Iterable[PathLike],
    out: str | None = None,
    *,
    recipe: Recipe = Recipe(),
    reading: Reading = Reading(),
    format: str = "conllu",
) -> Estimate:
    """Annotate a sample of a corpus in this process, and estimate what all of it would take.

    >>> from nlpmap import corpora
    >>> estimate("tokenize", corpora.path("sample")).files
    34
    """
    sources = corpus_sources.survey(inputs, reading.selection()).sources
    sample = sources[:: max(1, len(sources) // SAMPLED_SOURCES)][:SAMPLED_SOURCES]
    pieces = [piece_of(source, reading) for source in sample]
    records = [(0, found) for piece in pieces for found in piece]
    with Pool(workers=0) as pool:
        setup = recipe.shared_setup(task, render=format)
        half = len(records) // 2  # with which the kernels get to know the commonest words, which a job does once
        first = list(outcomes(pool, task, records[:half], setup))
        began = perf_counter()
        second = list(outcomes(pool, task, records[half:], setup))
        seconds = perf_counter() - began
    done = [*first, *second]
    seconds *= sum(outcome.weight for outcome in done) / max(1, sum(outcome.weight for outcome in second))
    return scaled(sources, sample, pieces, done, seconds, out)


def piece_of(source: Source, reading: Reading) -> list[Located]:
    """Read the first records of a source, up to its share of the sample."""
    return list(islice(up_to(documents_with_positions(source, reading)), SAMPLED_RECORDS))


def up_to(found: Iterable[Located]) -> Iterator[Located]:
    """Yield records until there are characters enough."""
    characters = 0
    for record in found:
        yield record
        characters += len(record.document.text) if record.document else 0
        if characters >= SAMPLED_CHARACTERS // SAMPLED_SOURCES:
            return


def scaled(
    sources: Sequence[Source],
    sample: Sequence[Source],
    pieces: Sequence[Sequence[Located]],
    done: Sequence[Outcome],
    seconds: float,
    out: str | None,
) -> Estimate:
    """Extrapolate from a sample to the whole, by size where sizes are known, else by the number of files."""
    characters = sum(outcome.weight for outcome in done)
    whole = sum(share_of(source, piece) for source, piece in zip(sample, pieces, strict=True)) or 1.0
    factor = whole / max(1, len(sample)) * len(sources) / max(1e-9, characters) if characters else 0.0
    packed = packing(b"".join(outcome.rendered for outcome in done), out)
    work = seconds * factor
    cores = usable_cores()
    times = {
        workers: START_SECONDS + max(work / workers, COORDINATOR_SHARE * work)
        for workers in sorted({1, cores, 2 * cores})
        if workers <= cores or workers == 1
    }
    return Estimate(
        len(sources),
        round(len(done) * factor) or len(done),
        round(sum(outcome.tokens for outcome in done) * factor),
        round(characters * factor),
        round(packed * factor),
        sum(outcome.error is not None for outcome in done),
        times,
        cores,
    )


def share_of(source: Source, piece: Sequence[Located]) -> float:
    """Estimate how many characters a source has, from its first records and how far into it they go."""
    characters = sum(len(found.document.text) for found in piece if found.document)
    size = source.fingerprint().get("size")
    if not piece or not isinstance(size, int) or not characters:
        return float(characters)
    read = min(piece[-1].end.offset, 2**62)
    unpacked = size
    if source.compression is not None:
        content = "".join(found.document.text for found in piece if found.document).encode("utf-8", "replace")
        unpacked = round(size * len(content) / len(compressor(source.compression)(content)))
    return characters * max(1.0, unpacked / max(1, read)) if read < unpacked else float(characters)


def packing(content: bytes, out: str | None) -> int:
    """Return how many bytes a content takes in an output."""
    return len(compressor(compression_of(out) if out else None)(content))
