"""Double each argument: the smallest worker module, in the form of the NLTK Cookbook."""

from typing import Any


def work(arg: Any) -> Any:
    """Return twice the argument.

    >>> work(21)
    42
    """
    return arg * 2


if __name__ == "__channelexec__":
    for i, arg in channel:  # type: ignore[name-defined]  # noqa: F821
        channel.send((i, work(arg)))  # type: ignore[name-defined]  # noqa: F821
