"""Set-ups that a worker keeps between runs, so that each travels to it once.

Coordinator and worker keep the same ones by the same rule: those of the last `MOST` runs that had one, by their hash.
"""

from __future__ import annotations

from typing import Generic, TypeVar

MOST = 4
Value = TypeVar("Value")


class KeptSetups(Generic[Value]):
    """The last few set-ups, by their keys.

    >>> kept = KeptSetups()
    >>> kept.keep("a", "first"), kept.keep("a", "second"), "a" in kept
    ('first', 'first', True)
    """

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def keep(self, key: str, value: Value) -> Value:
        """Keep a value as the latest, or one of that key that is there already; the oldest of too many goes."""
        value = self._values.pop(key, value)
        self._values[key] = value
        for oldest in list(self._values)[:-MOST]:
            self._values.pop(oldest, None)
        return value
