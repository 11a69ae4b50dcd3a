"""Ray: the parts of a job are tasks of a cluster, each in nlpmap's own pool inside its task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...errors import HostError
from ...optional import library
from ..shared.part_records import DonePart
from ..shared.working import work_on

RETRIES = 2  # of a task whose worker was lost


def parts_by_ray(engine: str, out: str, numbers: Sequence[int], workers: int | None) -> Iterator[DonePart]:
    """Yield the records of parts as tasks of a cluster have done them, in any order.

    ``engine`` is an address, such as ``"ray://host:10001"``, or ``"ray"``: the cluster that this process is connected
    to or that the environment names, else one of this machine. Its workers need nlpmap, and the job's inputs and output
    under the same names.
    """
    ray = library("ray", "ray", "working on ray")
    is_mine = not ray.is_initialized()
    try:
        if is_mine:
            connect(ray, engine)
        task = ray.remote(max_retries=RETRIES)(work_on)
        waiting = [task.remote(out, number, workers=workers) for number in numbers]
        while waiting:
            done, waiting = ray.wait(waiting)
            yield from ray.get(done)
    except ray.exceptions.RayError as error:
        raise HostError(f"{engine}: {str(error).strip().splitlines()[-1]}") from error
    finally:
        if is_mine:
            ray.shutdown()


def connect(ray: Any, engine: str) -> None:
    """Connect this process to a cluster; raises `HostError` where there is none, or Ray lacks what that takes."""
    try:
        ray.init(engine if "://" in engine else None, log_to_driver=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise HostError(f"{engine}: {' '.join(str(error).split())}") from None
