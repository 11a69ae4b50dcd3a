"""All formats by name. To add one, write a module with a ``FORMAT`` and add its name here."""

from __future__ import annotations

from importlib import import_module

from ..document import Document
from .format import Format, Render, UnfitForFormat, Write

MODULES = (
    "conllu",
    "slash",
    "jsonl",
    "conll2000",
    "vertical",
    "tsv",
    "parquet",
    "jsonl_sentences",
    "parquet_rows:SENTENCES",
    "parquet_rows:DOCUMENTS",
)


def format_in(module: str) -> Format:
    """Return the format that a module of this package defines, by ``FORMAT`` or the name after a colon.

    >>> format_in("slash").suffixes
    ('.slash', '.pos')
    """
    file, _, name = module.partition(":")
    format: Format = getattr(import_module(f".{file}", __package__), name or "FORMAT")
    return format


FORMATS = {format.name: format for format in map(format_in, MODULES)}


def renderer(name: str) -> Render:
    """Return the function that writes a document in a format.

    >>> renderer("slash")(Document.from_sents([[("Yes", "UH")]]))
    'Yes/UH\\n\\n'
    """
    render = FORMATS[name].render
    if render is None:
        raise ValueError(f"{name} can only be read")
    return render


def writer(name: str) -> Write:
    """Return the function that writes a document in a format as UTF-8.

    >>> writer("slash")(Document.from_sents([[("Yes", "UH")]]))
    b'Yes/UH\\n\\n'
    """
    render, to_utf8 = renderer(name), FORMATS[name].to_utf8

    def write(document: Document) -> bytes:
        written = to_utf8(document) if to_utf8 else None
        return encoded(render(document)) if written is None else written

    return write


def encoded(text: str) -> bytes:
    """Encode text as UTF-8; raises `UnfitForFormat` for a lone surrogate, which UTF-8 can't hold."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise UnfitForFormat(f"{character}, half a character, can't be written as UTF-8. Try --format jsonl") from None


def is_encodable(key: str) -> bool:
    """Return whether a column can be called by a key."""
    try:
        encoded(key)
    except UnfitForFormat:
        return False
    return True
