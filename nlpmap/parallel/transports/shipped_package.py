"""What is sent to every worker before any module: the bootstrap, and the source of `nlpmap.remote`."""

from __future__ import annotations

import hashlib
import importlib.abc
import importlib.util
import pkgutil
from functools import cache

from ... import remote
from ...remote import native
from . import execnet_adapter

Sources = dict[str, tuple[str, bool, str]]


@cache
def bootstrap() -> str:
    """Return the source that execnet runs first in a worker."""
    return source_of(f"{remote.__name__}.bootstrap")[2]


@cache
def package() -> tuple[str, Sources]:
    """Return the shipped package's name and sources; the name tells its content, so that versions can't be confused."""
    modules = pkgutil.walk_packages(remote.__path__, remote.__name__ + ".")
    compiled = libraries()
    names = sorted([remote.__name__, *(module.name for module in modules if module.name not in compiled)])
    sources = {name.removeprefix(remote.__name__): source_of(name) for name in names}
    digest = hashlib.sha256(repr(sources).encode()).hexdigest()[:12]
    root = f"nlpmap_remote_{digest}"
    return root, {root + name: entry for name, entry in sources.items()}


@cache
def libraries() -> dict[str, str]:
    """Return where the compiled modules are: they are never sent, but a worker on this machine may load them."""
    name = native.__name__
    specs = [importlib.util.find_spec(f"{name}.{module}") for module in native.MODULES]
    return {spec.name: spec.origin for spec in specs if spec is not None and spec.origin is not None}


def libraries_for(spec: str) -> dict[str, str]:
    """Return, by their names in the shipped package, the compiled modules that a worker of a spec may load.

    >>> libraries_for("ssh=ada")
    {}
    """
    parsed = execnet_adapter.parsed_spec(spec)
    if not parsed.popen or parsed.via or parsed.env.get(native.OFF) == "0":
        return {}
    root, _ = package()
    return {root + name.removeprefix(remote.__name__): path for name, path in libraries().items()}


def source_of(name: str) -> tuple[str, bool, str]:
    """Return a module's file name, whether it is a package, and its source."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, name
    assert isinstance(spec.loader, importlib.abc.InspectLoader), name
    source = spec.loader.get_source(name)
    assert source is not None, name
    return spec.origin or name, spec.submodule_search_locations is not None, source
