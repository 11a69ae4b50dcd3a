"""What may travel between coordinator and worker.

The builtins travel, in any nesting: ``None bool int float complex str bytes tuple list dict set frozenset``.
Tuples stay tuples, integers may be of any size and sign, strings may hold lone surrogates; containers may be nested 200
deep, and may not hold themselves. Nothing else travels: a subclass or a numpy scalar would arrive as something else.
"""

from __future__ import annotations

from collections.abc import Iterable

SMALL = frozenset({type(None), bool, int, float, complex})
ATOMS = SMALL | {str, bytes}
CONTAINERS = frozenset({tuple, list, dict, set, frozenset})
DEEPEST = 200  # levels of containers: every codec, on any stack, can write and read these
DEEPEST_SETS = 12  # marshal's time doubles with each
DEPTH_RULE = f"it is nested more than {DEEPEST} deep, or its sets more than {DEEPEST_SETS}"

RULE = (
    "only None, bool, int, float, complex, str, bytes, tuple, list, dict, set and frozenset travel, "
    "of these exact types"
)


class CannotTravel(TypeError):
    """A value that no worker and no coordinator may be sent."""


def refuse_strangers(value: object) -> None:
    """Raise `CannotTravel` where a value holds anything but exact builtins, is nested too deeply, or holds itself."""
    seen: set[int] = set()
    shared = False
    level, depth, set_depth = [value], 0, 0
    while level:
        depth += 1
        set_depth += any(type(container) in (set, frozenset) for container in level)
        if depth > DEEPEST or set_depth > DEEPEST_SETS:
            raise CannotTravel(f"a {type(value).__name__} cannot travel: {DEPTH_RULE}")
        inner_level: list[object] = []
        for container in level:
            if type(container) not in CONTAINERS:
                raise CannotTravel(f"a {type(container).__qualname__} cannot travel: {RULE}")
            if id(container) in seen:
                shared = True
                continue
            seen.add(id(container))
            inner_level += [member for member in members(container) if type(member) not in ATOMS]
        level = inner_level
    if shared and holds_itself(value, set(), set()):
        raise CannotTravel(f"a {type(value).__name__} cannot travel: it holds itself")


def holds_itself(container: object, above: set[int], cleared: set[int]) -> bool:
    """Return whether a container holds itself; ``above`` are those that hold it."""
    if id(container) in above:
        return True
    if type(container) not in CONTAINERS or id(container) in cleared:
        return False
    above.add(id(container))
    found = any(holds_itself(member, above, cleared) for member in members(container))
    above.discard(id(container))
    cleared.add(id(container))
    return found


def members(container: object) -> Iterable[object]:
    if type(container) is dict:
        return (*container, *container.values())
    assert isinstance(container, Iterable)
    return container
