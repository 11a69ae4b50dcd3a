"""Corpora: documents with an order, read from files and written to them. It knows no processes."""

from ..remote.document import Annotation, Chunk, Document, Sentence, Token
from .annotated import AnnotatedCorpus, open
from .reading.reading import Reading, read
from .writing import write

__all__ = [
    "AnnotatedCorpus",
    "Annotation",
    "Chunk",
    "Document",
    "Reading",
    "Sentence",
    "Token",
    "open",
    "read",
    "write",
]
