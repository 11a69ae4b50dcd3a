"""A document and what annotation adds to it: sentences, tokens, tags, chunks."""

from .document import Annotation, Chunk, Document, Sentence, Token, chunks_of, iob_of

__all__ = ["Annotation", "Chunk", "Document", "Sentence", "Token", "chunks_of", "iob_of"]
