"""The bar of a job: how much of the input is read, what came of it, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any

from .summary import Summary, counted

SECONDS = 0.5  # between two looks at the clock
WITH_BAR = "{desc}: {percentage:3.0f}%|{bar}| {unit} [{elapsed}]"
WITHOUT = "{desc}: {unit} [{elapsed}]"


class Bar:
    """A bar that a job moves by calling it; time passes on it, too, while nothing comes."""

    def __init__(self, moving: Any) -> None:
        self.moving = moving
        self.summary: Summary | None = None
        self.at = monotonic()
        self.ended = Event()
        self.clock = Thread(target=self._tick, name="bar", daemon=True)
        self.clock.start()

    def start(self, summary: Summary) -> None:
        """Show how much there is to do."""
        if summary.fraction is not None:
            self.moving.total = 1.0
            self.moving.bar_format = WITH_BAR
        self(summary)

    def __call__(self, summary: Summary) -> None:
        """Show what is done by now."""
        first, self.summary, self.at = self.summary is None, summary, monotonic()
        if summary.fraction is not None:
            self.moving.n = summary.fraction
        if first or self.at - self.moving.last_print_t >= self.moving.mininterval:
            self._show()

    def close(self) -> None:
        """Show the end, and leave it on the screen."""
        self.ended.set()
        self.clock.join()
        self._show()

    def _show(self) -> None:
        if self.summary is not None:
            self.moving.unit = figures(self.summary, monotonic() - self.at)
        self.moving.refresh()

    def _tick(self) -> None:
        while not self.ended.wait(SECONDS):
            self._show()


def figures(summary: Summary, since: float = 0.0) -> str:
    """Write what a bar says of a job, so many seconds after it was so.

    >>> figures(Summary("tag", "out", 1, 2, 3000, seconds=2.0, total_bytes=100, read_bytes=20))
    '1 document, 3,000 tokens, 1,500 tokens/s, 0:08 left'
    """
    done = [counted(summary.documents, "document"), counted(summary.tokens, "token"), f"{summary.rate:,.0f} tokens/s"]
    if summary.failed:
        done.append(f"{summary.failed:,} failed")
    if summary.seconds_left:
        seconds = summary.seconds_left * (1 + since / summary.seconds)
        hours, rest = divmod(round(seconds), 3600)
        done.append((f"{hours}:{rest // 60:02}" if hours else f"{rest // 60}") + f":{rest % 60:02} left")
    return ", ".join(done)


@contextmanager
def bar(task: str) -> Iterator[Bar]:
    """Move a bar, in notebooks theirs."""
    from tqdm.auto import tqdm

    with tqdm(desc=task, unit="starting", bar_format=WITHOUT, dynamic_ncols=True) as moving:
        shown = Bar(moving)
        try:
            yield shown
        finally:
            shown.close()
