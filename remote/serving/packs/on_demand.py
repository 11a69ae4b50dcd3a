"""Imports that are met on demand: what a run may do without, as a rule, is sent when something imports it.

One sentence in ten thousand needs NLTK's engine of regular expressions, and none another module of NLTK: a host that
lacks them is sent them for it.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from .cache_folder import Refusal
from .fetching import Packs

LIBRARIES = frozenset({"nltk", "regex", "cloudpickle", "click", "joblib", "tqdm"})  # NLTK has use for the last three


class NotSent(ModuleNotFoundError):
    """A library is not here, and was not sent."""

    def __init__(self, name: str, why: str) -> None:
        advice = f"On that host, type: {sys.executable} -m pip install {name}"
        super().__init__(f"no {name}; none was sent: {why}. {advice}", name=name)
        self.why = why


class OnDemand(importlib.abc.MetaPathFinder):
    """Finds, after all other finders, libraries that packs can bring."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self.pid = os.getpid()  # a child that an item forks has no coordinator to ask
        self.tried: dict[str, str] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in LIBRARIES or os.getpid() != self.pid:
            return None
        if fullname not in self.tried:
            self.tried[fullname] = ""
            try:
                self.packs.fetch([fullname])
            except Refusal as refusal:
                self.tried[fullname] = str(refusal)
        if why := self.tried[fullname]:
            raise NotSent(fullname, why)
        return importlib.machinery.PathFinder.find_spec(fullname)
