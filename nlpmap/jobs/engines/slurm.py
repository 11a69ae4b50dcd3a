"""Slurm: the parts of a job are done by an array of batch jobs, each of which takes parts until all are done."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence

from ...errors import HostError
from ..shared.part_records import DonePart
from ..shared.working import work_on

MOST_JOBS = 1000  # in an array, which is what Slurm admits unless it is told otherwise
SOME_FAILED = 3  # of the documents, which their records tell


def parts_by_slurm(engine: str, out: str, numbers: Sequence[int], workers: int | None) -> Iterator[DonePart]:
    """Submit an array that does the parts, wait for its end, and yield their records.

    Partition, account and time come from ``SBATCH_PARTITION`` and the like, as sbatch has it.
    """
    given = "${SLURM_CPUS_PER_TASK:-1}" if workers is None else str(workers)
    work = f"{shlex.join([sys.executable, '-m', 'nlpmap', 'work', out, '-q'])} -j {given}"
    array = f"--array=0-{min(len(numbers), MOST_JOBS) - 1}"
    try:
        submitted = subprocess.run(
            ["sbatch", "--wait", array, "--wrap", work], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise HostError(f"{engine}: there is no sbatch here; submit from a host of the cluster") from None
    if submitted.returncode not in (0, SOME_FAILED):
        said = submitted.stderr.strip().splitlines() or [f"exit code {submitted.returncode}; see slurm-*.out"]
        raise HostError(f"{engine}: a job of the array failed: {said[-1]}")
    for number in numbers:
        yield work_on(out, number, workers=workers)  # which is done: this reads its record
