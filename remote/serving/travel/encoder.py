"""An encoder: how the values of one type are made of builtins, and made again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Lower = Callable[[object], Any]
Restore = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class TypeEncoder:
    """A type, by ``module:name``, with the parts that a value of it is made of, and how it is made of them.

    A module whose name begins with a point is found from the shipped package.
    """

    path: str
    parts: Callable[[Any, Lower], Iterator[object] | tuple[object, ...]]
    make: Callable[[Any, list[Any], Restore], object]  # the type, its parts, and what restores each of these

    def known_type(self) -> object:
        """Return the type, if its module is imported: else no value can be of it."""
        module, _, name = self.path.partition(":")
        return getattr(sys.modules.get(absolute(module)), name, None)

    def type(self) -> Any:
        """Import the type."""
        module, _, name = self.path.partition(":")
        return getattr(import_module(absolute(module)), name)


def absolute(module: str) -> str:
    assert __package__
    return __package__.rsplit(".", 2)[0] + module if module.startswith(".") else module
