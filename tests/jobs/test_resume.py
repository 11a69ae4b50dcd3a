"""A job that is killed, however and whenever, goes on where it was, and its bytes are those of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from nlpmap.annotate.recipe import Recipe
from nlpmap.errors import InputError
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, annotate_files
from nlpmap.jobs.records import ledger

HERE = Options(workers=0, part_characters=20_000)
SHORT = Options(workers=0, part_characters=2_000)
ON = replace(SHORT, resume=True)
FilesOf = Callable[[Path], dict[str, bytes]]
Interrupt = Callable[[Path, Path | str, int, Options], None]
SENTENCE = "Dr. Who didn't see the old mill. \"It's here,\" she said!\n"
RUN = """
import sys
from nlpmap.jobs import Options, annotate_files
options = Options(workers=2, resume=True, shards=int(sys.argv[3]) or None, part_characters=20_000)
annotate_files("tokenize", sys.argv[1], sys.argv[2], options)
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of very different sizes, one of them much longer than a part, and an empty one."""
    return corpus_in(tmp_path_factory.mktemp("corpus"), 6000)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of the same kind, a tenth as large."""
    return corpus_in(tmp_path_factory.mktemp("small"), 600)


def corpus_in(folder: Path, longest: int) -> Path:
    order = random.Random(1)
    for number in range(40):
        text = "".join(f"{number} {line} {SENTENCE}" for line in range(order.choice([0, 1, 20, 60])))
        (folder / f"{number:02}.txt").write_text(text, "utf-8")
    write_long(folder / "20-long.jsonl", longest)
    return folder


def write_long(path: Path, count: int) -> None:
    lines = (f'{{"text": "{line} It rains. {"Dogs bark. " * 20}"}}\n' for line in range(count))
    path.write_text("".join(lines), "utf-8")


OUTPUTS = {  # with how many shards, and how often it is killed
    "a file": ("out.conllu", 0, 4),
    "gz": ("out.conllu.gz", 0, 3),
    "zst": ("out.jsonl.zst", 0, 2),
    "a directory": ("out/", 0, 3),
    "shards": ("out/", 3, 2),
    "parquet": ("out.parquet", 0, 2),
}


@pytest.fixture(scope="module")
def undisturbed(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory, files_of: FilesOf
) -> Callable[[str, int], dict[str, bytes]]:
    """A function that gives the files of a job that nothing happened to."""
    known: dict[tuple[str, int], dict[str, bytes]] = {}

    def run(name: str, shards: int) -> dict[str, bytes]:
        if (name, shards) not in known:
            folder = tmp_path_factory.mktemp("undisturbed")
            subprocess.run([sys.executable, "-c", RUN, str(corpus), str(folder / name), str(shards)], check=True)
            known[name, shards] = files_of(folder / name)
        return known[name, shards]

    return run


@pytest.mark.slow
@pytest.mark.parametrize(("name", "shards", "kills"), OUTPUTS.values(), ids=OUTPUTS)
def test_killed_again_and_again_the_bytes_are_those_of_an_undisturbed_job(
    name: str,
    shards: int,
    kills: int,
    corpus: Path,
    undisturbed: Callable[[str, int], dict[str, bytes]],
    tmp_path: Path,
    files_of: FilesOf,
) -> None:
    expected = undisturbed(name, shards)
    out = tmp_path / name
    order = random.Random(name)
    command = [sys.executable, "-c", RUN, str(corpus), str(out), str(shards)]
    for _ in range(kills):
        process = subprocess.Popen(command, start_new_session=True)
        kill_on_its_way(process, beside_output(out).ledger, order)
    assert not beside_output(out).ledger.read_bytes().endswith(b'"finished":true}\n')  # all of them were in the middle
    assert subprocess.run(command).returncode == 0
    assert files_of(out) == expected
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.slow
def test_killed_once_the_bytes_are_those_of_an_undisturbed_job(tmp_path: Path) -> None:
    write_long(tmp_path / "long.jsonl", 2500)
    whole, out = tmp_path / "whole.conllu.gz", tmp_path / "out.conllu.gz"
    annotate_files("tokenize", tmp_path / "long.jsonl", whole, HERE)
    command = [sys.executable, "-c", RUN, str(tmp_path / "long.jsonl"), str(out), "0"]
    kill_on_its_way(subprocess.Popen(command, start_new_session=True), beside_output(out).ledger, random.Random(7))
    assert subprocess.run(command).returncode == 0
    assert out.read_bytes() == whole.read_bytes()
    assert not list(tmp_path.rglob("*.partial"))


def kill_on_its_way(process: subprocess.Popen[bytes], ledger: Path, order: random.Random) -> None:
    """Kill a job a moment after it has done some more parts, or none; and now and then only one of its workers."""
    before = lines_of(ledger)
    parts = before + order.choice([0, 1, 1, 2, 4])
    workers_to_kill = 1  # a document that is in hand again and again when its worker dies is held to blame
    while lines_of(ledger) < parts and process.poll() is None:
        if workers_to_kill and lines_of(ledger) > before:  # one that dies before it works is a fault of its host
            with suppress(psutil.NoSuchProcess, IndexError):
                order.choice(psutil.Process(process.pid).children()).kill()
            workers_to_kill = 0
        time.sleep(0.01)
    with suppress(subprocess.TimeoutExpired):
        process.wait(order.random() * 0.1)
    assert process.poll() is None, "it has ended by itself"
    process.send_signal(order.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
    process.wait()


def lines_of(ledger: Path) -> int:
    return ledger.read_bytes().count(b"\n") if ledger.exists() else 1  # its first line is no part


def test_an_unfinished_job_asks_how_to_go_on(small: Path, tmp_path: Path, interrupt: Interrupt) -> None:
    out = tmp_path / "out.slash"
    interrupt(small, out, 100, SHORT)
    with pytest.raises(InputError) as caught:
        annotate_files("tokenize", small, out, SHORT)
    assert str(caught.value).endswith("done): add resume=True to go on, or force=True to begin anew")
    assert "out.slash is not finished (" in str(caught.value)
    assert not out.exists()


def test_only_what_is_left_is_done_again(small: Path, tmp_path: Path, interrupt: Interrupt) -> None:
    out = tmp_path / "out.slash"
    interrupt(small, out, 300, SHORT)
    safe = ledger.read(beside_output(out).ledger)
    assert safe is not None
    assert 0 < safe.last.documents < 640
    seen: list[int] = []
    annotate_files("tokenize", small, out, ON, report=lambda summary: seen.append(summary.documents))
    assert seen == sorted({*seen})
    assert safe.last.documents < seen[0] <= seen[-1] == 640


def test_a_job_that_is_done_is_not_done_again(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.slash"
    first = annotate_files("tokenize", small, out, SHORT)
    again = annotate_files("tokenize", small, out, ON, report=lambda _: pytest.fail("done again"))
    assert (again.documents, again.tokens) == (first.documents, first.tokens)


def change_input(corpus: Path) -> None:
    path = corpus / "05.txt"
    path.write_text(path.read_text("utf-8") + "More.", "utf-8")


def add_input(corpus: Path) -> None:
    (corpus / "99.txt").write_text("New.", "utf-8")


def remove_input(corpus: Path) -> None:
    (corpus / "07.txt").unlink()


CHANGES = {
    "an input": (change_input, Options(), r"05\.txt has changed"),
    "a new input": (add_input, Options(), r"99\.txt is new among the inputs"),
    "a lost input": (remove_input, Options(), r"07\.txt is no longer among the inputs"),
    "tokenizer": (None, Options(recipe=Recipe(tokenizer="whitespace")), "tokenizer was None, now 'whitespace'"),
    "limit": (None, Options(limit=500), "limit was None, now 500"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("change", "options", "message"), CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_told_and_nothing_is_touched(
    change: Callable[[Path], None] | None,
    options: Options,
    message: str,
    small: Path,
    tmp_path: Path,
    interrupt: Interrupt,
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in small.iterdir():
        os.link(path, copy / path.name) if path.name not in ("05.txt",) else (copy / path.name).write_bytes(
            path.read_bytes()
        )
    out = tmp_path / "out.slash"
    interrupt(copy, out, 300, SHORT)
    if change is not None:
        change(copy)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("out*")}
    with pytest.raises(InputError, match=message + r".*Begin anew with force=True"):
        annotate_files("tokenize", copy, out, replace(options, workers=0, part_characters=2_000, resume=True))
    assert {path.name: path.read_bytes() for path in tmp_path.glob("out*")} == before
    annotate_files("tokenize", copy, out, replace(options, workers=0, part_characters=2_000, force=True))
    assert out.exists()


def test_a_second_process_on_the_same_output_is_refused(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.slash"

    def second(summary: object) -> None:
        with pytest.raises(InputError, match="another nlpmap is at work on it"):
            annotate_files("tokenize", small, out, SHORT)
        raise KeyError

    with pytest.raises(KeyError):
        annotate_files("tokenize", small, out, SHORT, report=second)


def test_a_torn_last_line_of_the_ledger_is_none(small: Path, tmp_path: Path, interrupt: Interrupt) -> None:
    out = tmp_path / "out.slash"
    annotate_files("tokenize", small, tmp_path / "whole.slash", SHORT)
    interrupt(small, out, 300, SHORT)
    path = beside_output(out).ledger
    path.write_bytes(path.read_bytes()[:-20])
    annotate_files("tokenize", small, out, ON)
    assert out.read_bytes() == (tmp_path / "whole.slash").read_bytes()


def test_what_is_not_a_ledger_is_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "out.slash.ledger").write_text("debts\n")
    with pytest.raises(InputError, match=r"out\.slash\.ledger: not a ledger of nlpmap's; move it away"):
        annotate_files("tokenize", small, tmp_path / "out.slash", SHORT)
    assert (tmp_path / "out.slash.ledger").read_text() == "debts\n"
