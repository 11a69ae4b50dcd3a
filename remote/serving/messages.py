"""The messages between coordinator and worker: types on both sides, exact builtin tuples on their way.

Execnet carries builtins of exact types only, so a message travels as a tuple that begins with its kind.
"""

from __future__ import annotations

from typing import Any, NamedTuple

REHEARSAL = 0  # the number of a run without items, for which workers only make ready
Payload = bytes | memoryview  # a view of what arrived, where that is large


class BeginRun(NamedTuple):
    """Serve this module until the run ends: its source, with the set-up it receives, if any."""

    number: int
    source: str
    filename: str
    package: str | None
    codec: str
    setup_key: str | None  # the hash of a set-up that is kept between runs
    setup: tuple[bool, bytes] | None  # nothing where the worker keeps it from an earlier run
    modules: dict[str, str]  # the folders of the user's own modules that are on no path


class Items(NamedTuple):
    """Items from ``start`` on, for the module; after a ``last`` batch, its loop is to end."""

    start: int
    each: bool  # whether each value is encoded in the payload by itself
    payload: Payload
    last: bool


class PauseLoop(NamedTuple):
    """Let the module's loop end, so that it answers what it gathered."""


class End(NamedTuple):
    """Leave the run."""


class Equip(NamedTuple):
    """Get these libraries by packs, then say hello again; what they are offered may follow unasked."""

    requirements: list[str]
    is_offered: bool


class Offer(NamedTuple):
    """The packs that hold what a worker lacks, with the bytes that each unpacks to, about; or why there are none."""

    keys: list[str]
    sizes: list[int]
    why: str


class Pack(NamedTuple):
    """A pack of so many bytes follows, in pieces; or why it can't be made."""

    key: str
    size: int
    sha256: str
    why: str


class Piece(NamedTuple):
    """Some bytes of a pack; without a key, of the set-up of the next run."""

    key: str
    content: bytes


class Lacks(NamedTuple):
    """The worker needs packs of these libraries, for such a host."""

    requirements: list[str]
    host: dict[str, object]


class Wants(NamedTuple):
    """This pack is not kept on the host: send it."""

    key: str


class Fetching(NamedTuple):
    """The worker gets a library that it lacks, and works on nothing meanwhile; or it has done so."""

    is_on: bool


class Had(NamedTuple):
    """A piece has arrived."""


class Hello(NamedTuple):
    """The worker is up: what the coordinator checks before it relies on it."""

    introduction: dict[str, object]


class Refused(NamedTuple):
    """The worker can't serve on this host."""

    why: str


class Gone(NamedTuple):
    """The worker ended, however it did: the last that is heard of it."""


class Taken(NamedTuple):
    """The module has this item in hand."""

    run: int
    item: int


class Answers(NamedTuple):
    """The results of consecutive items, after so many seconds of work."""

    run: int
    start: int
    length: int
    each: bool
    payload: Payload
    seconds: float


class Scattered(NamedTuple):
    """The results of items that are not consecutive, after so many seconds of work."""

    run: int
    indices: list[int]
    each: bool
    payload: Payload
    seconds: float


class Failed(NamedTuple):
    """The module raised at this item, or broke a rule there."""

    run: int
    item: int
    kind: str
    message: str
    traceback: str


class AmbiguousFailure(NamedTuple):
    """The module raised, and any of these items may be why."""

    run: int
    indices: list[int]


class Broken(NamedTuple):
    """The module can't serve any item; ``item`` is the one it broke at, where there is one."""

    run: int
    item: int | None
    kind: str
    message: str
    traceback: str


class LateError(NamedTuple):
    """The module raised after its last answer."""

    run: int
    text: str


class Starved(NamedTuple):
    """The module waits for input with items unanswered."""

    run: int


class Done(NamedTuple):
    """The worker left the run, and is free for another."""

    run: int


class Ping(NamedTuple):
    """The coordinator is there; ``sent`` is when, by its own clock."""

    sent: float


class Pong(NamedTuple):
    """A ping arrived, and this is what it said."""

    sent: float


class RoundTrip(NamedTuple):
    """A message and its answer take so many seconds, besides the work."""

    seconds: float


class Log(NamedTuple):
    """A line that was printed or logged in the worker."""

    level: int
    logger: str
    text: str


Failure = Failed | AmbiguousFailure | Broken | LateError
Report = Taken | Answers | Scattered | Failure | Starved | Done
FromWorker = Hello | Refused | Gone | Log | Pong | RoundTrip | Fetching | Report
FromPacks = Lacks | Wants | Had  # for whoever sends packs, and nobody else
ToWorker = BeginRun | Items | PauseLoop | End | Ping | Equip | Offer | Pack | Piece

KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(BeginRun, Items, PauseLoop, End, Ping, Equip, Offer, Pack, Piece, Lacks, Wants, Had),
        *(Hello, Refused, Gone, Taken, Answers, Scattered, Failed, AmbiguousFailure, Broken),
        *(LateError, Starved, Done, Log, Pong, RoundTrip, Fetching),
    )
}


def to_wire(message: FromWorker | FromPacks | ToWorker) -> tuple[Any, ...]:
    """Return a message as execnet carries it.

    >>> to_wire(Taken(run=1, item=7))
    ('Taken', 1, 7)
    """
    return (type(message).__name__, *message)


def from_wire(wired: tuple[Any, ...]) -> Any:
    """Return the message that was sent.

    >>> from_wire(("Taken", 1, 7))
    Taken(run=1, item=7)
    """
    kind, *fields = wired
    return KINDS[kind](*fields)
