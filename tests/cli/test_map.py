"""``nlpmap map``: any worker module over JSON lines, results as JSON lines in order."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

LOOP = """
if __name__ == "__channelexec__":
    for (i, arg) in channel:
        channel.send((i, work(arg)))
"""
WORKERS = {
    "squares": "def work(n): return {'n': n, 'square': n * n}",
    "sets": "def work(n): return {n} if n == 2 else n",
    "raises": "def work(n): return 1 // (n - 2)",
    "dies": "import os\ndef work(n): return os._exit(7) if n == 2 else n",
}


@pytest.fixture
def worker(tmp_path: Path) -> Callable[[str], str]:
    """A function that writes one of the worker modules, and gives its file's name."""

    def written(name: str) -> str:
        (tmp_path / f"{name}.py").write_text(WORKERS[name] + "\n" + LOOP, "utf-8")
        return f"{name}.py"

    return written


@pytest.fixture
def items(tmp_path: Path) -> str:
    (tmp_path / "items.jsonl").write_text("0\n1\n\n2\n3\n", "utf-8")
    return "items.jsonl"


@pytest.mark.parametrize("where", [["-j", "0"], ["-j", "2"], ["--tx", "2*popen"]])
def test_results_are_json_lines_in_order(nlpmap: Run, worker: Callable[[str], str], where: list[str]) -> None:
    given = "".join(f"{number}\n" for number in range(500))
    done = nlpmap("map", worker("squares"), "-", *where, given=given)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"n": n, "square": n * n} for n in range(500)]
    assert done.stderr.startswith("mapped 500 items in ")


def test_a_dotted_name_is_a_worker_too(nlpmap: Run, items: str) -> None:
    assert nlpmap("map", "nlpmap.remote.double", items, "-j", 0).stdout == "0\n2\n4\n6\n"


def test_a_file_of_results_is_whole_and_never_overwritten(
    nlpmap: Run, worker: Callable[[str], str], items: str, tmp_path: Path
) -> None:
    first = nlpmap("map", worker("squares"), items, "-o", "new/out.jsonl", "-j", 0, "-q")
    assert (first.stdout, first.stderr, first.returncode) == ("", "", 0)
    assert len((tmp_path / "new/out.jsonl").read_text("utf-8").splitlines()) == 4
    again = nlpmap("map", "squares.py", items, "-o", "new/out.jsonl", "-j", 0)
    assert again.returncode == 1
    assert again.stderr == "nlpmap: new/out.jsonl exists; add --force to overwrite, or choose another output\n"


def test_a_broken_line_is_named_and_leaves_no_file(nlpmap: Run, worker: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('1\n\n{"a": \n', "utf-8")
    done = nlpmap("map", worker("squares"), "broken.jsonl", "-o", "out.jsonl", "-j", 0)
    assert (done.stderr, done.returncode) == (
        "nlpmap: broken.jsonl:3: not JSON: Expecting value at character 8\n",
        1,
    )
    assert {path.name for path in tmp_path.iterdir()} == {"broken.jsonl", "squares.py"}


def test_items_that_are_not_utf8_are_named_without_an_option_that_is_not_there(
    nlpmap: Run, worker: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'1\n"caf\xe9"\n')
    done = nlpmap("map", worker("squares"), "latin.jsonl", "-j", 0)
    assert done.stderr == "nlpmap: latin.jsonl:2: byte 0xe9 is not UTF-8, as JSON lines are\n"


def test_a_result_that_is_no_json_is_named_by_its_line(nlpmap: Run, worker: Callable[[str], str], items: str) -> None:
    done = nlpmap("map", worker("sets"), items, "-j", 0)
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: items.jsonl:4: its result can't be written as JSON: ")


@pytest.mark.parametrize("workers", [0, 1])
def test_a_module_that_raises_shows_the_item_and_the_remote_traceback(
    nlpmap: Run, worker: Callable[[str], str], items: str, workers: int
) -> None:
    done = nlpmap("map", worker("raises"), items, "-j", workers)
    assert done.returncode == 1
    assert done.stdout == "-1\n-1\n"
    assert done.stderr.startswith("nlpmap: item 2: ZeroDivisionError: ")
    assert "(items.jsonl:4)" in done.stderr
    assert 'raises.py", line 1, in work' in done.stderr


def test_a_module_that_kills_its_process_is_named_by_its_item(
    nlpmap: Run, worker: Callable[[str], str], items: str
) -> None:
    done = nlpmap("map", worker("dies"), items, "-j", 1)
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: item 2: ")
    assert "exit code 7" in done.stderr


def test_a_missing_module_or_file_is_one_line(nlpmap: Run, worker: Callable[[str], str], items: str) -> None:
    module = nlpmap("map", "missing.py", items, "-j", 0)
    assert module.stderr == "nlpmap: missing.py: no such file; name a worker module's .py file\n"
    file = nlpmap("map", worker("squares"), "missing.jsonl", "-j", 0)
    assert file.stderr == "nlpmap: missing.jsonl: No such file or directory\n"
    assert (module.returncode, file.returncode) == (1, 1)
