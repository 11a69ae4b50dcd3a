"""Maps and jobs whose workers are killed, stopped, cut off, slowed, and whose disk is full: what comes out is the same.

``NLPMAP_MINUTES`` says how long each goes on for, ``NLPMAP_SEED`` what is drawn; each is over in seconds else.
"""

from __future__ import annotations

import os
import random
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from nlpmap.errors import InputError
from nlpmap.remote import double
from nlpmap.testing import ChaosReport, chaos, chaos_job

MINUTES = float(os.environ.get("NLPMAP_MINUTES", "0"))
SEED = int(os.environ.get("NLPMAP_SEED", "0"))
LONG = pytest.mark.timeout(60 * MINUTES + 1200)
WORDS = ("The old dog barks.", "Cats sleep.", "Dr. Who didn't see the mill.", "\u00c9t\u00e9 \U0001f600!", "\ufffd", "")


def fail_at_times(n: int) -> int:
    if n % 97 == 5:
        raise ValueError(n)
    return 2 * n


def die_at_times(n: int) -> int:
    if n == 700:
        os._exit(3)
    return 2 * n


def start_processes(n: int) -> int:
    import subprocess

    if n % 500 == 0:
        subprocess.Popen(["sleep", "600"])
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    return 2 * n


THREADS = """
import queue, threading
if __name__ == "__channelexec__":
    todo = queue.Queue()
    def answer():
        while (item := todo.get()) is not None:
            channel.send((item[0], [item[1]] * 3))
    threads = [threading.Thread(target=answer) for _ in range(4)]
    for thread in threads: thread.start()
    for item in channel: todo.put(item)
    for thread in threads: todo.put(None)
    for thread in threads: thread.join()
"""


def shown(report: ChaosReport) -> None:
    print(report)
    report.check()
    assert report.items > 0


@LONG
@pytest.mark.parametrize(
    "module",
    [
        pytest.param(double, id="double", marks=pytest.mark.slow),
        pytest.param(fail_at_times, id="fail", marks=pytest.mark.slow),
        pytest.param(start_processes, id="start", marks=pytest.mark.slow),
    ],
)
def test_a_disturbed_map_has_the_outcomes_of_an_undisturbed_one(module: Any) -> None:
    shown(chaos(module, range(3_000), seed=SEED, minutes=MINUTES))


@LONG
@pytest.mark.slow
def test_so_has_one_whose_items_kill_their_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("nlpmap.testing.chaos"), "RETRIES", 10)  # a worker each; nothing else kills any
    shown(chaos(die_at_times, range(1_000), kinds=["stop", "slow"], seed=SEED, minutes=MINUTES))


@LONG
@pytest.mark.slow
def test_so_has_one_whose_module_answers_from_threads(tmp_path: Path) -> None:
    (tmp_path / "threads.py").write_text(THREADS)
    shown(chaos(tmp_path / "threads.py", range(3_000), seed=SEED, minutes=MINUTES))


@LONG
@pytest.mark.slow
def test_so_has_one_of_large_values() -> None:
    shown(chaos(str.upper, ["word " * 50_000] * 150, seed=SEED, minutes=MINUTES))


def corpus_in(folder: Path) -> Path:
    order = random.Random(SEED)
    folder.mkdir()
    for number in range(30):
        lines = [" ".join(order.choices(WORDS, k=12)) for _ in range(order.choice([0, 1, 60, 400]))]
        (folder / f"{number:02}.txt").write_text("\n".join(lines), "utf-8")
    (folder / "bad.txt").write_bytes(b"not \xff\xfe UTF-8")
    (folder / "some.jsonl").write_text('{"text": "Dogs bark."}\n{"text": 7}\nno JSON\n{"text": "Cats sleep."}\n')
    return folder


OUTPUTS: dict[str, dict[str, object]] = {
    "out.conllu": {}, "out.conllu.gz": {}, "out.jsonl": {}, "out.parquet": {}, "out/": {}, "shards/": {"shards": 3},
}  # fmt: skip


@LONG
@pytest.mark.slow
@pytest.mark.parametrize("out", OUTPUTS)
def test_a_disturbed_job_writes_the_bytes_of_an_undisturbed_one(out: str, tmp_path: Path) -> None:
    options = {"part_characters": 4_000, "workers": 2, **OUTPUTS[out]}
    shown(chaos_job("tag", corpus_in(tmp_path / "in"), out=out, options=options, seed=SEED, minutes=MINUTES))


def test_what_differs_is_found(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def changes(n: int) -> int:
        with log.open("a") as lines:
            lines.write("x\n")
        return n + (log.stat().st_size > 2 * 500)

    report = chaos(changes, range(500), kinds=[])
    assert report.rounds == 1
    assert report.disturbances.total() == 0
    assert len(report.findings) >= 1
    with pytest.raises(AssertionError, match="item 0: 1, not 0"):
        report.check()


def test_a_kind_that_there_is_not_is_named() -> None:
    kinds: Any = ["kil"]
    with pytest.raises(InputError, match="did you mean 'kill'"):
        chaos(double, [1], kinds=kinds)
    with pytest.raises(InputError, match="did you mean 'kill'"):
        chaos_job("tag", "x", kinds=kinds)
