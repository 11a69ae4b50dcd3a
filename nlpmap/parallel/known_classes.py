"""The user's classes whose values workers may send back: those that this process sent, or whose modules it sent.

What a worker answers names its class only, so a host can make this process construct nothing else, and import nothing.
"""

from __future__ import annotations

import sys
import types
import weakref

from ..remote.serving.travel import own_kind
from ..remote.serving.values import CannotTravel


class KnownClasses:
    """Classes by their module and qualified name, and modules all of whose classes are known.

    >>> import calendar
    >>> known = KnownClasses()
    >>> known.learn(calendar)
    >>> known.find("http", "HTTPStatus")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    nlpmap.remote.serving.values.CannotTravel: a HTTPStatus of 'http' cannot travel back: this process sent no such ...
    """

    def __init__(self) -> None:
        self._classes: weakref.WeakValueDictionary[tuple[str, str], type] = weakref.WeakValueDictionary()
        self._modules: set[str] = set()

    def learn(self, part: object) -> None:
        """Learn from something that is sent: a class, a module, or a function, whose module its classes are of."""
        if isinstance(part, type):
            self._classes[part.__module__, part.__qualname__] = part
        elif isinstance(part, types.ModuleType):
            self._modules.add(part.__name__)
        elif isinstance(part, types.FunctionType):
            self._modules.add(part.__module__)

    def find(self, module: str, qualname: str, pickled: bytes | None = None) -> type:
        """Return a known class; raises `CannotTravel` for any other."""
        found = self._classes.get((module, qualname)) or self._in_module(module, qualname)
        if isinstance(found, type) and own_kind(found) is not None:
            return found
        raise CannotTravel(
            f"a {qualname} of {module!r} cannot travel back: this process sent no such class; "
            "define or import it beside the function, or return a dict or tuple"
        )

    def _in_module(self, module: str, qualname: str) -> object:
        parents = [".".join(module.split(".")[:depth]) for depth in range(1, module.count(".") + 2)]
        if not self._modules.intersection(parents):
            return None
        found: object = sys.modules.get(module)
        for name in qualname.split("."):
            found = getattr(found, "__dict__", {}).get(name)
        return found


KNOWN = KnownClasses()
