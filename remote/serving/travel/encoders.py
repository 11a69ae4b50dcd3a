"""The closed list of what travels besides builtins."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from .encoder import TypeEncoder, absolute
from .numpy_values import NUMPY, scalar_encoder
from .standard import NLTK, STANDARD, applied


def later(name: str) -> Callable[..., Any]:
    """Return a function of the documents' own module, imported as it is first called: that costs a worker's start."""
    return partial(_call, name)


def _call(name: str, *args: Any) -> Any:
    return getattr(import_module(absolute(".document.travel")), name)(*args)


DOCUMENTS = (
    TypeEncoder(".document.document:Document", later("document_parts"), later("document")),
    TypeEncoder(".document.sentence:Sentence", later("fields_parts"), applied),
    TypeEncoder(".document.annotation:Annotation", later("fields_parts"), applied),
    TypeEncoder(".document.annotation:Token", later("members_parts"), applied),
    TypeEncoder(".document.chunks:Chunk", later("members_parts"), applied),
)
ENCODERS = {encoder.path: encoder for encoder in (*STANDARD, *NLTK, *NUMPY, *DOCUMENTS)}


@lru_cache(1024)
def encoder_of(kind: type) -> TypeEncoder | None:
    """Return the encoder for the values of exactly this type.

    >>> from collections import Counter
    >>> encoder_of(Counter).path, encoder_of(object)
    ('collections:Counter', None)
    """
    found = (encoder for encoder in ENCODERS.values() if encoder.known_type() is kind)
    return next(found, None) or scalar_encoder(kind)
