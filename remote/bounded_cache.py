"""A memory of what a pure function gave, quick to ask for many keys at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value], Generic[Key, Value]):
    """Remembers a function's values by its argument; a full memory is emptied.

    >>> double = Memo(lambda number: 2 * number, most=2)
    >>> [double[number] for number in (1, 2, 3)], double
    ([2, 4, 6], {3: 6})
    """

    def __init__(self, function: Callable[[Key], Value], most: int) -> None:
        self.function = function
        self.most = most

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self.most:
            self.clear()
        value = self[key] = self.function(key)
        return value
