"""Processes that fork: beside a pool, in an item, and in a module's own loop."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap
from nlpmap.remote import double
from tests.processes import left_of

SLOW = pytest.mark.slow
EXITS = """
    import os, sys, nlpmap
    from nlpmap.remote import double
    pool = nlpmap.Pool(workers=2)
    assert pool.map(double, [1]) == [2]
    if (pid := os.fork()) == 0:
        END
    assert os.waitpid(pid, 0)[1] == 0
    assert pool.map(double, range(100)) == list(range(0, 200, 2))
    print("done")
"""


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("sys.exit(0)", marks=SLOW),
        "del pool; sys.exit(0)",
        pytest.param("pool.close(); sys.exit(0)", marks=SLOW),
        "import gc; del pool; gc.collect(); os._exit(0)",
        pytest.param("raise SystemExit", marks=SLOW),
    ],
)
def test_a_forked_process_ends_at_once_and_leaves_the_pool_to_its_parent(mark: str, end: str) -> None:
    code = textwrap.dedent(EXITS).replace("END", end)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 0)
    assert left_of(mark) == []


def outcome_in_child(use: Callable[[], object]) -> str:
    """Return what a call raises in a forked process."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            said = repr(use())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as file:  # noqa: PTH123 - a descriptor
        said = file.read()
    os.waitpid(pid, 0)
    return said


def test_a_forked_process_is_told_that_the_pool_is_its_parents(mark: str) -> None:
    with nlpmap.Pool(workers=1) as pool:
        results = pool.imap(double, range(100_000))
        assert next(results) == 0
        for use in (lambda: list(results), lambda: pool.map(double, [1]), pool.start):
            assert f"InputError: this pool belongs to process {os.getpid()}" in outcome_in_child(use)
        assert sum(results) == sum(range(0, 200_000, 2))


@pytest.mark.slow
def test_a_forked_process_may_have_a_pool_of_its_own(mark: str) -> None:
    with nlpmap.Pool(workers=1) as pool:
        assert pool.map(double, [1]) == [2]
        assert outcome_in_child(lambda: nlpmap.map(double, [2, 3], workers=1)) == "[4, 6]"
        assert pool.map(double, [4]) == [8]


def test_processes_of_multiprocessing_are_safe_beside_a_pool(mark: str) -> None:
    import multiprocessing

    with nlpmap.Pool(workers=1) as pool:
        assert pool.map(double, [1]) == [2]
        with multiprocessing.get_context("fork").Pool(2) as others:
            assert others.map(abs, [-1, -2]) == [1, 2]
        assert pool.map(double, [4]) == [8]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_an_item_that_forks_and_returns_on_both_sides_has_one_answer(mark: str, workers: int, tmp_path: Path) -> None:
    def work(n: int) -> tuple[int, bool]:
        pid = os.fork()
        if pid == 0:
            (tmp_path / f"{n} {os.getpid()}").touch()
        else:
            os.waitpid(pid, 0)
        return n, pid > 0

    with nlpmap.Pool(workers=workers) as pool:
        assert pool.map(work, range(40)) == [(n, True) for n in range(40)]
    assert sorted(int(path.name.split()[0]) for path in tmp_path.iterdir()) == list(range(40))


def test_what_a_forked_item_raises_ends_that_process_only(mark: str) -> None:
    def work(end: str) -> int:
        pid = os.fork()
        if pid == 0:
            exec(f"import os, sys; {end}")
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    ends = ["sys.exit(3)", "raise KeyError('in the child')", "os._exit(3)"]
    assert nlpmap.map(work, ends * 4) == [3, 1, 3] * 4


def test_a_module_whose_own_loop_forks_has_one_answer_an_item(mark: str, tmp_path: Path) -> None:
    module = tmp_path / "forking.py"
    module.write_text(
        "import os\n"
        "if __name__ == '__channelexec__':\n"
        "    for i, arg in channel:\n"
        "        pid = os.fork()\n"
        "        if pid: os.waitpid(pid, 0)\n"
        "        channel.send((i, [arg, pid > 0]))\n"
    )
    assert nlpmap.map(module, range(40)) == [[n, True] for n in range(40)]


def test_items_may_use_multiprocessing_and_print_there(mark: str) -> None:
    def by_process(n: int) -> int:
        import multiprocessing

        context = multiprocessing.get_context("fork")
        process = context.Process(target=print, args=("printed",))
        process.start()
        process.join()
        return int(process.exitcode or 0)

    assert nlpmap.map(by_process, range(4)) == [0, 0, 0, 0]


SPAWNS = """
import multiprocessing
import nlpmap

def doubled(n):
    return 2 * n

def mapped(n):
    return nlpmap.map(doubled, [n, n], "popen") + nlpmap.map(lambda n: doubled(n) + 1, [n], "popen")

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as processes:
        print(processes.apply(mapped, (3,)))
"""


def test_a_process_that_was_spawned_maps_functions_of_the_script(tmp_path: Path) -> None:
    (tmp_path / "spawns.py").write_text(SPAWNS)
    done = subprocess.run([sys.executable, tmp_path / "spawns.py"], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "[6, 6, 7]\n"), done.stderr
