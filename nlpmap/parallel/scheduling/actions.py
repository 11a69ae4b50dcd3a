"""What the coordinator wants done, and the outcomes of items."""

from __future__ import annotations

from dataclasses import dataclass

from .batches import Batch


@dataclass(frozen=True, slots=True)
class Send:
    """Send this batch to that slot's worker."""

    slot: int
    batch: Batch


@dataclass(frozen=True, slots=True)
class Pause:
    """Let the module's loop end, so that it answers what it gathered."""

    slot: int


@dataclass(frozen=True, slots=True)
class Kill:
    """Kill that slot's worker, which is counted as dead already."""

    slot: int


@dataclass(frozen=True, slots=True)
class Spawn:
    """Start a new worker for that slot."""

    slot: int


Action = Send | Pause | Kill | Spawn


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of ``count`` consecutive items from ``start`` on: ``content`` is the driver's own affair."""

    start: int
    count: int
    content: object
    size: int
