"""Numbers about a pool's workers, and the bar that shows a map's progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .results import Blocks


@dataclass(slots=True)
class WorkerStats:
    """What a slot's workers did: items answered, batches sent, bytes both ways, seconds at work, restarts."""

    worker: str
    host: str
    items: int = 0
    batches: int = 0
    bytes: int = 0
    busy_seconds: float = 0.0
    restarts: int = 0


def with_bar(blocks: Blocks[Any], total: int | None) -> Blocks[Any]:
    """Pass blocks of results on, under a bar with their rate and, where the total is known, the time left."""
    from tqdm.auto import tqdm

    with tqdm(total=total, unit=" items", smoothing=0.1) as bar:
        for block in blocks:
            yield block
            bar.update(len(block))
