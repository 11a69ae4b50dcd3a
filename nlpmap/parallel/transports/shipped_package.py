"""What is sent to every worker before any module: the bootstrap, and the source of `nlpmap.remote`."""

from __future__ import annotations

import hashlib
import importlib.abc
import importlib.util
import pkgutil
from functools import cache

from ... import remote

Sources = dict[str, tuple[str, bool, str]]


@cache
def bootstrap() -> str:
    """Return the source that execnet runs first in a worker."""
    return source_of(f"{remote.__name__}.bootstrap")[2]


@cache
def package() -> tuple[str, Sources]:
    """Return the shipped package's name and sources; the name tells its content, so that versions can't be confused."""
    modules = pkgutil.walk_packages(remote.__path__, remote.__name__ + ".")
    names = sorted([remote.__name__, *(module.name for module in modules)])
    sources = {name.removeprefix(remote.__name__): source_of(name) for name in names}
    digest = hashlib.sha256(repr(sources).encode()).hexdigest()[:12]
    root = f"nlpmap_remote_{digest}"
    return root, {root + name: entry for name, entry in sources.items()}


def source_of(name: str) -> tuple[str, bool, str]:
    """Return a module's file name, whether it is a package, and its source."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, name
    assert isinstance(spec.loader, importlib.abc.InspectLoader), name
    source = spec.loader.get_source(name)
    assert source is not None, name
    return spec.origin or name, spec.submodule_search_locations is not None, source
