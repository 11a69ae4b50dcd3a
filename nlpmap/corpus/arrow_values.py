"""The values of Arrow's columns as Python's, those of a dictionary once."""

from __future__ import annotations

from itertools import accumulate, repeat
from typing import Any

from ..optional import library

READING = "reading tables"


def values_of(column: Any) -> list[Any]:
    """List the values of a column; those of a dictionary are looked up in it, so that they are there once."""
    if hasattr(column, "dictionary"):
        dictionary, places = known_and_places(column)
        known = [*values_of(dictionary), None]
        numbers = places.fill_null(len(known) - 1).to_numpy()
        if numbers.min(initial=0) < 0:
            raise IndexError("a dictionary has no values before its first")
        return list(map(known.__getitem__, numbers.tolist()))
    kind = type(column).__name__
    if kind in ("ListArray", "LargeListArray"):
        inner, ends = values_of(column.flatten()), column.value_lengths().to_pylist()
        starts = accumulate((end or 0 for end in ends), initial=0)
        return [None if end is None else inner[start : start + end] for start, end in zip(starts, ends, strict=False)]
    if kind == "StructArray":
        names = [column.type.field(number).name for number in range(column.type.num_fields)]
        members = zip(*map(values_of, column.flatten()), strict=True) if names else repeat((), len(column))
        valid = column.is_valid().to_pylist()
        return [
            dict(zip(names, member, strict=True)) if is_there else None
            for member, is_there in zip(members, valid, strict=True)
        ]
    values: list[Any] = column.to_pylist()
    return values


def known_and_places(column: Any) -> tuple[Any, Any]:
    """Return the values of a dictionary that a column has, and its places in them; of a few, few are looked at.

    >>> import pyarrow
    >>> column = pyarrow.DictionaryArray.from_arrays([2, None, 2], ["a", "b", "c", "d"])
    >>> [one.to_pylist() for one in known_and_places(column)]
    [['c'], [0, None, 0]]
    """
    places = column.indices.cast("int64")
    if len(column.dictionary) <= len(column):
        return column.dictionary, places
    needed = places.unique().drop_null()
    return _some(column.dictionary, needed), library("pyarrow.compute", "parquet", READING).index_in(places, needed)


def _some(values: Any, places: Any) -> Any:
    try:
        return values.take(places)
    except NotImplementedError:  # of views, say
        numbers = places.to_pylist()
        if min(numbers, default=0) < 0:
            raise IndexError("a dictionary has no values before its first") from None
        return library("pyarrow", "parquet", READING).array([values[number].as_py() for number in numbers], values.type)
