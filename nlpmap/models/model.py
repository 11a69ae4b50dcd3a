"""A model, and the file that it is kept in: gzipped JSON."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import ModelError

FORMAT = 1


@dataclass(frozen=True)
class Model:
    """A named model: the tables of its splitter and tagger, and where they come from.

    >>> Model("tiny", {"splitter": {}, "tagger": {}}, {"licence": "CC0"}).digest[:8]
    '743ed7c3'
    """

    name: str
    tables: Mapping[str, Any] = field(repr=False)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the tables: two models with the same digest annotate alike."""
        canonical = json.dumps(self.tables, sort_keys=True, separators=(",", ":"), default=bytes.decode)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_bytes(self) -> bytes:
        """Write the model's file; the same model gives the same bytes."""
        content = {"format": FORMAT, "name": self.name, "metadata": self.metadata, "tables": self.tables}
        return gzip.compress(json.dumps(content, separators=(",", ":")).encode(), mtime=0)

    @classmethod
    def from_bytes(cls, content: bytes, origin: str = "model") -> Model:
        """Read a model's file; raises `ModelError` where it is none.

        >>> model = Model("tiny", {"splitter": {}})
        >>> Model.from_bytes(model.to_bytes()) == model
        True
        """
        try:
            read = json.loads(gzip.decompress(content))
            version, name, tables, metadata = read["format"], read["name"], read["tables"], read.get("metadata", {})
        except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
            raise ModelError(f"{origin}: not a model file ({type(error).__name__}: {error})") from None
        if version != FORMAT:
            raise ModelError(f"{origin}: model format {version!r} is newer than this nlpmap knows; upgrade nlpmap")
        if not (isinstance(name, str) and isinstance(tables, dict) and isinstance(metadata, dict)):
            raise ModelError(f"{origin}: not a model file (its name, tables or metadata are of another kind)")
        return cls(name, tables, metadata)
