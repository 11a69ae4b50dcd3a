"""Nothing that a name, a text or an error holds is obeyed by a terminal; outputs are as they are."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap import Document, write
from nlpmap.terminal import UNFIT, printable

Run = Callable[..., subprocess.CompletedProcess[str]]
EVIL = "a\x1b]0;title\x07\x9b2J\u202e\u2028\x7f\rb"
SHOWN = "a\\x1b]0;title\\x07\\x9b2J\\u202e"


@given(st.text(st.characters(exclude_categories=())))
def test_no_control_is_left_and_all_else_is(text: str) -> None:
    shown = printable(text)
    assert not UNFIT.search(shown)
    assert "\x1b" not in shown
    assert printable(shown) == shown
    assert shown.split("\n") == [printable(line) for line in text.split("\n")]
    if not UNFIT.search(text):
        assert shown == text


def check(done: subprocess.CompletedProcess[str], code: int | None = None, shown: str = SHOWN) -> None:
    said = done.stdout + done.stderr
    assert not UNFIT.search(said), said
    assert shown in said
    assert code is None or done.returncode == code


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A folder of an evil name that holds a file of one."""
    folder = tmp_path / EVIL
    folder.mkdir()
    (folder / f"{EVIL}.txt").write_text("Dogs bark.")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["tag", f"no such {EVIL}"], ["tag", "dogs.txt", "--model", f"./{EVIL}"], ["tag", "dogs.txt", "--model", EVIL],
        ["tag", "dogs.txt", "--tagger", f"x:{EVIL}"], ["tag", "dogs.txt", "--tx", f"popen//{EVIL}"],
        ["tag", "dogs.txt", f"--{EVIL}"], [EVIL], ["tag", "dogs.txt", "-j", EVIL],
        ["tag", "dogs.txt", "--format", EVIL],
        ["tag", "dogs.txt", "--encoding", EVIL], ["status", EVIL], ["verify", EVIL], ["retry", EVIL],
        ["plan", EVIL],
        ["map", EVIL, "dogs.txt"], ["map", f"{EVIL}.py", "dogs.txt"], ["evaluate", "tagger", EVIL],
        ["train", "tagger", EVIL, "-o", "x.nlpmap"], ["tag", "dogs.txt", "-o", f"{EVIL}.none"],
        ["chunk", "dogs.txt", "--grammar", EVIL],
    ],
    ids=lambda arguments: " ".join(arguments[:3]).encode("ascii", "replace").decode()[:30],
)  # fmt: skip
def test_names_that_are_typed_are_shown(nlpmap: Run, dogs: Path, arguments: list[str]) -> None:
    done = nlpmap(*arguments)
    check(done, shown="\\x1b]0;title")
    assert done.returncode not in (0, None)


@pytest.mark.slow
def test_names_that_are_found_are_shown(tag: Run, nlpmap: Run, evil: Path) -> None:
    (evil / "bad.jsonl").write_text('{"text": 5}\n')
    (evil / f"{EVIL}.xyz").write_bytes(bytes(range(256)) * 9)
    check(tag(evil, "-o", "first.conllu"), shown="")
    out = f"{EVIL}.conllu"
    (evil / f"{EVIL}.conllu").write_text("1\tbroken\n")
    check(tag(evil, "-o", out, "--on-error", "quarantine"))
    check(nlpmap("status", out))
    check(nlpmap("verify", out))
    check(nlpmap("retry", out))
    check(nlpmap("plan", evil), shown="")


def test_a_name_that_is_no_text_is_shown(tag: Run, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\x1b.txt"
    Path(os.fsdecode(name)).write_text("Dogs bark.")
    check(tag(os.fsdecode(name), "--encoding", "utf-7", "--max-chars", 1), shown="")
    check(tag(os.fsdecode(name) + "x"), 1, "\\udcff\\x1b.txtx: no such file")


WORKER = f"""
import logging, sys, warnings
if __name__ == '__channelexec__':
    for i, arg in channel:
        print({EVIL!r})
        print({EVIL!r}, file=sys.stderr)
        logging.error({EVIL!r})
        warnings.warn({EVIL!r})
        if arg:
            raise ValueError({EVIL!r})
        channel.send((i, arg))
"""


@pytest.mark.parametrize("workers", [0, 1])
def test_what_workers_print_log_warn_of_and_raise_is_shown(nlpmap: Run, tmp_path: Path, workers: int) -> None:
    (tmp_path / "worker.py").write_text(WORKER)
    (tmp_path / "items.jsonl").write_text("0\n1\n")
    done = nlpmap("map", "worker.py", "items.jsonl", "-j", workers)
    assert not UNFIT.search(done.stderr.replace(f"{EVIL}\n", "") if workers == 0 else done.stderr)
    assert f"ValueError: {SHOWN}" in done.stderr


def test_a_text_comes_out_as_it_went_in(tag: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs\x1b[31m bark \x07 \u202e.")
    done = tag("a.txt", "--format", "slash")
    assert "Dogs\x1b[31m" in done.stdout or "\x1b" in done.stdout
    check(subprocess.CompletedProcess([], 0, "", done.stderr), shown="")


def test_a_table_is_printed_in_any_encoding(command: str, tmp_path: Path) -> None:
    (tmp_path / "naïve.txt").write_text("Dogs bark.")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    typed = [command, "tag", "naïve.txt", "-o", "naïve.slash", "-j", "0"]
    assert subprocess.run(typed, cwd=tmp_path, env=environment, capture_output=True).returncode == 0
    done = subprocess.run([command, "status", "naïve.slash"], cwd=tmp_path, env=environment, capture_output=True)
    assert (done.returncode, done.stdout[:3]) == (0, b"na\\"), done


@pytest.mark.parametrize("log", [[], ["--log-json"]])
def test_a_name_of_any_length_makes_no_message_of_any_length(nlpmap: Run, tmp_path: Path, log: list[str]) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"k" * 1_000_000: 1}) + "\n")
    done = nlpmap("tag", "a.jsonl", "-j", 0, *log)
    assert done.returncode == 1
    assert len(done.stderr) < 3_000
    assert "a.jsonl:1: " in done.stderr


def test_marks_without_end_are_not_drawn_on_a_letter(nlpmap: Run, tmp_path: Path) -> None:
    word = "e" + "\u0301" * 100_000
    write([Document.from_sents([[word, "barks"]], word, {word: word})], tmp_path / "a.jsonl")
    for typed in (["count", "a.jsonl"], ["concordance", "a.jsonl", '"barks"'], ["count", "a.jsonl", "--by", "x"]):
        done = nlpmap(*typed, "-j", 0)
        assert len(done.stdout + done.stderr) < 5_000
