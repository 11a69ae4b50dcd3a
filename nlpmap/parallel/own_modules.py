"""The user's own modules that a worker has to find: by name, in their folders, which are not on a worker's path.

Workers do not import from the current folder, and from a notebook's least of all: a corpus may lie there. What the
user's process imported from such a folder, what a worker module's file imports from beside it, and what these import
from beside themselves, is found nonetheless.
"""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from pathlib import Path

from .search_path import search_path

OURS = __name__.partition(".")[0]
Folders = dict[str, str]  # the folder of each module, by the module's name


def own_modules(worker: str | None = None) -> Folders:
    """Find the user's own modules, which a worker may have on no path; ``worker`` is the file of a worker module."""
    path = search_path()
    found = {name: folder for name, folder in imported_modules() if not is_of_libraries(folder)}
    if worker is not None:
        found = with_imports(found, imported_names(worker), str(Path(worker).absolute().parent))
    for name, folder in list(found.items()):
        if folder not in path and name != OURS:
            found = with_imports(found, (name,), folder)
    return found


def imported_modules() -> Iterator[tuple[str, str]]:
    """Yield the modules that this process has imported from files of their names, with their folders."""
    for name, module in list(sys.modules.items()):
        if "." in name or name in sys.stdlib_module_names:
            continue
        held = getattr(module, "__dict__", {})
        places = [*(held.get("__path__") or ()), held.get("__file__")]
        if places and isinstance(places[0], str) and Path(places[0]).stem == name:
            yield name, str(Path(places[0]).absolute().parent)


@cache
def is_of_libraries(folder: str) -> bool:
    """Return whether a folder holds what is installed: workers have what they have of that."""
    libraries = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    return folder in libraries or Path(folder).name in ("site-packages", "dist-packages", "lib-dynload")


def with_imports(found: Folders, names: Sequence[str], folder: str) -> Folders:
    """Add to modules those of a folder that have these names, and those that they import from there in their turn."""
    found, waiting = dict(found), list(names)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        files = [] if name in seen else files_of_module(folder, name)
        seen.add(name)
        if files and not is_of_others(name):
            found.setdefault(name, folder)
            waiting += [other for file in files for other in imported_names(file)]
    return found


@cache
def is_of_others(name: str) -> bool:
    """Return whether a module is Python's own or installed: another of its name is never meant, wherever that lacks."""
    libraries = [folder for folder in search_path() if is_of_libraries(folder)]
    return name in sys.stdlib_module_names or PathFinder.find_spec(name, libraries) is not None


def files_of_module(folder: str, name: str) -> list[str]:
    """List the Python files of a module or package that lies in a folder, if one of that name does."""
    place = Path(folder, name)
    single = place.with_name(f"{name}.py")
    return [str(single)] if single.is_file() else sorted(map(str, place.rglob("*.py")))


def imported_names(file: str) -> Sequence[str]:
    """Return the names that a Python file imports, as far as the first dot of each; none where it can't be read."""
    try:
        status = os.stat(file)  # noqa: PTH116 - of a name, not a path
        return _imported_names(file, status.st_mtime_ns, status.st_size)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ()


@lru_cache(1024)
def _imported_names(file: str, *version: int) -> Sequence[str]:
    return tuple(dict.fromkeys(names_in(Path(file).read_bytes())))


def names_in(source: str | bytes) -> Iterator[str]:
    """Yield the names that Python source imports.

    >>> list(names_in("import numpy.linalg, re\\nfrom helpers import words\\nfrom . import mine"))
    ['numpy', 're', 'helpers']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
