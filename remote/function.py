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
    made_for, rest = parted(pickled)
    try:
        if made_for and made_for.decode() != sys.implementation.cache_tag:
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


def parted(pickled: bytes) -> tuple[bytes, bytes]:
    """Part what travels into the Python that its code is for, nothing where it has none, and the pickle itself.

    >>> parted(b"cpython-311\\n" + pickle.dumps(7)) == (b"cpython-311", pickle.dumps(7))
    True
    """
    if pickled.startswith(pickle.PROTO):
        return b"", pickled
    made_for, _, rest = pickled.partition(b"\n")
    return made_for, rest


if __name__ == "__channelexec__":
    channel.map(unpickled(channel.receive()))  # type: ignore[name-defined]  # noqa: F821
