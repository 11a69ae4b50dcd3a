"""How values that are no builtins travel: made of builtins where they leave, and made again where they arrive.

The list of what is made again is closed. Nothing that arrives is unpickled, and a message names nothing to be imported
but what is on that list; classes of the user's own are the subject of `classes`.
"""

from .classes import ClassName, Name, Resolve, by_name, class_unpickled, own_kind, unknown
from .lowering import lowered_value
from .restoring import restored_value

__all__ = [
    "ClassName",
    "Name",
    "Resolve",
    "by_name",
    "class_unpickled",
    "lowered_value",
    "own_kind",
    "restored_value",
    "unknown",
]
