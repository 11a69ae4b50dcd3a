"""The options of a map, said and checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, get_type_hints

from ..errors import InputError, WorkerError

OnError = Literal["raise", "return", "skip"]


POOL_OPTIONS = ("workers", "specs", "threads")


class MapOptions(TypedDict, total=False):
    """The keyword options of `map`, `imap` and a pool's methods of these names.

    - ``setup``: what a worker module's first ``channel.receive()`` returns;
    - ``on_error``: ``"raise"`` an item's error, ``"return"`` it in the item's place, or ``"skip"`` the item;
    - ``retries``: how often an item is run again whose worker died;
    - ``timeout``: seconds that an item may take;
    - ``window``: the most arguments read ahead of the results taken;
    - ``needs``: packages (``nltk``, ``numpy``, ``nltk>=3.10.4``) without which a worker is refused as it starts,
      unless they are sent to it;
    - ``progress``: show a bar.
    """

    setup: Any
    on_error: OnError
    retries: int
    timeout: float | None
    window: int | None
    needs: Sequence[str]
    progress: bool


MAP_OPTIONS = get_type_hints(MapOptions).keys()


@dataclass(frozen=True, slots=True)
class Policy:
    """What `MapOptions` come to, checked.

    >>> Policy(on_error="ignore")
    Traceback (most recent call last):
    ...
    nlpmap.errors.InputError: on_error is 'raise', 'return' or 'skip', not 'ignore'
    """

    setup: Any = None
    on_error: OnError = "raise"
    retries: int = 2
    timeout: float | None = None
    window: int | None = None
    needs: Sequence[str] = ()
    progress: bool = False

    def __post_init__(self) -> None:
        if self.on_error not in ("raise", "return", "skip"):
            raise InputError(f"on_error is 'raise', 'return' or 'skip', not {self.on_error!r}")
        at_least("retries", self.retries, 0)
        if self.timeout is not None and not (isinstance(self.timeout, (int, float)) and self.timeout > 0):
            raise InputError(f"timeout is a number of seconds above 0, not {self.timeout!r}")
        if self.window is not None:
            at_least("window", self.window, 1)

    def results_of(self, error: WorkerError) -> list[Any]:
        """Return what takes the place of an item that failed, or raise its error.

        >>> Policy(on_error="skip").results_of(WorkerError(0, "ValueError", "no"))
        []
        """
        if self.on_error == "raise":
            raise error
        return [error] if self.on_error == "return" else []


def at_least(name: str, number: int, least: int) -> int:
    """Return a whole number that is large enough, or raise `InputError`."""
    if not isinstance(number, int) or number < least:
        raise InputError(f"{name} is a whole number, {least} or more, not {number!r}")
    return number
