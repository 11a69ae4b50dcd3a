"""Progress: what a job has done so far, as numbers, as a sentence and as a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from ..corpus.reading.located import Position
from ..files.compression import compression_of
from ..remote.components import Task
from .records.parts import Part

PAST = {"tokenize": "tokenized", "tag": "tagged", "chunk": "chunked"}


@dataclass(slots=True)
class Summary:
    """What a job has done so far, with what earlier runs of it did; ``errors`` is where failures are written."""

    task: Task
    out: str
    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    seconds: float = 0.0
    failed: int = 0
    errors: str = ""
    total_bytes: int = 0
    read_bytes: int = 0
    left_out: int = 0  # files

    @property
    def rate(self) -> float:
        """Tokens a second."""
        return self.tokens / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """The seconds to come, if what is to come takes as long, by its size, as what is done."""
        if not self.read_bytes or not self.total_bytes:
            return None
        return self.seconds * max(0, self.total_bytes - self.read_bytes) / self.read_bytes

    def count(self, part: Part, read_bytes: int) -> None:
        """Take over the totals of what is done."""
        self.documents, self.sentences, self.tokens = part.documents, part.sentences, part.tokens
        self.failed, self.seconds, self.read_bytes = part.failed, part.seconds, read_bytes

    def __str__(self) -> str:
        counts = [(self.documents, "document"), (self.sentences, "sentence"), (self.tokens, "token")]
        done = ", ".join(counted(number, noun) for number, noun in counts)
        failed = f"; {counted(self.failed, 'document')} failed: {self.errors}" if self.failed else ""
        left_out = f"; {counted(self.left_out, 'file')} left out" if self.left_out else ""
        took = f"{self.seconds:.1f} s ({self.rate:,.0f} tokens/s)"
        return f"{PAST[self.task]} {done} in {took}: {self.out}{failed}{left_out}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "token"), counted(1200, "token")
    ('1 token', '1,200 tokens')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class Sizes:
    """The sizes of a job's inputs, as its ledger has them; ``total`` is 0 where one is unknown.

    >>> sizes = Sizes([{"name": "a.txt", "size": 10}, {"name": "b.txt", "size": 20}])
    >>> sizes.total, sizes.before(1, Position(offset=5)), sizes.before(2, Position())
    (30, 15, 30)
    """

    def __init__(self, inputs: Sequence[Mapping[str, Any]]) -> None:
        sizes = [entry.get("size") for entry in inputs]
        known = [size for size in sizes if isinstance(size, int)]
        self.sums = list(accumulate(known if len(known) == len(sizes) else [0] * len(sizes), initial=0))
        self.total = self.sums[-1]
        self.packed = [compression_of(entry["name"]) is not None for entry in inputs]

    def before(self, source: int, end: Position) -> int:
        """Return how many bytes come before a place; of a compressed file, whose unpacked bytes are counted, none."""
        if source >= len(self.packed):
            return self.total
        if self.packed[source]:
            return self.sums[source]
        return min(self.sums[source] + end.offset, self.sums[source + 1])

    def read_by(self, part: Part) -> int:
        """Return how many bytes come before the end of a part."""
        return self.total if part.finished else self.before(part.source, part.end)


@contextmanager
def bar(task: str) -> Iterator[Callable[[Summary], None]]:
    """Move a bar: documents, tokens a second, failures, and, where the size of the input is known, the time left."""
    from tqdm.auto import tqdm

    with tqdm(desc=task, unit=" documents") as moving:

        def update(summary: Summary) -> None:
            failed = f", {summary.failed:,} failed" if summary.failed else ""
            left = f", {tqdm.format_interval(summary.seconds_left)} left" if summary.seconds_left else ""
            moving.set_postfix_str(f"{summary.rate:,.0f} tokens/s{failed}{left}", refresh=False)
            moving.update(summary.documents + summary.failed - moving.n)

        yield update
