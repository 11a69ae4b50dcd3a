"""The parts of a planned job, done by an engine that is named by its URL."""

from __future__ import annotations

import os

from ...errors import InputError, Message, Option
from ...files.names import is_store_url
from ..progress.progress import Report
from ..progress.summary import Summary
from ..shared.part_plan import Plan
from ..shared.store import Store
from ..shared.working import add_part, summary_of
from .dask import parts_by_dask


def by_engine(engine: str, store: Store, plan: Plan, workers: int | None, report: Report) -> Summary:
    """Have an engine do the parts of a plan, and return what it did; raises `InputError` where there is none such."""
    kind, _, place = engine.partition("://")
    if kind != "dask" or not place:
        raise InputError(Message(Option("engine"), f" is dask://HOST:PORT, not {engine!r}"))
    out = str(store) if is_store_url(str(store)) else os.path.abspath(str(store))  # noqa: PTH100 - follows no link
    summary = summary_of(store, plan)
    sizes, count = plan.sizes(), 0
    for done in parts_by_dask(f"tcp://{place}", out, plan.parts, workers):
        add_part(summary, done, sizes)
        report(summary)
        count += 1
    summary.parts = (count, len(plan.parts))
    return summary
