"""What a token costs, and the memory of a worker, as text grows: ``python tests/benchmarks/growth.py``.

Run it with ``--megabytes 1 12 50 500`` for the whole. Where more is asked for than the corpus has, it comes again with
other words: in copy number N each small letter of a word of more than 6 letters is the one N places on in the alphabet,
so that new words keep coming. Shown are CPU microseconds a token, of all processes, and the peak memory of the worker.
The goals are at most 250 MB, not more at 500 MB than at 12, and no more microseconds.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from string import ascii_lowercase

import psutil
from varied import SHARED, stored_texts

RUNS = {"tag nltk": ("tag", "--model", "nltk"), "tag en": ("tag", "--model", "en"), "chunk en": ("chunk",)}
LONG_WORD = re.compile(r"[^\W\d_]{7,}")
WRITTEN = re.compile(r"([\d,]+) tokens")
EVERY = 0.1  # seconds from one look at a worker's memory to the next


def grown(corpus: Path) -> Iterator[str]:
    """Yield texts without an end: those of the corpus, then the same with other long words, and so on."""
    for number in count():
        places = number % len(ascii_lowercase)
        shifted = str.maketrans(ascii_lowercase, ascii_lowercase[places:] + ascii_lowercase[:places])
        for text in stored_texts(corpus):
            yield LONG_WORD.sub(lambda word: word[0].translate(shifted), text) if number else text  # noqa: B023


def write_texts(path: Path, megabytes: float, corpus: Path) -> None:
    """Write so many million characters of text as JSON lines."""
    size = 0
    with path.open("w", encoding="utf-8") as lines:
        for text in grown(corpus):
            lines.write(json.dumps({"text": text}) + "\n")
            size += len(text)
            if size >= megabytes * 1e6:
                return


def cpu_seconds() -> float:
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(run: tuple[str, ...], source: Path, folder: Path) -> tuple[int, float, float]:
    """Return the tokens of a run with one worker, its CPU seconds, and the peak memory of the worker in MB."""
    task, *flags = run
    target = folder / "out.jsonl"
    command = [sys.executable, "-m", "nlpmap", task, str(source), "-o", str(target), "-j", "1", "--force", *flags]
    before = cpu_seconds()
    with (folder / "log").open("w+") as log:
        with subprocess.Popen(command, stdout=log, stderr=log) as process:
            peak = peak_of_workers(process)
        log.seek(0)
        said = log.read()
    tokens = WRITTEN.search(said)
    if process.returncode or tokens is None:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {said[-500:]}")
    return int(tokens[1].replace(",", "")), cpu_seconds() - before, peak


def peak_of_workers(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process, and return the greatest memory that one below it has had, in MB."""
    peak = 0
    while process.poll() is None:
        with suppress(psutil.Error):  # it may end meanwhile
            peak = max([peak, *(one.memory_info().rss for one in psutil.Process(process.pid).children(recursive=True))])
        with suppress(subprocess.TimeoutExpired):
            process.wait(EVERY)
    return peak / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="*", default=[1, 12, 50])
    parser.add_argument("--corpus", type=Path, default=SHARED, help="JSON lines")
    parser.add_argument("--runs", nargs="*", default=list(RUNS), choices=list(RUNS))
    options = parser.parse_args()
    print(f"{'':12}{'MB':>8}{'tokens':>14}{'CPU s':>10}{'µs a token':>12}{'worker MB':>11}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for megabytes in options.megabytes:
            write_texts(folder / "texts.jsonl", megabytes, options.corpus)
            for run in options.runs:
                tokens, seconds, peak = measure(RUNS[run], folder / "texts.jsonl", folder)
                print(
                    f"{run:12}{megabytes:8g}{tokens:14,}{seconds:10.1f}{1e6 * seconds / tokens:12.2f}{peak:11.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
