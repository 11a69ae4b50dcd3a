"""Plans against jobs: how long `nlpmap plan` says that a job takes, and how long the command then takes.

    python tests/benchmarks/plans.py state_union movie_reviews texts.jsonl.xz --formats conllu parquet jsonl.gz

A corpus is a path; the machine should be idle, as a plan knows nothing of who else uses it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from nlpmap.remote.components import Task

FORMATS = ["conllu", "slash", "parquet", "jsonl.gz", "tsv"]


def foretold(task: Task, corpus: str, out: Path, workers: int, encoding: str) -> float:
    """Return the seconds that a plan says, in a process of its own: another plan would have taught the kernels."""
    program = (
        "import sys; from nlpmap.corpus import Reading; from nlpmap.jobs import Options, estimate;"
        "task, corpus, out, workers, encoding = sys.argv[1:]; workers = int(workers);"
        "options = Options(workers=workers, reading=Reading(encoding=encoding));"
        "print(estimate(task, corpus, out, options).seconds[workers])"
    )
    given = [task, corpus, str(out), str(workers), encoding]
    done = subprocess.run([sys.executable, "-c", program, *given], check=True, capture_output=True, text=True)
    return float(done.stdout)


def taken(task: Task, corpus: str, out: Path, workers: int, encoding: str) -> float:
    """Return the seconds that the command takes."""
    began = perf_counter()
    options = ["-o", str(out), "-j", str(workers), "--encoding", encoding, "-q", "--force"]
    subprocess.run([sys.executable, "-m", "nlpmap", task, corpus, *options], check=True)
    return perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--task", default="tag")
    parser.add_argument("--encoding", default="latin-1")
    parser.add_argument("--formats", nargs="+", default=FORMATS)
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    given = parser.parse_args()
    print(f"{'corpus':24} {'format':10} -j  foretold  taken  off")
    for corpus in given.corpora:
        for format in given.formats:
            for workers in given.workers:
                with tempfile.TemporaryDirectory() as folder:
                    out = Path(folder) / f"out.{format}"
                    said = foretold(given.task, corpus, out, workers, given.encoding)
                    took = taken(given.task, corpus, out, workers, given.encoding)
                name = Path(corpus).name
                print(
                    f"{name:24} {format:10} {workers:2}  {said:6.1f} s {took:5.1f} s  {said / took - 1:+.0%}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
