"""Annotated files scanned for words, tags and sentences alone: many times faster than documents are read.

A scan gives the columns of each document and no offsets, no text and no metadata. What is not quite regular is left to
the readers, which know every case.
"""

from .columns import Irregular, Landmark, Scan, scan_of

__all__ = ["Irregular", "Landmark", "Scan", "scan_of"]
