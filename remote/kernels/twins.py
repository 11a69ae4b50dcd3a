"""Kernels that have a compiled twin, and which of both does the work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from ..native import compiled

Twin = TypeVar("Twin")
Pure = TypeVar("Pure")


def twin_or_pure(name: str, twin: Callable[[Any], Twin], pure: Callable[[], Pure]) -> Twin | Pure:
    """Return what ``twin`` makes with a compiled module; what ``pure`` does where there is none, or it can't.

    >>> twin_or_pure("no_such_module", lambda module: module.Kernel(), lambda: "the kernel in Python")
    'the kernel in Python'
    """
    module = compiled(name)
    if module is not None:
        with suppress(Exception):  # a table may be anything; the other takes more, and says what is wrong with one
            return twin(module)
    return pure()
