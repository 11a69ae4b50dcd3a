"""How far a job is, told at each document: in reports, on a bar, and in the note beside the output."""

from __future__ import annotations

from collections.abc import Callable

from ..records.parts import Part
from .bar import Bar
from .live import LiveNote
from .sizes import InputSizes
from .summary import Summary

Report = Callable[[Summary], None]


class Progress:
    """Counts what is done into a summary, and tells of it.

    >>> reports = []
    >>> progress = Progress(Summary("tag", "out"), InputSizes([]), lambda summary: reports.append(summary.documents))
    >>> progress.at(Part(documents=2))
    >>> reports
    [2]
    """

    def __init__(self, summary: Summary, sizes: InputSizes, report: Report, note: LiveNote | None = None) -> None:
        self.summary = summary
        self.sizes = sizes
        self.report = report
        self.note = note

    def start(self) -> None:
        """Let a bar show how much there is to do."""
        if isinstance(self.report, Bar):
            self.report.start(self.summary)

    def count(self, done: Part) -> None:
        """Take over the totals of what is done."""
        self.summary.count(done, self.sizes.read_by(done))

    def at(self, done: Part) -> None:
        """Count what is done, and tell of it."""
        self.count(done)
        if self.note is not None:
            self.note.update(self.summary)
        self.report(self.summary)
