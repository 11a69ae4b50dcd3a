"""The bar that shows a job's progress: on standard error, and in notebooks as theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .progress import Summary


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
