"""Take what the user's own process pickled: a function, which so becomes a worker, or an object to annotate by."""

from __future__ import annotations

import pickle
import platform
import sys
from typing import Any


def unpickled(pickled: bytes, kind: str = "function") -> Any:
    """Unpickle what cloudpickle wrote; ``kind`` names it where it can't be read.

    Where it has code, the Python that this is for comes first: another would crash when it runs it.
    """
    made_for, newline, rest = (b"", b"", pickled) if pickled.startswith(pickle.PROTO) else pickled.partition(b"\n")
    try:
        if newline and made_for.decode() != sys.implementation.cache_tag:
            raise ValueError(f"code for {made_for.decode()}")
        thing = pickle.loads(rest)
    except ModuleNotFoundError as error:
        advice = getattr(error, "why", "install it there")
        raise ModuleNotFoundError(
            f"the {kind} needs the module {error.name!r}, which {sys.executable} has not; {advice}"
        ) from error
    except Exception as error:
        here = f"{sys.executable} (Python {platform.python_version()})"
        raise TypeError(
            f"the {kind} can't be read by {here}: {kind}s need the same Python and cloudpickle at both ends; "
            "a worker module needs neither"
        ) from error
    return thing


if __name__ == "__channelexec__":
    channel.map(unpickled(channel.receive()))  # type: ignore[name-defined]  # noqa: F821
