"""Dask: the parts of a job are tasks of a cluster, each in nlpmap's own pool inside its task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

from ...errors import HostError
from ...optional import library
from ..shared.part_records import DonePart
from ..shared.working import work_on

SECONDS = 20  # to reach the scheduler
RETRIES = 2  # of a task whose worker was lost


def parts_by_dask(engine: Any, out: str, numbers: Sequence[int], workers: int | None) -> Iterator[DonePart]:
    """Yield the records of parts as tasks of a cluster have done them, in any order.

    ``engine`` is the scheduler, such as ``"dask://host:8786"``, or a client of it, which stays open. The workers need
    nlpmap, and the job's inputs and output under the same names.
    """
    distributed = library("distributed", "dask", "working on dask://")
    with client_of(engine, distributed) if isinstance(engine, str) else nullcontext(engine) as client:
        task = partial(work_on, out, workers=workers)
        futures = client.map(task, numbers, pure=False, retries=RETRIES)
        try:
            for _, done in distributed.as_completed(futures, with_results=True):
                yield done
        finally:
            client.cancel(futures)


def client_of(engine: str, distributed: Any) -> Any:
    """Return a client of a scheduler; raises `HostError` where none answers."""
    address = engine.replace("dask://", "tcp://", 1)
    try:
        return distributed.Client(address, timeout=SECONDS)
    except OSError as error:
        raise HostError(f"{address}: no Dask scheduler answers ({error}); start one: dask scheduler") from None
