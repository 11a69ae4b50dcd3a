"""A job's time grows with its input, whatever it has many of; its memory does not, but with a document or many files.

`NLPMAP_MEGABYTES` says how large the larger input is: 1.6 where it is not set, in hand-made runs 100; `NLPMAP_TASK`
what is done with it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]
TASK = os.environ.get("NLPMAP_TASK", "tokenize")
LARGE = int(float(os.environ.get("NLPMAP_MEGABYTES", "1.6")) * 1e6)
TIMES = 8
BEND = 1.6  # times as much as in a straight line; quadratic work takes 8 times as much
NOTICED = 0.3  # seconds of CPU
MOST_MEGABYTES = 120
MOST_BYTES_A_FILE = 700  # a job keeps the list of its files: their paths, names, sizes and times
SENTENCE = 80  # characters, about
Make = Callable[[Path, int], list[str]]  # what is typed, but for the output
PARTS = """
import sys
from nlpmap.jobs import Options, annotate_files
if __name__ == "__main__":
    annotate_files(*sys.argv[1:], Options(workers=1, part_documents=1))
"""


class Cost(NamedTuple):
    """What a job takes: seconds of CPU, of all its processes, and the peak of memory of the largest."""

    seconds: float
    megabytes: float


def lines_of(characters: int) -> Iterator[str]:
    """Yield sentences of random words that do not repeat, few at a time: what this process holds counts as a job's."""
    chance = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _ in range(0, characters, SENTENCE):
        words = ["".join(chance.choices(letters, k=chance.randrange(1, 12))) for _ in range(11)]
        yield " ".join(words).capitalize() + "."


def written(path: Path, lines: Iterable[str]) -> str:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)
    return str(path)


def one_document(folder: Path, size: int) -> list[str]:
    return [written(folder / "a.txt", (f"{line}\n" for line in lines_of(size)))]


def many_paragraphs(folder: Path, size: int) -> list[str]:
    return [written(folder / "a.txt", (f"{line}\n\n" for line in lines_of(size))), "--split", "paragraph"]


def many_documents(folder: Path, size: int) -> list[str]:
    return [written(folder / "a.jsonl", (json.dumps({"text": line}) + "\n" for line in lines_of(size)))]


def many_files(folder: Path, size: int) -> list[str]:
    (folder / "in").mkdir()
    for number, line in enumerate(lines_of(size // 2)):
        written(folder / "in" / f"{number}.txt", [line])
    return [str(folder / "in")]


def many_failures(folder: Path, size: int) -> list[str]:
    broken = (f'{{"text": "{line}\n' for line in lines_of(size))
    return [written(folder / "a.jsonl", broken), "--on-error", "quarantine"]


KINDS: dict[str, Make] = {
    make.__name__: make for make in (one_document, many_paragraphs, many_documents, many_files, many_failures)
}


def typed(folder: Path, make: Make, size: int) -> list[str]:
    out = ["-o", str(folder / "out.conllu"), "-j", "1", "-q"]
    return [sys.executable, "-m", "nlpmap", TASK, *make(folder, size), *out]


def many_parts(folder: Path, size: int) -> list[str]:
    """Return a job of a part for each document, which are as long as is usual in parts that are many."""
    [path] = many_documents(folder, size)
    return [sys.executable, "-c", PARTS, TASK, path, str(folder / "out.conllu")]


def many_retries(folder: Path, size: int) -> list[str]:
    """Return a retry of documents that have all failed."""
    subprocess.run([*typed(folder, many_documents, size), "--max-chars", "1", "--on-error", "quarantine"], check=False)
    return [sys.executable, "-m", "nlpmap", "retry", str(folder / "out.conllu"), "-j", "1"]


COMMANDS: dict[str, Make] = {
    **{kind: partial(lambda make, folder, size: typed(folder, make, size), make) for kind, make in KINDS.items()},
    "many_parts": many_parts,
    "many_retries": many_retries,
}


def cost_of(folder: Path, kind: str, size: int) -> Cost:
    folder.mkdir()
    process = subprocess.Popen(COMMANDS[kind](folder, size), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 3 if kind == "many_failures" else 0)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs wait4 to know what a process took")
@pytest.mark.parametrize("kind", COMMANDS)
def test_no_curve_bends(tmp_path: Path, kind: str) -> None:
    start = cost_of(tmp_path / "start", kind, 200)
    small = cost_of(tmp_path / "small", kind, LARGE // TIMES)
    for trial in range(3):  # other work may have disturbed one
        large = cost_of(tmp_path / f"large{trial}", kind, LARGE)
        straight = TIMES * max(small.seconds - start.seconds, NOTICED / TIMES)
        if large.seconds - start.seconds < BEND * straight + NOTICED:
            break
    else:
        pytest.fail(f"{kind}: {start.seconds:.2f}, {small.seconds:.2f}, {large.seconds:.2f} s")
    if kind != "one_document":
        files = LARGE / 2 / SENTENCE if kind == "many_files" else 1
        assert large.megabytes - small.megabytes < MOST_MEGABYTES + MOST_BYTES_A_FILE * files / 1e6
    print(kind, *(f"{cost.seconds:.2f} s {cost.megabytes:.0f} MB" for cost in (start, small, large)))
