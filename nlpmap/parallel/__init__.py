"""The map: batches, coordinator, transports. It knows no NLP."""

from .pool import Pool, imap, map
from .transports.specs import parse

__all__ = ["Pool", "imap", "map", "parse"]
