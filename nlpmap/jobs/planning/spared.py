"""Spared: what a sample spends on reading documents one by one, where the job reads its files by blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import thread_time

from ...corpus.inputs.sources import Source
from ...corpus.reading.blocks import comes_in_blocks
from ...corpus.reading.located import Located
from ..manifest import Options
from .sampling import size_of

SPARED = 0.6  # of the time that documents take to be read one by one, where a job reads blocks


def by_blocks(source: Source, keys: Sequence[str], options: Options) -> bool:
    """Return whether the job reads a source by blocks, as far as that is known."""
    if keys or options.limit is not None or options.timeout is not None or options.shards is not None:
        return False
    return comes_in_blocks(source, size_of(source), options.reading)


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
