"""Objects of the user's own modules, as the command line names them."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

from ..remote.components import COMPONENTS

OBJECT = re.compile(r"([^\W\d][\w.]*):([^\W\d][\w.]*)")


def named_object(name: str | None, only: str = "") -> Any:
    """Import ``MODULE:OBJECT``; another name is returned as it is, unless an option takes objects ``only``.

    >>> named_object("math:pi"), named_object("tweet"), named_object("names:binary")
    (3.141592653589793, 'tweet', 'names:binary')
    """
    match = OBJECT.fullmatch(name or "")
    if name is None or (match is None and not only) or (match and is_choice(name)):
        return name
    from ..errors import InputError

    if match is None:
        raise InputError(f"{only} is MODULE:OBJECT, such as my_taggers:backoff, not {name!r}")
    module, path = match.groups()
    try:
        thing = own_module(module)
        for attribute in path.split("."):
            thing = getattr(thing, attribute)
    except Exception as error:  # a module of the user's may raise anything while it is imported
        raise InputError(
            f"{name} can't be imported: {type(error).__name__}: {error}{searched(error, module)}"
        ) from None
    return thing


def is_choice(name: str) -> bool:
    """Return whether a name is that of a kernel, such as ``names:binary`` or ``regexp:x``, and no object's.

    >>> is_choice("regexp:x"), is_choice("names:binary"), is_choice("math:pi")
    (True, True, False)
    """
    return any(component.key(name) in component.choices for component in COMPONENTS.values())


def own_module(name: str) -> Any:
    """Import a module that Python finds, or else one of the current folder, with what it imports from there.

    Nothing else of that folder is: it may hold a corpus, and files of any name.
    """
    import cloudpickle

    from ..parallel.own_modules import with_imports
    from ..remote.serving.processes.named_modules import name_modules

    here = str(Path.cwd())
    name_modules(with_imports({}, [name.partition(".")[0]], here))
    module = importlib.import_module(name)
    if Path(getattr(module, "__file__", None) or "/").is_relative_to(here):
        cloudpickle.register_pickle_by_value(module)  # workers elsewhere have no such folder
    return module


def searched(error: Exception, module: str) -> str:
    """Return where a module that is not there was looked for."""
    if not isinstance(error, ModuleNotFoundError) or error.name not in (module, module.partition(".")[0]):
        return ""
    places = f"{Path.cwd()}, and where {sys.executable} imports from"
    return f"; looked for {error.name}.py in {places}, to which PYTHONPATH adds folders"
