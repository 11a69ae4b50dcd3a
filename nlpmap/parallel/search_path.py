"""The folders that a worker on this machine imports from: those of this process, but for the current one.

Python puts the current folder on the path where it is asked for a module by ``-m``, where ``PYTHONPATH`` has an empty
entry, and, as an empty name, at its prompt and in notebooks. Nobody has named it then, and a corpus may lie there. A
script's own folder is its user's program; so is a folder that was put on the path by its name.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def search_path() -> list[str]:
    """List the folders this process imports from, for workers on the same machine."""
    path = [folder for folder in sys.path if isinstance(folder, str) and folder]
    if path and is_current(path[0]) and put_by_module_option(path[0]):
        del path[0]
    if empty_in_pythonpath() and not is_of_script():
        path = [folder for folder in path if not is_current(folder)]
    return list(dict.fromkeys(map(os.path.abspath, path)))


def is_current(folder: str) -> bool:
    try:
        return os.path.realpath(folder) == os.path.realpath(os.getcwd())  # noqa: PTH109 - of names, not of paths
    except OSError:
        return False  # it has been removed


def put_by_module_option(folder: str) -> bool:
    """Return whether ``python -m`` runs a module that does not lie in this folder itself."""
    main = sys.modules.get("__main__")
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    if spec is None or not isinstance(file, str) or getattr(sys.flags, "safe_path", False):
        return False
    top = spec.name.partition(".")[0]
    place = Path(file).resolve()
    return not any(place.is_relative_to(Path(folder).resolve() / own) for own in (top, f"{top}.py"))


def empty_in_pythonpath() -> bool:
    """Return whether only an empty entry of ``PYTHONPATH`` names the current folder there."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return len(entries) > 1 and "" in entries and not any(entry and is_current(entry) for entry in entries)


def is_of_script() -> bool:
    """Return whether the script that runs lies in the current folder."""
    main = sys.modules.get("__main__")
    file, spec = getattr(main, "__file__", None), getattr(main, "__spec__", None)
    return isinstance(file, str) and spec is None and is_current(str(Path(file).parent))
