"""Tag a corpus, in order, on every core and host you have."""

from . import corpora, errors, plists
from .annotate import Pool, chunk, tag, tokenize
from .corpus import Document, Reading, Token, read, write
from .parallel import imap, map, parse
from .recipe import Recipe

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Pool",
    "Reading",
    "Recipe",
    "Token",
    "chunk",
    "corpora",
    "errors",
    "imap",
    "map",
    "parse",
    "plists",
    "read",
    "tag",
    "tokenize",
    "write",
]
