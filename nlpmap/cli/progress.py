"""The bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ..jobs import Summary


def bar_fits(out: str | None) -> bool:
    """Say whether standard error is a terminal, on which a bar would not run through the output."""
    to_stdout = out is None or out == "-"
    return is_terminal(sys.stderr) and not (to_stdout and is_terminal(sys.stdout))


def is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()  # None: closed by the shell


@contextmanager
def progress(task: str, shown: bool) -> Iterator[Callable[[Summary], None]]:
    """Give a function that moves a bar on standard error, or does nothing."""
    if not shown:
        yield lambda summary: None
        return
    from tqdm import tqdm

    with tqdm(desc=task, unit=" documents", file=sys.stderr) as bar:

        def update(summary: Summary) -> None:
            bar.set_postfix_str(f"{summary.tokens / max(summary.seconds, 1e-9):,.0f} tokens/s", refresh=False)
            bar.update(summary.documents - bar.n)

        yield update
