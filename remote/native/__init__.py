"""The compiled core: the same work as kernels, formats and the wire do in Python, in C where that could be built.

Nothing needs it. Each of its modules is a ``.pyx`` file here, with its parts in ``include``, which Cython compiles when
the package is installed; who has a use for one asks for it by `compiled`, and does the work in Python where there is
none. The answers are the same.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from typing import Any

OFF = "NLPMAP_NATIVE"  # set to 0, nothing compiled is used
INTERFACE = 7  # to be raised, here and in the module, whenever what a module is called with changes
MODULES = (
    "words", "ud_words", "tags", "rich_tags", "sentences", "networks", "lines", "lemmas", "chunks", "grammars",
    "items", "counts",
)  # fmt: skip


def compiled(name: str) -> Any:
    """Return a compiled module; None where it was not built, was built from older sources, or is turned off.

    >>> compiled("no_such_module") is None
    True
    """
    return None if os.environ.get(OFF) == "0" else _built(name)


@cache
def _built(name: str) -> Any:
    if name not in MODULES or sys.byteorder == "big":
        return None
    try:
        module = import_module(f"{__name__}.{name}")
    except ImportError:
        return None
    return module if getattr(module, "INTERFACE", 0) == INTERFACE else None


def kernels_in_use() -> str:
    """Return which kernels do the work in this process, and why.

    >>> kernels_in_use().split()[0] in {"compiled", "numpy"}
    True
    """
    if os.environ.get(OFF) == "0":
        return f"numpy kernels ({OFF}=0)"
    missing = [name for name in MODULES if _built(name) is None]
    if len(missing) == len(MODULES):
        return "numpy kernels (nothing compiled: install nlpmap anew where there is a C compiler)"
    part = f", but for {', '.join(missing)}" if missing else ""
    return f"compiled kernels{part}"
