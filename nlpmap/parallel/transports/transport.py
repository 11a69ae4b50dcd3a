"""What the map asks of anything that carries messages to workers: start, send, deliver events, kill."""

from __future__ import annotations

from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from ...remote.serving.messages import FromWorker, ToWorker
from ...remote.serving.wire import Codec

THIS_MACHINE = "this machine"
THIS_PROCESS = "this process"


@dataclass(frozen=True, slots=True)
class Event:
    """A message from a slot's worker; ``life`` counts the slot's workers, so that a dead one's can be told."""

    slot: int
    life: int
    message: FromWorker


@dataclass(frozen=True, slots=True)
class Identity:
    """How a worker is named in errors and logs."""

    name: str
    host: str


class Transport(Protocol):
    """Carries messages between the map and the workers in its slots.

    Each worker's first event is a `Hello` or `Refused`; its last, however it ends, `Gone`.
    """

    identities: list[Identity]  # of the worker in each slot
    codec: Codec
    events: SimpleQueue[Event]

    def spawn(self, slot: int, life: int) -> None:
        """Start a worker for a slot, in place of the last if there was one, and return at once."""

    def send(self, slot: int, message: ToWorker) -> None:
        """Queue a message to a slot's worker and return at once."""

    def kill(self, slot: int) -> str:
        """End a slot's worker now, and return how it ended."""

    def close(self) -> None:
        """End all workers, and leave no process behind."""
