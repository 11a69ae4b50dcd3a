"""Corpora: documents with an order, read from files and written to them. It knows no processes."""

from ..remote.document import Annotation, Chunk, Document, Sentence, Token
from .reading import Reading, read
from .writing import write

__all__ = ["Annotation", "Chunk", "Document", "Reading", "Sentence", "Token", "read", "write"]
