"""What may be given as documents: texts, documents, rows with a text, and each of these with a context."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import InputError
from ..remote.document import Document

Entry = Any  # str | Document | Mapping[str, Any] | tuple[str | Document | Mapping[str, Any], Any]
Entries = Iterable[Entry]
TABLES = {  # by the names of their types: none of their libraries needs to be there
    "DataFrame": 'its column, as nlpmap.tag(frame["{key}"]), or rows with their metadata: frame.to_dict("records")',
    "LazyFrame": 'frame.collect()["{key}"]',
    "Table": 'table["{key}"].to_pylist(), or rows with their metadata: table.to_pylist()',
    "RecordBatch": 'batch["{key}"].to_pylist()',
    "DatasetDict": 'one of its splits, as dataset["train"]',
    "IterableDatasetDict": 'one of its splits, as dataset["train"]',
}
MISSING = ("NAType", "NaTType", "NoneType")


@dataclass(frozen=True)
class Misfit:
    """An entry that is no document: its index, and what is wrong with it."""

    index: int
    message: str


class Given(NamedTuple):
    """An entry as it was given: its document, and its context where it came as a pair."""

    document: Document | Misfit
    context: object = None
    is_pair: bool = False


def check_documents(documents: object, text_key: str = "text") -> None:
    """Raise `InputError`, with what to write instead, for what is one thing and no series of documents.

    >>> check_documents("Hello.")
    Traceback (most recent call last):
    nlpmap.errors.InputError: documents are an iterable of texts or Documents; for one text, write [text]; ...
    """
    kind = type(documents).__name__
    if kind in TABLES:
        raise InputError(f"documents is a {kind}; give {TABLES[kind].format(key=column_of(documents, text_key))}")
    if isinstance(documents, (str, bytes, Document)):
        hint = "for one text, write [text]; for files, nlpmap.read(path)"
        raise InputError(f"documents are an iterable of texts or Documents; {hint}")
    if isinstance(documents, os.PathLike):
        raise InputError(f"documents is a path; read it first: nlpmap.read({os.fspath(documents)!r})")
    if isinstance(documents, Mapping) and documents and not any(map(is_entry, documents.values())):
        key = text_key if text_key in documents else next(iter(documents))
        raise InputError(f"documents is a {kind}, whose keys would be tagged; give one of its values, as its [{key!r}]")
    if isinstance(documents, Mapping):
        hint = "give its documents.values(), pairs as ((text, key) for key, text in documents.items()), or [row]"
        raise InputError(f"documents is a {kind}, whose keys would be tagged; {hint}")
    if not isinstance(documents, Iterable) and not hasattr(documents, "__getitem__"):
        raise InputError(f"documents is a {kind}, and no iterable of texts or Documents; for one, write [document]")


def is_entry(value: object) -> bool:
    return isinstance(value, (str, Document, Mapping))


def column_of(table: Any, text_key: str) -> str:
    """Return the name of a table's column of texts, or what stands for it in a message."""
    names: Any = getattr(table, "column_names", getattr(table, "columns", ()))
    return text_key if text_key in names else "the column of texts"


class EntryReader:
    """Makes documents of entries, which are numbered from 0 on.

    >>> entries = EntryReader(text_key="body")
    >>> entries({"body": "Hello.", "stars": 5}, 0).document.metadata
    {'stars': 5}
    >>> entries(("Hello.", "ctx"), 1).context, entries(None, 2).document.message
    ('ctx', 'document 3 is missing (None)')
    """

    def __init__(self, text_key: str = "text", id_key: str = "id", as_tuples: bool = False) -> None:
        self.text_key = text_key
        self.id_key = id_key
        self.as_tuples = as_tuples

    def __call__(self, entry: Entry, index: int) -> Given:
        entry = self._named(entry)
        if isinstance(entry, tuple) and len(entry) == 2:
            return Given(self._document(entry[0], index), entry[1], is_pair=True)
        if self.as_tuples:
            message = f"document {index + 1} is a {type(entry).__name__}; with as_tuples=True each is (text, context)"
            return Given(Misfit(index, message), is_pair=True)
        return Given(self._document(entry, index))

    def _document(self, entry: Entry, index: int) -> Document | Misfit:
        if isinstance(entry, Document):
            if isinstance(entry.text, str) and isinstance(entry.id, str):
                return entry
            kinds = f"id is a {type(entry.id).__name__} and its text a {type(entry.text).__name__}"
            return Misfit(index, f"document {index + 1}: its {kinds}; both are texts: nlpmap.Document(id, text)")
        if isinstance(entry, str):
            return Document(str(index + 1), str(entry))
        if isinstance(entry, Mapping):
            return self._row(entry, index)
        if callable(as_py := getattr(entry, "as_py", None)):  # a cell of Arrow's
            return self._document(as_py(), index)
        return Misfit(index, f"document {index + 1} {wrong_with(entry)}")

    def _named(self, entry: Entry) -> Entry:
        """Return a row whose cells have names, as a named tuple, `sqlite3.Row` or pandas' ``Series``, as a mapping."""
        names = getattr(entry, "_fields", ()) if isinstance(entry, tuple) else ()
        if self.text_key in names:
            return dict(zip(names, entry, strict=True))
        keys = getattr(entry, "keys", None)
        if isinstance(entry, Mapping) or not callable(keys) or hasattr(entry, "as_py"):
            return entry
        return {key: entry[key] for key in keys()}

    def _row(self, row: Mapping[str, Any], index: int) -> Document | Misfit:
        where = f"document {index + 1}"
        if self.text_key not in row:
            keys = ", ".join(map(repr, row))
            return Misfit(index, f"{where} has no {self.text_key!r}; its keys: {keys}. Say which: text_key=")
        text, id = row[self.text_key], row.get(self.id_key)
        if not isinstance(text, str):
            return Misfit(index, f"{where}: its {self.text_key!r} {wrong_with(text)}")
        metadata = {key: value for key, value in row.items() if key not in (self.text_key, self.id_key)}
        return Document(str(index + 1 if is_missing(id) else id), str(text), metadata)


def is_missing(value: object) -> bool:
    """Return whether a table's cell is empty.

    >>> is_missing(None), is_missing(float("nan")), is_missing("")
    (True, True, False)
    """
    return type(value).__name__ in MISSING or (isinstance(value, float) and value != value)


def wrong_with(entry: object) -> str:
    """Return what is wrong with an entry that is no document.

    >>> wrong_with(float("nan")), wrong_with(3)
    ('is missing (nan)', 'is a int; documents are texts, nlpmap.Document, or dicts with a text')
    """
    if is_missing(entry):
        return f"is missing ({entry})"
    kind = type(entry).__name__
    if isinstance(entry, os.PathLike):
        return f"is a path; for files, give nlpmap.read({os.fspath(entry)!r})"
    if isinstance(entry, (bytes, bytearray)):
        return f"is {kind}; decode it first: .decode('utf-8')"
    if isinstance(entry, (list, tuple)) and all(isinstance(word, (str, list, tuple)) for word in entry):
        return f"is a {kind}; for words that are split already, give nlpmap.Document.from_sents([words])"
    return f"is a {kind}; documents are texts, nlpmap.Document, or dicts with a text"
