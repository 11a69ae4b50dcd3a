"""Progress: what a job has done so far, as numbers and as a sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ...remote.components import Task
from ..records.parts import Part

TELLING = 0.03  # of the input: before, the time that workers took to start is most of it,
STARTING = 15.0  # unless so many seconds have gone by
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
    limit: int | None = None
    note: str = ""  # why nothing was done
    left_out: int = 0  # files
    dropped: tuple[str, ...] = ()  # columns of the input that the format has no place for
    empty: int = 0  # of the documents: those without tokens, where the format has no place for them
    parts: tuple[int, int] | None = None  # that were done here, and that there are, where hosts share them

    @property
    def rate(self) -> float:
        """Tokens a second."""
        return self.tokens / self.seconds if self.seconds else 0.0

    @property
    def fraction(self) -> float | None:
        """The share that is done of the input's bytes, or of the limit; ``None`` where neither is known."""
        shares = [(self.read_bytes, self.total_bytes), (self.documents + self.failed, self.limit)]
        known = [done / whole for done, whole in shares if whole]
        return min(1.0, max(known)) if known else None

    @property
    def seconds_left(self) -> float | None:
        """The seconds to come, if what is to come takes as long, by its size, as what is done; not said too soon."""
        done = self.fraction
        if not done or (done < TELLING and self.seconds < STARTING):
            return None
        return self.seconds * (1 - done) / done

    def count(self, part: Part, read_bytes: int) -> None:
        """Take over the totals of what is done."""
        self.documents, self.sentences, self.tokens = part.documents, part.sentences, part.tokens
        self.failed, self.seconds, self.read_bytes = part.failed, part.seconds, read_bytes
        self.empty = part.empty

    def drop(self, columns: Collection[str]) -> None:
        """Take note of columns that the format has no place for."""
        if not {*columns} <= {*self.dropped}:
            self.dropped = tuple(sorted({*columns, *self.dropped}))

    def __str__(self) -> str:
        counts = [(self.documents, "document"), (self.sentences, "sentence"), (self.tokens, "token")]
        done = ", ".join(counted(number, noun) for number, noun in counts)
        failed = f"; {counted(self.failed, 'document')} failed: {self.errors}" if self.failed else ""
        left_out = f"; {counted(self.left_out, 'file')} left out" if self.left_out else ""
        if self.empty:
            left_out += f"; {counted(self.empty, 'document')} without tokens left no trace in the output"
        if self.dropped:
            left_out += f"; left out of the input's columns: {', '.join(self.dropped)}"
        if self.parts is not None:
            left_out = f"; {self.parts[0]:,} of {counted(self.parts[1], 'part')} done here{left_out}"
        if self.note:
            return f"{self.out}: {self.note} ({done}){failed}{left_out}"
        took = f"{self.seconds:.1f} s ({self.rate:,.0f} tokens/s)"
        return f"{PAST[self.task]} {done} in {took}: {self.out}{failed}{left_out}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "token"), counted(1200, "token")
    ('1 token', '1,200 tokens')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
