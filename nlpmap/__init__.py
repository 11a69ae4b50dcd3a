"""Tag a corpus, in order, on every core and host you have."""

from . import corpora, errors, plists
from .annotate import Pool, chunk, tag, tokenize
from .corpus import AnnotatedCorpus, Document, Reading, Token, open, read, write
from .parallel import imap, map, parse
from .recipe import Recipe

__version__ = "0.1.0"

__all__ = [
    "AnnotatedCorpus",
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
    "open",
    "parse",
    "plists",
    "read",
    "tag",
    "tokenize",
    "write",
]
