"""What is sent to every worker before any module: the bootstrap, and the source of `nlpmap.remote`."""

from __future__ import annotations

import hashlib
import importlib.abc
import importlib.util
import os
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import execnet

from ... import remote
from ...remote import native
from . import execnet_adapter

Sources = dict[str, tuple[str, bool, str]]
Version = tuple[int, int]  # the size and the time of a file


class Module(NamedTuple):
    """A module's file, whether it is a package, its source, and the version of the file that this is from."""

    filename: str
    is_package: bool
    source: str
    version: Version | None


@cache
def bootstrap() -> str:
    """Return the source that execnet runs first in a worker."""
    return module_of(f"{remote.__name__}.bootstrap").source


@cache
def package() -> tuple[str, Sources]:
    """Return the shipped package's name and sources; the name tells its content, so that versions can't be confused."""
    digest = hashlib.sha256()
    for name, module in modules().items():
        digest.update("\0".join((name, module.filename, module.source, "")).encode())
    root = f"nlpmap_remote_{digest.hexdigest()[:12]}"
    return root, {root + name: module[:3] for name, module in modules().items()}


@cache
def modules() -> dict[str, Module]:
    """Return the modules of `nlpmap.remote`, by their names below it."""
    [folder] = remote.__path__
    found = modules_below(folder) if os.path.isdir(folder) else modules_of_archive()  # noqa: PTH112
    return dict(sorted(found))


def modules_below(folder: str, name: str = "") -> Iterator[tuple[str, Module]]:
    """Yield the modules of a package in a folder: none is imported for it, as that takes longer than all else."""
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            is_package = entry.name == "__init__.py"
            yield name if is_package else f"{name}.{entry.name[:-3]}", module_in(entry.path, is_package)
        elif entry.is_dir() and os.path.exists(f"{entry.path}/__init__.py"):  # noqa: PTH110
            yield from modules_below(entry.path, f"{name}.{entry.name}")


def module_in(filename: str, is_package: bool) -> Module:
    """Return what is known of a module that is a file."""
    version = version_of(filename)  # before it is read: it is never newer than the source
    with open(filename, encoding="utf-8") as file:  # noqa: PTH123 - as above
        return Module(filename, is_package, file.read(), version)


def modules_of_archive() -> Iterator[tuple[str, Module]]:
    """Yield the modules of `nlpmap.remote` where it is in a zip file, say."""
    compiled = libraries()
    found = pkgutil.walk_packages(remote.__path__, remote.__name__ + ".")
    for name in [remote.__name__, *(module.name for module in found if module.name not in compiled)]:
        yield name.removeprefix(remote.__name__), module_of(name)


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
    if not is_here(parsed) or parsed.env.get(native.OFF) == "0":
        return {}
    root, _ = package()
    return {root + name.removeprefix(remote.__name__): path for name, path in libraries().items()}


def versions_for(spec: str) -> dict[str, Version]:
    """Return, by their names in the shipped package, the modules whose bytecode a worker of a spec may find.

    >>> versions_for("ssh=ada")
    {}
    """
    if not is_here(execnet_adapter.parsed_spec(spec)):
        return {}
    root, _ = package()
    return {root + name: module.version for name, module in modules().items() if module.version is not None}


def is_here(spec: execnet.XSpec) -> bool:
    """Return whether a spec's worker sees the files of this machine."""
    return bool(spec.popen) and not spec.via


def module_of(name: str) -> Module:
    """Return what is known of a module."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, name
    assert isinstance(spec.loader, importlib.abc.InspectLoader), name
    filename = spec.origin or name
    version = version_of(filename)  # before it is read: it is never newer than the source
    source = spec.loader.get_source(name)
    assert source is not None, name
    return Module(filename, spec.submodule_search_locations is not None, source, version)


def version_of(filename: str) -> Version | None:
    try:
        status = os.stat(filename)  # noqa: PTH116 - pathlib takes longer, and there are a hundred
    except OSError:
        return None  # it is in an archive
    return status.st_size, status.st_mtime_ns
