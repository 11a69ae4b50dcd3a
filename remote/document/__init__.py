"""A document and what annotation adds to it: sentences, tokens, tags, chunks."""

from .annotation import Annotation, Token
from .chunks import Chunk, chunks_of, iob_of
from .document import Document, Sentence

__all__ = ["Annotation", "Chunk", "Document", "Sentence", "Token", "chunks_of", "iob_of"]
