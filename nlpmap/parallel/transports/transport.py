"""What the map asks of anything that carries batches to workers: start, send, deliver events, kill."""

from __future__ import annotations

from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol

from ...remote.serving.wire import Codec

Message = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A message from a slot's worker; ``life`` counts the slot's workers, so that a dead one's can be told."""

    slot: int
    life: int
    message: Message


@dataclass(frozen=True, slots=True)
class Identity:
    """How a worker is named in errors and logs."""

    name: str
    host: str


class Transport(Protocol):
    """Carries messages between the map and the workers in its slots.

    Each worker's first event is ``("hello", {...})``; its last, however it ends, ``("gone",)``.
    """

    slots: int
    codec: Codec
    events: SimpleQueue[Event]

    def spawn(self, slot: int) -> None:
        """Start a worker for a slot and return at once."""

    def life(self, slot: int) -> int:
        """Count the workers that the slot has had; 0 before the first."""

    def send(self, slot: int, message: Message) -> None:
        """Queue a message to a slot's worker and return at once."""

    def kill(self, slot: int) -> str:
        """End a slot's worker now, and tell how it ended."""

    def identity(self, slot: int) -> Identity:
        """Name a slot's worker."""

    def close(self) -> None:
        """End all workers, and leave no process behind."""
