"""Spared: what a sample spends on reading documents one by one, where the job reads its files by blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import thread_time

from ...corpus.inputs.sources import Source
from ...corpus.reading.blocks import comes_in_blocks
from ...corpus.reading.located import Located
from ...files.special import is_special
from ...remote.formats import FORMATS
from ..by_blocks import writes_blocks
from ..manifest import Options
from ..output.streams import is_stdout
from .sampling import size_of

SPARED = 0.6  # of the time that documents take to be read one by one, where a job reads blocks


def is_stream(out: str | None) -> bool:
    """Return whether an output is written as it comes: to standard output, a pipe or a device."""
    return out is None or is_stdout(out) or is_special(Path(out))


def read_by_blocks(
    sources: Sequence[Source], format: str, options: Options, is_stream: bool = False
) -> Callable[[int], bool]:
    """Return what tells whether the job reads a source, by its number, by blocks, as far as that is known."""
    is_any = not is_stream and options.shards is None and writes_blocks(options, FORMATS[format], sources)
    return lambda number: is_any and comes_in_blocks(sources[number], size_of(sources[number]), options.reading)


@dataclass(slots=True)
class SparedSeconds:
    """Counts what is spent on reading by documents, as the sample is, and is not where the job reads by blocks."""

    is_spared: Callable[[int], bool]
    seconds: float = 0.0

    def counted(self, records: Iterable[tuple[int, Located]]) -> Iterator[tuple[int, Located]]:
        """Yield records as they are read."""
        began = thread_time()
        for number, found in records:
            if self.is_spared(number):
                self.seconds += SPARED * (thread_time() - began)
            yield number, found
            began = thread_time()
