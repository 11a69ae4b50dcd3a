"""Corpora: documents with an order, read from files and written to them. It knows no processes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time, each name is imported when it is first asked for
    from ..remote.document import Annotation as Annotation
    from ..remote.document import Chunk as Chunk
    from ..remote.document import Document as Document
    from ..remote.document import Sentence as Sentence
    from ..remote.document import Token as Token
    from .annotated import AnnotatedCorpus as AnnotatedCorpus
    from .annotated import open as open
    from .reading.reading import Reading as Reading
    from .reading.reading import read as read
    from .writing import write as write

ROOMS = {
    "..remote.document": ("Annotation", "Chunk", "Document", "Sentence", "Token"),
    ".annotated": ("AnnotatedCorpus", "open"),
    ".reading.reading": ("Reading", "read"),
    ".writing": ("write",),
}

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


if not TYPE_CHECKING:  # else any name would pass for one that is there

    def __getattr__(name: str) -> object:
        """Import what is asked for when it is first asked for: an index is opened without what reads files."""
        from importlib import import_module

        room = next((room for room, names in ROOMS.items() if name in names), None)
        if room is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(room, __name__), name)
        return value
