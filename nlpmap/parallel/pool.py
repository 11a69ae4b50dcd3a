"""Workers kept open for many maps, and the map itself: an indexed round-robin over execnet channels."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable
from dataclasses import replace
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ..errors import InputError
from ..option_names import check_options
from ..remote.serving.messages import REHEARSAL
from . import worker_modules
from .options import MAP_OPTIONS, POOL_OPTIONS, MapOptions, Policy, at_least
from .results import Blocks, Feed, Results
from .scheduling.arguments import known_length
from .scheduling.reader import LiveValues, is_prompt
from .scheduling.run import Run
from .scheduling.workers import Workers
from .setups import Opening
from .stats import WorkerStats, with_bar
from .transports.cores import usable_cores
from .transports.in_process import InProcess
from .transports.registry import transport_for
from .transports.specs import Specs, expand
from .transports.transport import Transport
from .worker_modules import Module, WorkerModule

if TYPE_CHECKING:
    from typing_extensions import Never, Unpack

SEED_SPECS: Specs = [("popen", 2)]
PoolType = TypeVar("PoolType", bound="WorkerPool")
GRACE = 0.25  # seconds that a worker gets, before the next run, to finish what an abandoned run left it with


class WorkerPool:
    """Workers kept open for many calls; a context manager. With ``workers=0``, they are ``threads`` of this process.

    >>> from nlpmap.remote import double
    >>> with WorkerPool([("popen", 2)]) as pool:
    ...     pool.map(double, range(4)), pool.map(len, ["a", "bcd"])
    ([0, 2, 4, 6], [1, 3])
    """

    def __init__(
        self, specs: Specs | None = None, *, workers: int | None = None, threads: int = 1, **others: Never
    ) -> None:
        if others:
            check_options(others, POOL_OPTIONS, "nlpmap.Pool")
        transport = choose_transport(specs, workers, threads)
        self._workers = Workers(transport)
        self._number = 0
        self._run: Run | None = None
        self._turn = threading.Lock()  # of the one map that the pool is at work for
        self._left_at = 0.0
        self._finalizer = weakref.finalize(self, transport.close)

    def map(self, module: Module, args: Iterable[Any], **options: Unpack[MapOptions]) -> list[Any]:
        """List the results of a worker module or function over ``args``, in order; options: `MapOptions`.

        Raises `WorkerError` where an item fails (``on_error="return"`` puts the error in its place, ``"skip"`` leaves
        it out), and `HostError` where workers can't be started or kept running.
        """
        return list(self.imap(module, args, **options))

    def imap(self, module: Module, args: Iterable[Any], **options: Unpack[MapOptions]) -> Results[Any]:
        """Yield the results of a worker module or function over ``args``, in order, reading on meanwhile.

        At most ``window`` arguments are read ahead of the results taken, so that an endless iterable works. All
        options: `MapOptions`.

        >>> from itertools import count, islice
        >>> with WorkerPool(workers=0) as pool:
        ...     list(islice(pool.imap(lambda n: n * n, count()), 4))
        [0, 1, 4, 9]
        """
        if not options.keys() <= MAP_OPTIONS:
            check_options(options, MAP_OPTIONS, "Pool.map")
        policy = Policy(**options)
        found = worker_modules.find_module(module)
        if found.setup is not None:
            if policy.setup is not None:
                raise InputError("setup= is for worker modules; a function takes its context with it as a closure")
            policy = replace(policy, setup=found.setup)
        feed = None if is_prompt(args) else Feed()
        blocks = self._blocks(found, args, policy, feed)
        return Results(with_bar(blocks, known_length(args)) if policy.progress else blocks, feed)

    def stats(self) -> list[WorkerStats]:
        """Return, for each worker, its items, batches, bytes, seconds at work and restarts since the pool was made.

        >>> with WorkerPool(workers=0) as pool:
        ...     lengths = pool.map(len, ["a", "bc"])
        ...     pool.stats()[0].items
        2
        """
        return [replace(slot.stats) for slot in self._workers.slots]

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers that are up on this machine, as tests that disturb them need.

        >>> WorkerPool(workers=1).worker_pids()
        []
        """
        return self._workers.local_pids()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a pool can't be pickled or copied: make one where it is needed, as with nlpmap.Pool()")

    def __repr__(self) -> str:
        slots = self._workers.slots
        where = ", ".join(dict.fromkeys(slot.identity.host for slot in slots))
        state = "closed" if not self._finalizer.alive else "idle" if self._run is None else "at work"
        done = sum(slot.stats.items for slot in slots)
        workers = f"{len(slots)} worker" + ("" if len(slots) == 1 else "s")
        return f"<{type(self).__name__}: {workers} on {where}, {state}, {done:,} items done>"

    def start(self) -> None:
        """Start the workers now, and return at once: they come up while something else is done.

        Without it they are started by the first result that is asked for.
        """
        self._workers.check_usable()
        self._workers.start()

    def rehearse(self, module: Module, setup: object) -> None:
        """Have the workers that are coming up on this machine make ready for a run of a module with a set-up.

        They do what the module does before its first item, as soon as they are there. What fails will fail in the run.

        >>> from nlpmap.remote import double
        >>> with WorkerPool(workers=1) as pool:
        ...     pool.start()
        ...     pool.rehearse(double, "any")
        ...     pool.map(double, [1], setup="any")
        [2]
        """
        found = worker_modules.find_module(module)
        opening = Opening(REHEARSAL, found, setup, self._workers.transport.codec)
        if opening.is_kept:
            self._workers.rehearse(opening)

    def close(self) -> None:
        """End the workers; no process is left behind, nor what items started."""
        self._workers.closed = True
        if self._run is not None:  # in another thread, which is to find out
            self._workers.wake()
        self._run = None
        self._finalizer()

    def __enter__(self: PoolType) -> PoolType:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _blocks(self, module: WorkerModule, args: Iterable[Any], policy: Policy, feed: Feed | None) -> Blocks[Any]:
        if not self._finalizer.alive or os.getpid() != self._workers.pid:
            self._workers.check_usable()
        if not self._turn.acquire(blocking=False):
            raise InputError("this pool is at work for another map; exhaust or close that one, or use another Pool")
        try:
            self._workers.free(self._left_at + GRACE)
            self._number += 1
            run = self._run = Run(self._number, self._workers, module, args, policy)
            if feed is not None and isinstance(run.arguments.values, LiveValues):
                feed.read = run.arguments.values
            del args  # it is let go of by what reads it, where that is done
            try:
                yield from run.blocks()
            finally:
                run.end()
                self._run, self._left_at = None, monotonic()
        finally:
            self._turn.release()


def map(
    module: Module,
    args: Iterable[Any],
    specs: Specs | None = None,
    *,
    workers: int | None = None,
    threads: int = 1,
    **options: Unpack[MapOptions],
) -> list[Any]:
    """List the results of a worker module or function over ``args``, in order, from workers started for this call.

    They are two on this machine where neither ``specs`` nor ``workers`` says otherwise. All options: `MapOptions`.

    >>> from nlpmap.remote import double
    >>> map(double, range(5))
    [0, 2, 4, 6, 8]
    """
    check_options(options, (*MAP_OPTIONS, *POOL_OPTIONS), "nlpmap.map")
    with _pool_for_a_call(specs, workers, threads) as pool:
        return pool.map(module, args, **options)


def imap(
    module: Module,
    args: Iterable[Any],
    specs: Specs | None = None,
    *,
    workers: int | None = None,
    threads: int = 1,
    **options: Unpack[MapOptions],
) -> Results[Any]:
    """Yield the results of a worker module or function over ``args``, in order, reading on meanwhile.

    Workers and options as for `map`.

    >>> list(imap(str.upper, ["a", "b"], workers=0))
    ['A', 'B']
    """
    check_options(options, (*MAP_OPTIONS, *POOL_OPTIONS), "nlpmap.imap")
    pool = _pool_for_a_call(specs, workers, threads)
    return pool.imap(module, args, **options).then(pool.close)


def _pool_for_a_call(specs: Specs | None, workers: int | None, threads: int) -> WorkerPool:
    return WorkerPool(SEED_SPECS if specs is None and workers is None else specs, workers=workers, threads=threads)


def choose_transport(specs: Specs | None, workers: int | None, threads: int = 1) -> Transport:
    """Return the in-process transport for ``workers=0``, else that of the specs, or a worker for each core."""
    if specs is not None and workers is not None:
        raise InputError("give specs= or workers=, not both")
    if at_least("threads", threads, 1) > 1 and workers != 0:
        raise InputError("threads= are of this process: give workers=0, too")
    if workers == 0:
        return InProcess(threads)
    if specs is None:
        specs = [("popen", usable_cores() if workers is None else at_least("workers", workers, 0))]
    return transport_for(expand(specs))
