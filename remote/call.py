"""Call a function that was pickled by the user's own process: how a plain function becomes a worker."""

from __future__ import annotations

import pickle
import platform
import sys
from collections.abc import Callable
from typing import Any


def load(pickled: bytes) -> Callable[[Any], Any]:
    """Give back a function that cloudpickle wrote."""
    try:
        function: Callable[[Any], Any] = pickle.loads(pickled)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"the function needs the module {error.name!r}, which {sys.executable} has not; install it there"
        ) from error
    except Exception as error:
        here = f"{sys.executable} (Python {platform.python_version()})"
        raise TypeError(
            f"the function can't be read by {here}: functions need the same Python and cloudpickle at both ends; "
            "a worker module needs neither"
        ) from error
    return function


if __name__ == "__channelexec__":
    channel.map(load(channel.receive()))  # type: ignore[name-defined]  # noqa: F821
