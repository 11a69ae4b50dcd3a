"""Modules of the user's own that are imported by their names from where they lie, though their folders are on no path.

A folder with the user's modules may hold a corpus too, and files of any name: only the names that the user's own code
imports are looked for there, and only where nothing else has a module of that name.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class NamedModules(MetaPathFinder):
    """Finds modules by their names, each in the one folder that is known of it."""

    def __init__(self) -> None:
        self.folders: dict[str, str] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        folder = self.folders.get(fullname)
        return None if folder is None or path is not None else PathFinder.find_spec(fullname, [folder])


NAMED = NamedModules()


def name_modules(folders: Mapping[str, str]) -> None:
    """Let these modules be imported from these folders, from now on and after all other places."""
    NAMED.folders.update(folders)
    if NAMED.folders and NAMED not in sys.meta_path:
        sys.meta_path.append(NAMED)
