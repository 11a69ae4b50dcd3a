"""Outputs that are links or stand for descriptors, as people type them in a shell."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
TAGGED = "Dogs/NNS bark/VBP ./.\n\n"


@pytest.mark.parametrize("out", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_paths_of_standard_output_are_written_to(command: str, model: Path, dogs: Path, out: str) -> None:
    (dogs.parent / "link").symlink_to("/dev/stdout")
    typed = f"{{ echo before; {command} tag dogs.txt -o {out} -f slash -q -j 0 --model {model}; echo after; }}"
    for end in (" > all.txt; cat all.txt", " | cat"):
        done = subprocess.run(["bash", "-c", typed + end], capture_output=True, text=True, cwd=dogs.parent)
        assert (done.stdout, done.stderr) == (f"before\n{TAGGED}after\n", "")


def test_another_descriptor_takes_what_is_written(command: str, model: Path, dogs: Path) -> None:
    typed = f"{command} tag dogs.txt -o /dev/fd/3 -f slash -q -j 0 --model {model} 3>&1 >/dev/null"
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, cwd=dogs.parent)
    assert (done.stdout, done.stderr) == (TAGGED, "")


@pytest.mark.parametrize("exists", [True, False])
def test_a_job_goes_through_a_link_and_leaves_it(tag: Run, dogs: Path, exists: bool) -> None:
    target = dogs.parent / "there" / "out"
    link = dogs.parent / "out.slash"
    link.symlink_to("there/out")
    if exists:
        target.parent.mkdir()
        target.write_text("old")
        assert "add --force to overwrite" in tag("dogs.txt", "-o", "out.slash").stderr
    assert tag("dogs.txt", "-o", "out.slash", "--force", "-q").stderr == ""
    assert link.is_symlink()
    assert target.read_text() == TAGGED
    assert sorted(path.name for path in target.parent.iterdir()) == ["out"]
    assert (dogs.parent / "out.slash.ledger").exists()


def test_what_failed_is_put_into_the_target_of_a_link(nlpmap: Run, tag: Run, dogs: Path) -> None:
    link = dogs.parent / "out.slash"
    link.symlink_to("target")
    (dogs.parent / "in.jsonl").write_text('{"text": "Dogs."}\n{"text": "Dogs bark and bark and bark."}\n')
    assert tag("in.jsonl", "-o", "out.slash", "-q", "--max-chars", 9, "--on-error", "quarantine").returncode == 3
    assert nlpmap("retry", "out.slash", "-j", 0).returncode == 0
    assert link.is_symlink()
    assert (dogs.parent / "target").read_text().count("\n\n") == 2
    assert nlpmap("verify", "out.slash").returncode == 0


def test_chunks_that_a_format_has_no_place_for_are_spoken_of(nlpmap: Run, dogs: Path) -> None:
    done = nlpmap("chunk", "dogs.txt", "-j", 0, "-f", "slash")
    assert "nlpmap: slash has no place for phrases, so they are left out; conllu, jsonl, conll2000" in done.stderr
    assert "phrases" not in nlpmap("tag", "dogs.txt", "-j", 0, "-f", "slash").stderr
    assert "phrases" not in nlpmap("chunk", "dogs.txt", "-j", 0, "-f", "vertical").stderr
    assert "phrases" in nlpmap("chunk", "dogs.txt", "-j", 0, "-o", "out.pos").stderr


def test_a_table_on_standard_output_has_columns_of_metadata(nlpmap: Run) -> None:
    typed = ("tokenize", "-", "--input-format", "csv", "-f", "tsv", "-q", "-j", 0)
    done = nlpmap(*typed, given='id,stars,text\nr1,4,"It says ""n/a""."\nr2,5,Yes\n')
    header, first, *_, last = done.stdout.splitlines()
    assert header == "doc\tsentence\ttoken\tform\tstart\tend\txpos\tupos\tiob\tlemma\tstars\tmetadata"
    assert (first, last) == ("r1\t1\t1\tIt\t0\t2\t\t\t\t\t4\t", "r2\t1\t1\tYes\t0\t3\t\t\t\t\t5\t")
    assert done.stderr == ""


def test_a_pipe_that_is_called_compressed_gets_it_compressed(tag: Run, dogs: Path) -> None:
    os.mkfifo(dogs.parent / "out.slash.gz")
    with subprocess.Popen(["cat", "out.slash.gz"], stdout=subprocess.PIPE, cwd=dogs.parent) as reader:
        assert tag("dogs.txt", "-o", "out.slash.gz").returncode == 0
        packed, _ = reader.communicate(timeout=60)
    assert gzip.decompress(packed).decode() == TAGGED


@pytest.mark.parametrize("typed", [("-o", "out/", "-f", "slash"), ("-o", "out", "--shards", "2", "-f", "slash")])
def test_a_folder_that_a_link_leads_to_is_made(tag: Run, dogs: Path, typed: tuple[str, ...]) -> None:
    (dogs.parent / "out").symlink_to("there/folder")
    assert tag("dogs.txt", *typed).returncode == 0
    assert (dogs.parent / "out").is_symlink()
    assert list((dogs.parent / "there" / "folder").iterdir())


@pytest.mark.parametrize("typed", ["--help", "--version", "tag --help", "models", "status {out}", "plan dogs.txt"])
def test_standard_output_that_takes_no_more_is_told_in_one_line(command: str, tag: Run, dogs: Path, typed: str) -> None:
    tag("dogs.txt", "-o", "out.slash")
    line = f"{command} {typed.format(out='out.slash')}"
    full = subprocess.run(["bash", "-c", f"{line} > /dev/full"], capture_output=True, text=True, cwd=dogs.parent)
    told = "nlpmap: standard output: can't be written (No space left on device)\n"
    assert (full.returncode, full.stderr) == (1, told)
    gone = ["bash", "-c", f"{line} | true; echo ${{PIPESTATUS[0]}}"]
    assert subprocess.run(gone, capture_output=True, text=True, cwd=dogs.parent).stdout in ("141\n", "0\n")
