"""What may travel between coordinator and worker.

The builtins travel, in any nesting: ``None bool int float complex str bytes tuple list dict set frozenset``; so does
what `travel` has an encoder for. Tuples stay tuples, integers may be of any size and sign, strings may hold lone
surrogates; containers may be nested 200 deep, and may not hold themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..native import compiled

ITEMS = compiled("items")
SMALL = frozenset({type(None), bool, int, float, complex})
ATOMS = SMALL | {str, bytes}
CONTAINERS = frozenset({tuple, list, dict, set, frozenset})
DEEPEST = 200  # levels of containers: every codec, on any stack, can write and read these
DEEPEST_SETS = 12  # marshal's time doubles with each
DEPTH_RULE = f"it is nested more than {DEEPEST} deep, or its sets more than {DEEPEST_SETS}"


class CannotTravel(TypeError):
    """A value that no worker and no coordinator may be sent."""


class Stranger(CannotTravel):
    """A value that is no builtin: it travels only where there is an encoder for its type."""


def refuse_strangers(value: object) -> None:
    """Raise `Stranger` where a value holds anything but builtins, `CannotTravel` if nested too deep or in itself."""
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
                raise Stranger(f"a {type(container).__qualname__} cannot travel")
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


def all_atoms(values: Iterable[object]) -> bool:
    """Return whether values are all atoms.

    >>> all_atoms([1, "a", None]), all_atoms([[]])
    (True, False)
    """
    return set(map(type, values)) <= ATOMS


def all_small(values: list[object]) -> bool:
    """Return whether values are all numbers, truth values or None.

    >>> all_small([1, 2.5, None]), all_small([1, "a"])
    (True, False)
    """
    return bool(ITEMS.all_small(values)) if ITEMS else set(map(type, values)) <= SMALL
