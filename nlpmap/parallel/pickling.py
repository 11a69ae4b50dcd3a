"""What a user's own process pickles for its workers: functions, and objects used in place of a kernel.

It goes outward only: nothing that comes back is ever unpickled.
"""

from __future__ import annotations

import io
import sys
import types
import weakref
from typing import Any

from ..errors import InputError
from ..remote.serving.travel import ClassName
from ..remote.serving.values import CannotTravel
from .known_classes import KNOWN

# objects that are told by their identity, though their libraries do not pickle them by name
SENTINELS = (("nltk.redos", "_UNSET"),)
SPAWNED_MAIN = "__mp_main__"  # what a process that multiprocessing has spawned calls the script
NO_FILE = "<dynamic-code>"  # what newer cloudpickles write for the file of code that is pickled by value


def pickled(thing: object, kind: str = "function") -> bytes:
    """Pickle a function or object, by value where it is defined in ``__main__``; raises `InputError` where it can't be.

    >>> from nlpmap.remote import function
    >>> function.unpickled(pickled(lambda n: 2 * n))(21)
    42
    """
    try:
        return _dumps(thing, with_files=kind == "function")
    except Exception as error:  # each type pickles by its own rules, and fails by them
        name = getattr(thing, "__qualname__", None) or repr(thing)
        raise InputError(f"{kind} {name} can't be sent to workers: {error}") from error


def pickled_class(kind: type) -> ClassName:
    """Name a class for a worker, which may not have it: its values may be sent back from now on."""
    if kind not in _pickled_classes:
        try:
            _pickled_classes[kind] = _dumps(kind, with_files=False)
        except Exception as error:
            raise CannotTravel(f"the class {kind.__qualname__} can't be sent to workers: {error}") from None
    return (kind.__module__, kind.__qualname__, _pickled_classes[kind])


_pickled_classes: weakref.WeakKeyDictionary[type, bytes] = weakref.WeakKeyDictionary()


def _dumps(thing: object, with_files: bool) -> bytes:
    import cloudpickle

    if (main := sys.modules.get(SPAWNED_MAIN)) is not None:
        cloudpickle.register_pickle_by_value(main)
    modules = [(sys.modules.get(module), name) for module, name in SENTINELS]
    met: list[object] = []
    known = {id(vars(module)[name]): (module, name) for module, name in modules if module and name in vars(module)}

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
        def reducer_override(self, part: Any) -> Any:
            met.append(part)
            if id(part) in known:
                return getattr, known[id(part)]
            if with_files and isinstance(part, types.CodeType):
                return _with_filename(part, self.dispatch_table[types.CodeType](part))
            reduced = super().reducer_override(part)
            return _with_qualname(part, reduced) if isinstance(part, type) and isinstance(reduced, tuple) else reduced

    file = io.BytesIO()
    Pickler(file).dump(thing)
    for part in reversed(met):  # a dataclass with slots holds the class of its name that it was made from
        KNOWN.learn(part)
    has_code = any(isinstance(part, types.CodeType) for part in met)
    return (f"{sys.implementation.cache_tag}\n".encode() if has_code else b"") + file.getvalue()


def _with_qualname(kind: type, reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a class as it was reduced by value with its whole name, by which it is known when its values come back."""
    if len(reduced) > 2 and isinstance(reduced[2], tuple) and isinstance(reduced[2][0], dict):
        reduced[2][0]["__qualname__"] = kind.__qualname__
    return reduced


def _with_filename(code: types.CodeType, reduced: tuple[Any, tuple[Any, ...]]) -> tuple[Any, tuple[Any, ...]]:
    """Return code as it was reduced for pickling, its file named: a traceback then shows where the error is."""
    make, args = reduced
    return make, tuple(code.co_filename if arg == NO_FILE else arg for arg in args)
