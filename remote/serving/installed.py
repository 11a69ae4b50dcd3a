"""What is installed: the version of a library, found sooner than `importlib.metadata` is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

SUFFIX = ".dist-info"


def versions_of(*distributions: str) -> dict[str, str | None]:
    """Return the versions of libraries.

    >>> versions_of("no-such-library")
    {'no-such-library': None}
    """
    return {name: version_of(name) for name in distributions}


def version_of(distribution: str) -> str | None:
    """Return the version of a library that is installed, or ``None``.

    >>> version_of("execnet") is not None, version_of("no-such-library")
    (True, None)
    """
    for folder in sys.path if "importlib.metadata" not in sys.modules else ():
        found = list(versions_in(folder, distribution))
        if len(found) == 1:
            return found[0]
        if found:
            break  # one that was not removed whole; Python knows which it takes
    return version_by_metadata(distribution)


def versions_in(folder: str, distribution: str) -> Iterator[str]:
    """Yield the versions of a library that stand in the names of a folder."""
    begin = distribution + "-"
    try:
        names = os.listdir(folder or os.curdir)  # noqa: PTH208 - pathlib takes five times as long
    except OSError:
        return
    for name in names:
        if name.startswith(begin) and name.endswith(SUFFIX):
            yield name[len(begin) : -len(SUFFIX)]


def version_by_metadata(distribution: str) -> str | None:
    import importlib.metadata

    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
