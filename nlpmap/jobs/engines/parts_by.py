"""The parts of a planned job, done by an engine that is named, or a client of one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ...errors import InputError, Message, Option
from ...files.names import is_store_url
from ..progress.progress import Report
from ..progress.summary import Summary
from ..shared.part_plan import Plan
from ..shared.part_records import DonePart
from ..shared.stores.store import Store
from ..shared.working import add_part, summary_of
from .dask import parts_by_dask
from .ray import parts_by_ray
from .slurm import parts_by_slurm

NAMES = "dask://HOST:PORT, ray, ray://HOST:PORT or slurm"


STARTERS: Mapping[str, Callable[[Any, str, Sequence[int], int | None], Iterator[DonePart]]] = {
    "dask": parts_by_dask,
    "ray": parts_by_ray,
    "slurm": parts_by_slurm,
}


def by_engine(engine: Any, store: Store, plan: Plan, workers: int | None, report: Report) -> Summary:
    """Have an engine do the parts of a plan, and return what it did; raises `InputError` where there is none such."""
    kind, _, place = engine.partition("://") if isinstance(engine, str) else ("dask", "", engine)
    if kind not in STARTERS or (kind == "dask" and not place):
        raise InputError(Message(Option("engine"), f" is {NAMES}, not {engine!r}"))
    out = str(store) if is_store_url(str(store)) else os.path.abspath(str(store))  # noqa: PTH100 - follows no link
    summary = summary_of(store, plan)
    sizes, count = plan.sizes(), 0
    for done in STARTERS[kind](engine, out, plan.parts, workers):
        add_part(summary, done, sizes)
        report(summary)
        count += 1
    summary.parts = (count, len(plan.parts))
    return summary
