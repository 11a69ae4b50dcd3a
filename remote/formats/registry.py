"""All formats by name. To add one, write a module with a ``FORMAT`` and add its name here."""

from __future__ import annotations

from importlib import import_module

from .format import Format, Render, UnfitForFormat

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

    >>> from ..document import Document
    >>> renderer("slash")(Document.from_sents([[("Yes", "UH")]]))
    'Yes/UH\\n\\n'
    """
    render = FORMATS[name].render
    if render is None:
        raise ValueError(f"{name} can only be read")
    return render


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
