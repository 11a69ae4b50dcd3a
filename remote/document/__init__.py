"""A document and what annotation adds to it: sentences, tokens, tags, chunks."""

from .annotation import Annotation, Token, by_sentence
from .chunks import Chunk, chunks_of, chunks_of_sentences, iob_of
from .document import Document
from .original import Original
from .sentence import Sentence

__all__ = [
    "Annotation",
    "Chunk",
    "Document",
    "Original",
    "Sentence",
    "Token",
    "by_sentence",
    "chunks_of",
    "chunks_of_sentences",
    "iob_of",
]
