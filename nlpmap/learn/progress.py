"""How long work reports its progress: by a line of text now and then."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str], object]


def silent(message: str) -> None:
    """Report nothing."""
