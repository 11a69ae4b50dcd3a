"""A map while its workers are disturbed, compared with an undisturbed one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..errors import WorkerError
from ..parallel import MapOptions, WorkerPool
from ..parallel.worker_modules import Module
from .disturbances import KINDS, Disturber, Kind, checked_kinds
from .report import ChaosReport

if TYPE_CHECKING:
    from typing_extensions import Unpack

RETRIES = 100  # of an item at which workers were killed: it may be the one in hand time and again
DISTURBANCES = 12  # of a round, about


def chaos(
    module: Module,
    args: Iterable[Any],
    *,
    minutes: float = 0.0,
    kinds: Sequence[Kind] = KINDS,
    seed: int = 0,
    workers: int = 2,
    **options: Unpack[MapOptions],
) -> ChaosReport:
    """Return what a map finds that is disturbed, round after round until the minutes are over; one round at least.

    The results are compared with those of an undisturbed map: each item has one outcome, and it is the same. Workers
    are killed, stopped for a while, cut off from their pipes, and slowed; a map has no disk to ``fill``. What is
    disturbed, and after which result, is drawn from the seed. Options are those of `map`; ``on_error``, ``retries``
    and ``window`` are set here.

    >>> print(chaos(str.upper, ["a", "b"] * 200, kinds=["kill"], seed=1))  # doctest: +ELLIPSIS
    1 rounds of 400 items in all, disturbed ... times (... kill): nothing found
    """
    report, items, order = ChaosReport(), list(args), random.Random(seed)
    wanted = [kind for kind in checked_kinds(kinds) if kind != "fill"]
    options = {**options, "on_error": "return"}
    with WorkerPool(workers=workers) as pool:
        expected = [outcome_of(result) for result in pool.map(module, items, **options)]
    deadline = monotonic() + 60 * minutes
    while report.rounds == 0 or (monotonic() < deadline and not report.is_full):
        options = {**options, "retries": RETRIES, "window": order.choice([1, 10, 100, 1_000]) * workers}
        with WorkerPool(workers=workers) as pool:
            disturbed_round(pool, module, items, expected, wanted, order, report, options)
    return report


def disturbed_round(
    pool: WorkerPool,
    module: Module,
    items: list[Any],
    expected: list[object],
    kinds: Sequence[Kind],
    order: random.Random,
    report: ChaosReport,
    options: MapOptions,
) -> None:
    """Map once, disturb as results come, and note what differs."""
    disturber = Disturber(order)
    often = DISTURBANCES / max(1, len(items))
    count = 0
    try:
        for count, result in enumerate(pool.imap(module, items, **options), 1):
            outcome = outcome_of(result)
            if outcome != expected[count - 1]:
                differs = f"{outcome!r:.200}, not {expected[count - 1]!r:.200}"
                report.found(f"round {report.rounds}, item {count - 1}: {differs}")
            if kinds and order.random() < often and (kind := disturb(pool, order.choice(kinds), disturber)):
                report.disturbances[kind] += 1
    except Exception as error:
        report.found(f"round {report.rounds}, after item {count - 1}: {type(error).__name__}: {error}")
    else:
        if count != len(expected):
            report.found(f"round {report.rounds}: {count:,} results, not {len(expected):,}")
    finally:
        disturber.settle()
    report.rounds += 1
    report.items += count


def disturb(pool: WorkerPool, kind: Kind, disturber: Disturber) -> Kind | None:
    """Disturb one of a pool's workers; return how, if there was one that is up."""
    pids = pool.worker_pids()
    if kind == "cut":
        return kind if disturber.cut() else None
    if not pids:
        return None
    pid = disturber.order.choice(pids)
    if kind == "kill":
        disturber.kill(pid)
    elif kind == "stop":
        disturber.stop(pid)
    else:
        disturber.slow(pid)
    return kind


def outcome_of(result: object) -> object:
    """Return what an item came to, without what may differ: which worker it failed on, and how often."""
    return (result.type, result.message) if isinstance(result, WorkerError) else result
