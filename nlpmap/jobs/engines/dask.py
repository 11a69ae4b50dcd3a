"""Dask: the parts of a job are tasks of a cluster, each in nlpmap's own pool inside its task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...errors import HostError
from ...optional import library
from ..shared.part_records import DonePart
from ..shared.working import work_on

SECONDS = 20  # to reach the scheduler
RETRIES = 2  # of a task whose worker was lost


def parts_by_dask(address: str, out: str, numbers: Iterable[int], workers: int | None) -> Iterator[DonePart]:
    """Yield the records of parts as tasks of a scheduler, such as ``"tcp://host:8786"``, have done them.

    Its workers need nlpmap, and the job's inputs and output under the same names.
    """
    distributed = library("distributed", "dask", "working on dask://")
    try:
        client = distributed.Client(address, timeout=SECONDS)
    except OSError as error:
        raise HostError(f"{address}: no Dask scheduler answers ({error}); start one: dask scheduler") from None
    with client:
        task = partial(work_on, out, workers=workers)
        futures = client.map(task, list(numbers), pure=False, retries=RETRIES)
        for _, done in distributed.as_completed(futures, with_results=True):
            yield done
