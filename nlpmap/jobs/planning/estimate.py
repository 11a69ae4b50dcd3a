"""Estimates: what a job over a corpus would take: documents, tokens, time, disk, and useful workers."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Message, Option
from ..progress.summary import counted

FEW_SECONDS = 3.0  # which nobody waits for
LONG_SECONDS = 30.0  # from which on other hosts are worth the trouble


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
    why: object = ""  # the first failure of the sample
    goes_on: bool = False  # whether failures are set aside

    @property
    def useful_workers(self) -> int:
        """The fewest workers that are within a tenth of the fastest, or some seconds."""
        enough = max(1.1 * self.fastest, self.fastest + FEW_SECONDS)
        return min(workers for workers, seconds in self.seconds.items() if seconds <= enough)

    @property
    def fastest(self) -> float:
        """The seconds that it takes at best."""
        return min(self.seconds.values())

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The estimate in words."""
        times = ", ".join(f"{in_words(seconds)} with -j {workers}" for workers, seconds in self.seconds.items())
        best = self.useful_workers
        would_help = best == max(self.seconds) and self.fastest >= LONG_SECONDS
        advice = "more cores would help" if would_help else "more would hardly help"
        lines = [
            f"{counted(self.files, 'file')}: about {counted(self.documents, 'document')}, "
            f"{counted(self.tokens, 'token')}, {self.characters / 1e6:,.1f} MB of text",
            f"  output: about {self.output_bytes / 1e6:,.1f} MB",
            f"  time: about {times}",
            f"  on this machine's {counted(self.cores, 'core')} take -j {best}; {advice}",
        ]
        if self.failures:
            lines.append(f"  {counted(self.failures, 'document')} of the sample failed: ")
            add: tuple[object, ...] = (
                () if self.goes_on else ("\n  to go on without such, add ", Option("on_error", "quarantine"))
            )
            return Message("\n".join(lines), self.why, *add)
        return Message("\n".join(lines))


def in_words(seconds: float) -> str:
    """Write a length of time.

    >>> in_words(7), in_words(600), in_words(9000)
    ('7 s', '10 min', '2.5 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
