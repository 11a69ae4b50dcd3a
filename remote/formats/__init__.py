"""Formats: a document to text, and text to documents, one module a format; pure, on strings and lines."""

from .format import Format, Parse, Render, UnfitForFormat, Write
from .registry import FORMATS, encoded, renderer, writer

__all__ = ["FORMATS", "Format", "Parse", "Render", "UnfitForFormat", "Write", "encoded", "renderer", "writer"]
