"""Objects of the user's own modules, as the command line names them."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

OBJECT = re.compile(r"([^\W\d][\w.]*):([^\W\d][\w.]*)")


def named_object(name: str | None, only: str = "") -> Any:
    """Import ``MODULE:OBJECT``; another name is returned as it is, unless an option takes objects ``only``.

    >>> named_object("math:pi"), named_object("tweet"), named_object("regexp:\\\\w+")
    (3.141592653589793, 'tweet', 'regexp:\\\\w+')
    """
    match = OBJECT.fullmatch(name or "")
    if name is None or (match is None and not only) or (match is not None and match[1] == "regexp"):
        return name
    import cloudpickle

    from ..errors import InputError

    if match is None:
        raise InputError(f"{only} is MODULE:OBJECT, such as my_taggers:backoff, not {name!r}")
    module, path = match.groups()
    if "" not in sys.path:
        sys.path.insert(0, "")  # a user's script is in the current folder
    try:
        thing: Any = importlib.import_module(module)
        if Path(getattr(thing, "__file__", None) or "/").is_relative_to(Path.cwd()):
            cloudpickle.register_pickle_by_value(thing)  # workers elsewhere have no such folder
        for attribute in path.split("."):
            thing = getattr(thing, attribute)
    except Exception as error:  # a module of the user's may raise anything while it is imported
        raise InputError(f"{name} can't be imported: {type(error).__name__}: {error}") from None
    return thing
