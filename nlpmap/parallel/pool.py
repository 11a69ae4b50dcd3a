"""Gateways kept open for many maps, and the map itself: an indexed round-robin over execnet channels."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from queue import Empty
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

from ..errors import InputError
from . import worker_modules
from .results import Blocks, Results
from .scheduling.run import OnError, Policy, Run, known_length
from .stats import WorkerStats, shown
from .transports.cores import usable_cores
from .transports.in_process import Here
from .transports.specs import Specs, expand
from .transports.transport import Transport
from .worker_modules import Module, WorkerModule

SEED_SPECS: Specs = [("popen", 2)]
PoolType = TypeVar("PoolType", bound="Pool")
GRACE = 0.25  # seconds that a worker gets, before the next run, to finish what an abandoned run left it with


class Pool:
    """Workers kept open for many calls; a context manager.

    >>> from nlpmap.remote import double
    >>> with Pool([("popen", 2)]) as pool:
    ...     pool.map(double, range(4)), pool.map(len, ["a", "bcd"])
    ([0, 2, 4, 6], [1, 3])
    """

    def __init__(self, specs: Specs | None = None, *, workers: int | None = None) -> None:
        self._transport = choose_transport(specs, workers)
        self._live: set[int] = set()
        self._starting: set[int] = set()
        self._busy: set[int] = set()
        identities = [self._transport.identity(slot) for slot in range(self._transport.slots)]
        self._stats = [WorkerStats(identity.name, identity.host) for identity in identities]
        self._number = 0
        self._run: Run | None = None
        self._left_at: float | None = None
        self._finalizer = weakref.finalize(self, self._transport.close)

    def map(
        self,
        module: Module,
        args: Iterable[Any],
        *,
        setup: Any = None,
        on_error: OnError = "raise",
        retries: int = 2,
        timeout: float | None = None,
        progress: bool = False,
    ) -> list[Any]:
        """List the results of a worker module or function over ``args``, in order.

        Raises `WorkerError` where an item fails (``on_error="return"`` puts the error in its place, ``"skip"`` leaves
        it out), and `HostError` where workers can't be started or kept running.
        """
        options = {"setup": setup, "on_error": on_error, "retries": retries, "timeout": timeout, "progress": progress}
        return list(self.imap(module, args, **options))

    def imap(
        self,
        module: Module,
        args: Iterable[Any],
        *,
        setup: Any = None,
        on_error: OnError = "raise",
        retries: int = 2,
        timeout: float | None = None,
        window: int | None = None,
        needs: Sequence[str] = (),
        progress: bool = False,
    ) -> Results[Any]:
        """Yield the results of a worker module or function over ``args``, in order, reading on meanwhile.

        At most ``window`` arguments are read ahead of the results taken, so that an endless iterable works. ``needs``
        names packages (``nltk``, ``numpy``) without which a worker is refused as it starts.

        >>> from itertools import count, islice
        >>> with Pool(workers=0) as pool:
        ...     list(islice(pool.imap(lambda n: n * n, count()), 4))
        [0, 1, 4, 9]
        """
        policy = Policy(check_on_error(on_error), at_least("retries", retries, 0), timeout, window)
        if window is not None:
            at_least("window", window, 1)
        found = worker_modules.find(module)
        if found.setup is not None and setup is not None:
            raise InputError("setup= is for worker modules; a function takes its context with it as a closure")
        blocks = self._blocks(found, args, found.setup if setup is None else setup, policy, needs)
        return Results(shown(blocks, known_length(args)) if progress else blocks)

    def stats(self) -> list[WorkerStats]:
        """Return, for each worker, its items, batches, bytes, seconds at work and restarts since the pool was made.

        >>> with Pool(workers=0) as pool:
        ...     lengths = pool.map(len, ["a", "bc"])
        ...     pool.stats()[0].items
        2
        """
        return [replace(stats) for stats in self._stats]

    def start(self) -> None:
        """Start the workers now, and return at once: they come up while something else is done.

        Without it they are started by the first result that is asked for.
        """
        fresh = {slot for slot in range(self._transport.slots) if self._transport.life(slot) == 0}
        for slot in fresh:
            self._transport.spawn(slot)
        self._starting |= fresh

    def close(self) -> None:
        """End the workers; no process is left behind."""
        self._run = None
        self._finalizer()

    def __enter__(self: PoolType) -> PoolType:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _blocks(
        self, module: WorkerModule, args: Iterable[Any], setup: Any, policy: Policy, needs: Sequence[str]
    ) -> Blocks[Any]:
        self._settle_last()
        self._number += 1
        run = self._run = Run(self._number, self._transport, module, args, setup, policy, self._stats, needs)
        live, starting = self._live, self._starting
        self._live, self._starting = set(), set()
        try:
            yield from run.blocks(live, starting)
        finally:
            if self._run is run:
                self._leave(run)

    def _leave(self, run: Run) -> None:
        """Note which workers can serve another run; those that are busy still get a little time, later."""
        self._live, self._busy = run.end()
        self._run = None
        self._left_at = monotonic()

    def _settle_last(self) -> None:
        """Make sure that the workers are free: kill those that an abandoned run left busy."""
        if not self._finalizer.alive:
            raise InputError("this pool is closed; make a new one")
        if self._run is not None:
            raise InputError("this pool is at work for another map; exhaust or close that one, or use another Pool")
        if self._left_at is None:
            return
        deadline = self._left_at + GRACE
        busy = self._busy
        while busy and (wait := deadline - monotonic()) > 0:
            try:
                event = self._transport.events.get(timeout=wait)
            except Empty:
                break
            if event.life == self._transport.life(event.slot) and event.message[0] in ("done", "gone"):
                busy.discard(event.slot)
                if event.message[0] == "gone":
                    self._live.discard(event.slot)
        for slot in busy:
            self._transport.kill(slot)
            self._live.discard(slot)


def map(
    module: Module,
    args: Iterable[Any],
    specs: Specs = SEED_SPECS,
    *,
    setup: Any = None,
    on_error: OnError = "raise",
    retries: int = 2,
    timeout: float | None = None,
    progress: bool = False,
) -> list[Any]:
    """List the results of a worker module or function over ``args``, in order, from workers started for this call.

    >>> from nlpmap.remote import double
    >>> map(double, range(5))
    [0, 2, 4, 6, 8]
    """
    options = {"setup": setup, "on_error": on_error, "retries": retries, "timeout": timeout, "progress": progress}
    with Pool(specs) as pool:
        return pool.map(module, args, **options)


def imap(
    module: Module,
    args: Iterable[Any],
    specs: Specs = SEED_SPECS,
    *,
    setup: Any = None,
    on_error: OnError = "raise",
    retries: int = 2,
    timeout: float | None = None,
    window: int | None = None,
    progress: bool = False,
) -> Results[Any]:
    """Yield the results of a worker module or function over ``args``, in order, reading on meanwhile.

    >>> list(imap(str.upper, ["a", "b"]))
    ['A', 'B']
    """
    options = {"setup": setup, "on_error": on_error, "retries": retries, "timeout": timeout, "window": window}
    pool = Pool(specs)
    return pool.imap(module, args, progress=progress, **options).then(pool.close)


def choose_transport(specs: Specs | None, workers: int | None) -> Transport:
    """Return the in-process transport for ``workers=0``, else gateways: by specs, or one for each core."""
    if specs is not None and workers is not None:
        raise InputError("give specs= or workers=, not both")
    if workers == 0:
        return Here()
    from .transports.execnet_transport import ExecnetTransport  # execnet takes a fifth of what `nlpmap --help` may take

    if specs is None:
        specs = [("popen", usable_cores() if workers is None else at_least("workers", workers, 0))]
    return ExecnetTransport(expand(specs))


def check_on_error(on_error: OnError) -> OnError:
    if on_error not in ("raise", "return", "skip"):
        raise InputError(f"on_error is 'raise', 'return' or 'skip', not {on_error!r}")
    return on_error


def at_least(name: str, number: int, least: int) -> int:
    if not isinstance(number, int) or number < least:
        raise InputError(f"{name} is a whole number, {least} or more, not {number!r}")
    return number
