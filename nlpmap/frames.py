"""Documents as a table of their tokens, in pandas, polars or Arrow, with the columns of ``tsv`` and ``parquet``."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from .errors import InputError, meant
from .option_names import hinting
from .optional import library as imported
from .remote.document import Document
from .remote.document.tagset import universal as penn_to_universal
from .remote.formats.metadata import FEATS, plain, text_of
from .remote.formats.tsv import ALL_COLUMNS

LIBRARIES = ("pandas", "polars", "pyarrow")
NAMES = {"arrow": "pyarrow", "pd": "pandas", "pl": "polars", "pa": "pyarrow"}
Columns = dict[str, list[Any]]


@hinting("nlpmap.to_frame")
def to_frame(
    documents: Iterable[Document] | Document, library: str | None = None, metadata: bool | Sequence[str] = False
) -> Any:
    """Return a table of a row a token, with its document's id, its sentence's number and its own, both from 1.

    ``library`` is ``"pandas"``, ``"polars"`` or ``"pyarrow"``; where it is not given, one that is imported already, or
    else one that is installed. With ``metadata=True`` all keys of the documents' metadata are columns as well, with a
    list of keys these. A key that is the name of a column of tokens gets ``metadata.`` before it. Where a document has
    features, there is a column ``feats``, too.

    >>> frame = to_frame([Document.from_sents([[("Dogs", "NNS")]], "d1", {"year": 1900})], "pyarrow", metadata=["year"])
    >>> frame.column_names
    ['doc', 'sentence', 'token', 'form', 'start', 'end', 'xpos', 'upos', 'iob', 'lemma', 'year']
    >>> frame.to_pylist()[0]["upos"], frame.to_pylist()[0]["year"]
    ('NOUN', 1900)
    """
    if isinstance(documents, (str, Mapping)) or not isinstance(documents, (Document, Iterable)):
        raise InputError(f"documents are an iterable of Documents, not a {type(documents).__name__}")
    make = FRAMES[chosen(library)]
    return make(token_table([documents] if isinstance(documents, Document) else documents, metadata))


def chosen(library: str | None) -> str:
    """Return the library to make a table with; raises `InputError` where it is unknown, or there is none.

    >>> chosen("arrow")
    'pyarrow'
    """
    if library is not None:
        name = NAMES.get(library, library)
        if name not in LIBRARIES:
            raise InputError(f"unknown library {library!r}; {meant(library, LIBRARIES)}")
        return name
    loaded = [name for name in LIBRARIES if name in sys.modules]
    found = loaded or [name for name in LIBRARIES if importlib.util.find_spec(name) is not None]
    if not found:
        raise InputError("a table needs a library: pip install pandas (or polars, or pyarrow)")
    return found[0]


def token_table(documents: Iterable[Document], metadata: bool | Sequence[str]) -> Columns:
    """Gather the columns of all documents' tokens, and of their metadata."""
    columns: Columns = {name: [] for name in ALL_COLUMNS}
    keys = [] if isinstance(metadata, bool) else list(metadata)
    own: Columns = {key: [] for key in keys}
    count = 0
    for document in documents:
        if not isinstance(document, Document):
            raise InputError(f"documents are nlpmap.Document, not a {type(document).__name__}")
        for name, values in zip(ALL_COLUMNS, token_columns(document), strict=True):
            columns[name] += values
        if metadata is True:
            own.update({key: [None] * count for key in document.metadata if key not in own})
        size = len(document.annotated.forms)
        for key, column in own.items():
            column += [document.metadata.get(key)] * size
        count += size
    if all(value is None for value in columns[FEATS]):
        del columns[FEATS]
    return columns | {f"metadata.{key}" if key in columns else key: alike(column) for key, column in own.items()}


def alike(column: list[object]) -> list[object]:
    """Return a column of metadata as it is where its values are of one type, which tables want; else as text.

    >>> alike([1, None, 2.5]), alike([1, None, "many"])
    ([1, None, 2.5], ['1', None, 'many'])
    """
    kinds = {type(value) for value in column if value is not None}
    if len(kinds) <= 1 or kinds == {int, float}:
        return column
    return [None if value is None else text_of(plain({"": value})[""]) for value in column]


def token_columns(document: Document) -> Iterator[Sequence[object]]:
    """Yield the columns of a document's tokens, in the order of ``ALL_COLUMNS``."""
    columns = document.annotated
    size = len(columns.forms)
    nothing: Sequence[str | None] = [None] * size
    ranges = list(columns.sentence_ranges())
    tags = columns.tags or nothing
    yield [document.id] * size
    yield list(chain.from_iterable([number] * (last - first) for number, (first, last) in enumerate(ranges, start=1)))
    yield list(chain.from_iterable(range(1, last - first + 1) for first, last in ranges))
    yield columns.forms
    yield columns.starts
    yield columns.ends
    yield tags
    yield [known or penn_to_universal(tag) for known, tag in zip(columns.universal or nothing, tags, strict=True)]
    yield columns.iob or nothing
    yield columns.lemmas or nothing
    yield columns.feats or nothing


def _pandas(columns: Columns) -> Any:
    return imported("pandas", "pandas", "a table of pandas").DataFrame(columns)


def _polars(columns: Columns) -> Any:
    polars = imported("polars", "polars", "a table of polars")
    types = dict.fromkeys(ALL_COLUMNS, polars.String) | dict.fromkeys(
        ("sentence", "token", "start", "end"), polars.Int64
    )
    known = {name: types[name] for name in columns if name in types}
    return polars.DataFrame(columns, schema_overrides=known, strict=False)


def _pyarrow(columns: Columns) -> Any:
    pyarrow = imported("pyarrow", "parquet", "a table of Arrow")
    numbers = ("sentence", "token", "start", "end")
    types = {name: pyarrow.int64() if name in numbers else pyarrow.string() for name in ALL_COLUMNS}
    return pyarrow.table({name: pyarrow.array(values, types.get(name)) for name, values in columns.items()})


FRAMES: Mapping[str, Callable[[Columns], Any]] = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}
