"""The columns of annotated rows in Arrow: the types that they have in a parquet file with a row a document."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from ..corpus.parquet_rows import rows_with
from ..errors import InputError
from ..optional import library
from ..remote.formats.metadata import WITH_FEATS
from ..remote.formats.parquet_rows import document_columns
from .annotated_rows import ERROR

PURPOSE = "a schema of Arrow"


def arrow_type(name: str) -> Any:
    """Return the type of a column, by nlpmap's name for it.

    >>> str(arrow_type("start")), str(arrow_type("error"))
    ('list<item: int32>', 'string')
    """
    return types()[name]


@cache
def types() -> Mapping[str, Any]:
    """Return the types of all columns."""
    schema = rows_with(document_columns((WITH_FEATS,))).schema
    text = library("pyarrow", "parquet", PURPOSE).string()
    return {field.name: field.type for field in schema} | {ERROR: text}


def arrow_array(values: Sequence[Any], name: str) -> Any:
    """Return cells as Arrow has them."""
    return library("pyarrow", "parquet", PURPOSE).array(values, arrow_type(name))


class TypedColumn(list[Any]):
    """The cells of a column as a list that tells Arrow its type, which nobody could tell by its first cells alone.

    >>> import pyarrow
    >>> pyarrow.array(TypedColumn([None], "error")).type
    DataType(string)
    """

    def __init__(self, cells: Iterable[Any], name: str) -> None:
        super().__init__(cells)
        self.name = name

    def __arrow_array__(self, type: Any = None) -> Any:
        pyarrow = library("pyarrow", "parquet", PURPOSE)
        return pyarrow.array(list(self), arrow_type(self.name) if type is None else type)

    def __reduce__(self) -> tuple[Any, ...]:
        return TypedColumn, (list(self), self.name)


def imported_type(module: str, name: str) -> Any:
    """Return a type of a library, or what nothing is of where it is not imported: then nobody has brought one."""
    return getattr(sys.modules.get(module), name, ())


def pandas_frame_of(frame: Any) -> Any:
    """Return the pandas frame that tells a frame's types: Dask's own empty one, or itself."""
    return frame if isinstance(frame, imported_type("pandas", "DataFrame")) else getattr(frame, "_meta", frame)


def schema_of(table: Any) -> Any:
    """Return the Arrow schema of a table or dataset, of whatever library; raises `InputError` where it has none."""
    pyarrow = library("pyarrow", "parquet", PURPOSE)
    if isinstance(table, pyarrow.Schema):
        return table
    features = getattr(table, "features", None)  # of Hugging Face's datasets
    for found in (getattr(table, "schema", None), getattr(features, "arrow_schema", None)):
        if isinstance(found, pyarrow.Schema):
            return found
    if isinstance(frame := pandas_frame_of(table), imported_type("pandas", "DataFrame")):
        return pyarrow.Schema.from_pandas(frame, preserve_index=False)
    if isinstance(table, imported_type("polars", "DataFrame")):
        return table.head(0).to_arrow().schema
    raise InputError(f"a {type(table).__name__} has no schema that is known; give its pyarrow.Schema")
