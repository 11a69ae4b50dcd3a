"""Worker modules: from what the user names to the source that travels."""

from __future__ import annotations

import importlib.abc
import importlib.util
import inspect
import os
import tokenize
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import remote
from ..errors import InputError
from .pickling import pickled

Module = types.ModuleType | str | os.PathLike[str] | Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class WorkerModule:
    """A worker module's source, and the package that its relative imports start from ("." is the shipped one)."""

    source: str
    filename: str
    package: str | None
    setup: bytes | None = None  # a pickled function, where that is what the module is to call


def find_module(module: Module) -> WorkerModule:
    """Find a worker module's source: of a module, a path to a ``.py`` file, a dotted name, or a function.

    >>> from nlpmap.remote import double
    >>> find_module(double).package
    '.'
    """
    if isinstance(module, types.ModuleType):
        return _of_module(module)
    if isinstance(module, (str, os.PathLike)):
        path = Path(module)
        if path.suffix == ".py" or path.is_file():
            return _of_path(path)
        return _of_name(str(module))
    if callable(module):
        return _of_function(module)
    raise InputError(f"a worker is a module, a path to a .py file, a dotted name or a function, not {module!r}")


def _of_module(module: types.ModuleType) -> WorkerModule:
    try:
        source = inspect.getsource(module)
    except (OSError, TypeError):
        raise InputError(f"module {module.__name__!r} has no Python source to ship") from None
    return WorkerModule(source, module.__file__ or module.__name__, _package(module.__package__))


def _of_path(path: Path) -> WorkerModule:
    try:
        with tokenize.open(path) as lines:
            return WorkerModule(lines.read(), str(path), None)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; name a worker module's .py file") from None
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from None


def _of_name(name: str) -> WorkerModule:
    try:
        spec = importlib.util.find_spec(name)
    except Exception as error:  # a package on the way to it may raise anything while it is imported
        raise InputError(f"worker module {name!r} can't be found: {type(error).__name__}: {error}") from None
    source = spec.loader.get_source(name) if spec and isinstance(spec.loader, importlib.abc.InspectLoader) else None
    if spec is None or source is None:
        raise InputError(f"worker module {name!r} can't be found; name an importable module or a path to a .py file")
    return WorkerModule(source, spec.origin or name, _package(spec.parent))


def _of_function(function: Callable[[Any], Any]) -> WorkerModule:
    from ..remote import function as function_worker

    module = _of_module(function_worker)
    return WorkerModule(module.source, module.filename, module.package, setup=pickled(function))


def _package(name: str | None) -> str | None:
    return "." if name == remote.__name__ else name or None
