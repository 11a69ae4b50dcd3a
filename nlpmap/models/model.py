"""A model, and the file that it is kept in."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import ModelError
from ..remote.model_tables import Tables
from . import container

DAMAGED = (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError, zlib.error)


@dataclass(frozen=True)
class Model:
    """A named model: the tables of its splitter and tagger, and where they come from.

    >>> Model("tiny", {"splitter": {}, "tagger": {}}, {"licence": "CC0"}).digest[:8]
    'c395a830'
    """

    name: str
    tables: Mapping[str, Any] = field(repr=False)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the tables: two models with the same digest annotate alike."""
        return container.digest(container.hashes(self.tables))

    @property
    def parcel(self) -> Mapping[str, Any]:
        """What travels to a worker, which makes tables of it: packed still, where they came packed."""
        return self.tables.parts if isinstance(self.tables, Tables) else self.tables

    def with_tables_of(self, other: Model) -> Model:
        """Return the model with the tables of another beside its own; its digest tells of both.

        >>> sorted(Model("tiny", {"splitter": {}}).with_tables_of(Model("more", {"names": {}})).parcel)
        ['names', 'splitter']
        """
        model = Model(self.name, Tables({**self.parcel, **other.parcel}), self.metadata)
        model.__dict__["digest"] = container.digest({"": self.digest, other.name: other.digest})
        return model

    def to_bytes(self) -> bytes:
        """Write the model's file; the same model gives the same bytes."""
        return container.write_container(self.name, self.metadata, self.tables)

    @classmethod
    def from_bytes(cls, content: bytes, origin: str = "model", *, trusted: bool = False) -> Model:
        """Read a model's file; raises `ModelError` where it is none, or is not what it says of itself.

        A ``trusted`` file came with this program: its tables are not looked at before they are needed.

        >>> model = Model("tiny", {"splitter": {}})
        >>> Model.from_bytes(model.to_bytes()) == model
        True
        """
        try:
            name, metadata, tables, digest = container.read_container(content, trusted)
        except container.NewerFormat as error:
            raise ModelError(f"{origin}: {error}") from None
        except DAMAGED as error:
            raise ModelError(f"{origin}: not a model file ({type(error).__name__}: {error})") from None
        if not (isinstance(name, str) and isinstance(tables, Mapping) and isinstance(metadata, dict)):
            raise ModelError(f"{origin}: not a model file (its name, tables or metadata are of another kind)")
        model = cls(name, tables, metadata)
        model.__dict__["digest"] = digest  # the file's own: there is no need to unpack all tables
        return model
