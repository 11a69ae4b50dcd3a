"""Rows of Arrow's batches, so many at a time that they take no memory out of proportion once they are Python's values.

For what has few bytes in Arrow's memory may be very many values: lists of nulls have none, and views, runs and unions
may show the same bytes again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...optional import library
from ..arrow_values import READING, known_and_places
from ..parquet_pages import POINTER, Bounds

AT_ONCE = 2**22  # bytes of values, about
VIEW = 16  # bytes, of which the first four are the length


def rows_at_once(batch: Any, first: int, wanted: int, packed: int, bounds: Bounds) -> Iterator[tuple[int, Any]]:
    """Yield the rows of a batch from one on, each time with the number of the first; errors as with `Bounds.check`."""
    size = wanted
    while first < batch.num_rows:
        some = batch.slice(first, size)
        cost = sum(map(bytes_of, some.columns))
        if cost > AT_ONCE and some.num_rows > 1:
            size = max(1, min(some.num_rows // 2, AT_ONCE * some.num_rows // cost))
            continue
        if cost > AT_ONCE:
            bounds.check("a row", packed, cost)
        yield first, some
        first += some.num_rows
        size = min(wanted, 2 * size)


def bytes_of(array: Any) -> int:
    """Return how many bytes the values of an array have, about; a text of a dictionary counts once.

    >>> import pyarrow
    >>> bytes_of(pyarrow.array([["ab", None], [], ["cde"]])) == 6 * POINTER + 5
    True
    """
    kind, types = array.type, library("pyarrow.types", "parquet", READING)
    places = POINTER * len(array)
    if types.is_dictionary(kind) and not kind.value_type.num_fields:
        return places + bytes_of_dictionary(array, types)
    if types.is_string(kind) or types.is_binary(kind) or types.is_large_string(kind) or types.is_large_binary(kind):
        compute = library("pyarrow.compute", "parquet", READING)
        return places + (compute.sum(compute.binary_length(array)).as_py() or 0)
    if types.is_string_view(kind) or types.is_binary_view(kind):
        return places + int(lengths_of_views(array).sum(dtype=np.int64))
    if types.is_struct(kind):
        return places + sum(map(bytes_of, array.flatten()))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return places + bytes_of(array.flatten())
    if types.is_map(kind):
        return places + sum(map(bytes_of, keys_and_values(array)))
    return places + len(array) * bytes_of_shared(array, types)


def bytes_of_dictionary(array: Any, types: Any) -> int:
    values = array.dictionary
    if types.is_string_view(values.type) or types.is_binary_view(values.type):
        needed = array.indices.unique().drop_null().to_numpy()
        return int(lengths_of_views(values)[needed].sum(dtype=np.int64))
    return bytes_of(known_and_places(array)[0])


def lengths_of_views(array: Any) -> Any:
    """Return how long the texts are that an array has views of."""
    content = array.buffers()[1]
    views = np.frombuffer(content, np.int32)[:: VIEW // 4] if content else np.zeros(len(array), np.int32)
    is_there = array.is_valid().to_numpy(zero_copy_only=False)
    return np.where(is_there, views[array.offset : array.offset + len(array)], 0)


def keys_and_values(array: Any) -> Iterator[Any]:
    """Yield the keys of an array of maps, and the values, of all together."""
    if len(array):
        first, end = (array.offsets[place].as_py() for place in (0, len(array)))
        yield from (both.slice(first, end - first) for both in (array.keys, array.items))


def bytes_of_shared(array: Any, types: Any) -> int:
    """Return how many bytes a value of an array may have, where each may be all that others are, too."""
    kind = array.type
    if types.is_fixed_size_binary(kind):
        return int(kind.byte_width)
    if types.is_dictionary(kind):
        return bytes_of(array.dictionary)
    if types.is_union(kind):
        return sum(bytes_of(array.field(number)) for number in range(kind.num_fields))
    if types.is_run_end_encoded(kind):
        return bytes_of(array.values.slice(array.find_physical_offset(), array.find_physical_length()))
    if types.is_list_view(kind) or types.is_large_list_view(kind):
        return bytes_of(array.values)
    return bytes_of(array.storage) if hasattr(array, "storage") else 0
