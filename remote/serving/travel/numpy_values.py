"""Encoders for numpy's arrays and scalars: as the bytes of a ``.npy`` file, which no object can hide in."""

from __future__ import annotations

import io
import sys
from typing import Any

from ..values import CannotTravel
from .encoder import Lower, Restore, TypeEncoder


def array_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    import numpy

    if value.dtype.hasobject:
        raise CannotTravel("a numpy array of objects cannot travel; return its .tolist() instead")
    file = io.BytesIO()
    numpy.lib.format.write_array(file, value, allow_pickle=False)
    return (file.getvalue(),)


def array(kind: Any, parts: list[Any], restore: Restore) -> object:
    import numpy

    [blob] = parts
    return numpy.lib.format.read_array(io.BytesIO(blob), allow_pickle=False)


def scalar_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    if value.dtype.kind in "VO":
        return array_parts(value, lower)
    if value.dtype.kind in "SU":  # whose bytes as such would lose zeros at the end
        return (value.dtype.kind, value[:])
    return (value.dtype.str, value.tobytes())


def scalar(kind: Any, parts: list[Any], restore: Restore) -> object:
    import numpy

    if len(parts) == 1:
        return array(kind, parts, restore)[()]  # type: ignore[index]
    name, content = parts
    if name in ("S", "U"):
        return numpy.bytes_(content) if name == "S" else numpy.str_(content)
    return numpy.frombuffer(content, numpy.dtype(str(name)))[0]


NUMPY = (
    TypeEncoder("numpy:ndarray", array_parts, array),
    TypeEncoder("numpy:generic", scalar_parts, scalar),  # all kinds of scalars
)


def scalar_encoder(kind: type) -> TypeEncoder | None:
    """Return the encoder for numpy's scalars where a type is one of them."""
    generic = getattr(sys.modules.get("numpy"), "generic", None)
    is_scalar = generic is not None and issubclass(kind, generic) and kind.__module__ == "numpy"
    return NUMPY[1] if is_scalar else None
