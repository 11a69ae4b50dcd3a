"""Kernels that a process keeps between calls: each is made once, when it is first needed, and lent to one at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

MOST = 4
Kernel = TypeVar("Kernel")


class KernelPlace(Generic[Kernel]):
    """Where a kernel is kept, and the lock of whoever works with it: it learns words, which two must not at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kernel: Kernel | None = None

    @contextmanager
    def taken(self, make: Callable[[], Kernel]) -> Iterator[Kernel]:
        """Lend the kernel, made where there is none; one whose work was cut off from outside is not used again."""
        with self.lock:
            kernel = self.kernel if self.kernel is not None else make()
            self.kernel = None
            try:
                yield kernel
            except Exception:
                self.kernel = kernel
                raise
            self.kernel = kernel


class KeptKernels(Generic[Kernel]):
    """The kernels that were used last, by their keys.

    >>> kept = KeptKernels()
    >>> for made in (["one"], ["two"]):
    ...     with kept.using("a", lambda: made) as kernel:
    ...         print(kernel)
    ['one']
    ['one']
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.places: dict[str, KernelPlace[Kernel]] = {}

    @contextmanager
    def using(self, key: str, make: Callable[[], Kernel]) -> Iterator[Kernel]:
        """Lend the kernel of a key, which is made where there is none; others wait for it."""
        with self.lock:
            place = self.places[key] = self.places.pop(key) if key in self.places else KernelPlace()
            for oldest in list(self.places)[:-MOST]:
                del self.places[oldest]
        with place.taken(make) as kernel:
            yield kernel

    def after_fork(self) -> None:
        """Begin anew with what no other thread was at when this process was forked: that thread is not here."""
        self.lock = threading.Lock()
        self.places = {key: place for key, place in list(self.places.items()) if not place.lock.locked()}


KEPT: KeptKernels[Any] = KeptKernels()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=KEPT.after_fork)
