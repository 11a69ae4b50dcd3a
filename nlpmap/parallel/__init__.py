"""The map: batches, coordinator, transports. It knows no NLP."""

from .pool import WorkerPool, imap, map
from .transports.specs import parse

__all__ = ["WorkerPool", "imap", "map", "parse"]
