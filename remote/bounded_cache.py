"""A cache of bounded size, quick to ask for many keys at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
Size = Callable[[Any, Any], float]  # of a key and its value, in what the bound is counted in


def one(key: object, value: object) -> int:
    """Count an entry as one, so that the bound is the number of entries."""
    return 1


def missing(key: object) -> Any:
    """Raise `KeyError`, where no function makes what is missing."""
    raise KeyError(key)


class BoundedCache(dict[Key, Value], Generic[Key, Value]):
    """Remembers a function's values by its argument; when their sizes add up to more than ``most``, it starts anew.

    An entry larger than that is not kept. Without a function, what is missing is a `KeyError`, and is added by `keep`.

    >>> double = BoundedCache(lambda number: 2 * number, most=2)
    >>> [double[number] for number in (1, 2, 3)], double
    ([2, 4, 6], {3: 6})
    >>> upper = BoundedCache(str.upper, most=8, size=lambda key, value: len(key))
    >>> [upper[word] for word in ("one", "three", "a long one")], upper
    (['ONE', 'THREE', 'A LONG ONE'], {'one': 'ONE', 'three': 'THREE'})
    """

    def __init__(self, function: Callable[[Key], Value] = missing, *, most: float, size: Size = one) -> None:
        self.function = function
        self.most = most
        self.size = size
        self.used: float = 0

    def __missing__(self, key: Key) -> Value:
        value = self.function(key)
        self.keep(key, value)
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Add an entry that is not there yet."""
        size = self.size(key, value)
        if size > self.most:
            return
        if self.used + size > self.most:
            self.clear()
        self.used += size
        self[key] = value

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self.used = 0


def bytes_of_key(key: str, value: object) -> int:
    """Estimate the memory of an entry whose value takes none of its own: the key, and a place in the table."""
    return sys.getsizeof(key) + 100


def bytes_of_words(key: str, words: tuple[str, ...]) -> int:
    """Estimate the memory of a key and the words made of it, rather too much, as tracemalloc counts CPython's."""
    return 200 + 65 * len(words) + len(key) * (2 if key.isascii() else 8)


MOST_SHARED = 2**12


class SharedTexts(dict[str, str]):
    """Has the text that is kept in the place of an equal one; of those that come first, so many are known.

    >>> shared = SharedTexts()
    >>> shared["N" + "N".lower()] is shared["Nn"]
    True
    """

    def __missing__(self, text: str) -> str:
        if len(self) < MOST_SHARED:
            self[text] = text
        return text
