"""The map: batches, coordinator, transports. It knows no NLP."""

from .options import MapOptions, OnError
from .pool import WorkerPool, imap, map
from .results import Results
from .transports.specs import Specs, parse

__all__ = ["MapOptions", "OnError", "Results", "Specs", "WorkerPool", "imap", "map", "parse"]
