"""What arrives from a worker, checked before anything relies on it: a host may send what it likes."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ...remote.serving import messages
from ...remote.serving.messages import FromPacks, FromWorker

KINDS = {
    kind.__name__: kind
    for kind in (*get_args(messages.Failure), *get_args(FromWorker), *get_args(FromPacks))
    if isinstance(kind, type)
}
HELLO = {"python": str, "executable": str, "implementation": str, "versions": dict}
MOST_LACKING = 20  # libraries
MOST_WHY = 2000  # characters of why a host gets none
SHOWN = 80  # characters of what is no message


class NoMessage(ValueError):
    """Something arrived that no worker of nlpmap sends."""


def received(wired: Any) -> FromWorker | FromPacks:
    """Return the message that arrived; raises `NoMessage` where it is none that a worker sends.

    >>> received(("Taken", 1, 7))
    Taken(run=1, item=7)
    >>> received(("Taken", 1, "7"))
    Traceback (most recent call last):
    ...
    nlpmap.parallel.transports.arrivals.NoMessage: it sent what is no message of a worker: ('Taken', 1, '7')
    """
    if type(wired) is tuple and wired and type(wired[0]) is str and wired[0] in KINDS:
        kind = KINDS[wired[0]]
        fields, types = wired[1:], types_of(kind)
        if len(fields) == len(types) and all(type(field) in kinds for field, kinds in zip(fields, types, strict=True)):
            message: FromWorker | FromPacks = kind(*fields)
            if fits(message):
                return message
    raise NoMessage(f"it sent what is no message of a worker: {shown_briefly(wired)}")


@cache
def types_of(kind: type[NamedTuple]) -> tuple[tuple[type, ...], ...]:
    """Return, for each field of a message, the types that it may be of."""
    return tuple(
        tuple(get_origin(choice) or choice for choice in get_args(hint) if choice)
        if get_origin(hint) not in (None, dict, list)
        else (get_origin(hint) or hint,)
        for hint in get_type_hints(kind).values()
    )


def fits(message: FromWorker | FromPacks) -> bool:
    """Return whether the fields of a message, of the right types as they are, make sense."""
    match message:
        case messages.Hello(introduction):
            why = introduction.get("why_no_packs", "")
            is_line = type(why) is str and len(why) < MOST_WHY and "\n" not in why
            return (
                is_line
                and type(introduction.get("facts", {})) is dict
                and all(type(introduction.get(name)) is kind for name, kind in HELLO.items())
                and all(
                    type(name) is str and type(version) in (str, type(None))
                    for name, version in dict(introduction["versions"]).items()  # type: ignore[call-overload]
                )
            )
        case messages.Answers(_, _, length, _, _, seconds):
            return length > 0 and is_duration(seconds)
        case messages.Scattered(_, indices, _, _, seconds):
            return are_items(indices) and is_duration(seconds)
        case messages.Lacks(requirements, _):
            return len(requirements) <= MOST_LACKING and all(type(name) is str for name in requirements)
        case messages.AmbiguousFailure(_, indices):
            return are_items(indices)
        case messages.Pong(sent):
            return is_duration(sent)
        case messages.Gone() | messages.RoundTrip():
            return False  # those are said of a worker, not by it
    return True


def are_items(indices: list[int]) -> bool:
    return all(type(index) is int for index in indices) and len(set(indices)) == len(indices)


def is_duration(seconds: float) -> bool:
    return math.isfinite(seconds) and seconds >= 0


def shown_briefly(wired: object) -> str:
    """Show the beginning of what arrived, in a line.

    >>> shown_briefly(["x" * 1000])
    'a list'
    """
    if type(wired) is tuple and all(type(field) in (str, int, float, bool, type(None)) for field in wired):
        return f"{tuple(field[:SHOWN] if isinstance(field, str) else field for field in wired[:7])!r:.{2 * SHOWN}}"
    return f"a {type(wired).__name__}"
