"""``--parts`` and ``nlpmap work``: what is typed, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap import corpora
from tests.processes import wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(json.dumps({"text": f"Dogs bark {number}."}) + "\n" for number in range(40)), "utf-8")
    return path


def test_a_job_is_planned_joined_looked_at_and_verified(tag: Run, nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    assert tag(letters, "-o", "whole.conllu", "-q").returncode == 0
    done = tag(letters, "-o", "tagged/", "--parts", "400B")
    assert done.returncode == 0, done.stderr
    assert "tagged 40 documents, 40 sentences, 160 tokens" in done.stderr
    assert done.stderr.rstrip().endswith("3 of 3 parts done here")
    parts = sorted((tmp_path / "tagged").glob("part-*.conllu"))
    assert b"".join(path.read_bytes() for path in parts) == (tmp_path / "whole.conllu").read_bytes()
    joined = nlpmap("work", "tagged", "-j", 0)
    assert joined.stderr == "tagged: nothing to do, all 3 parts are done (0 documents, 0 sentences, 0 tokens)\n"
    assert "tagged/: done, 3 of 3 parts done" in nlpmap("status", "tagged/").stdout
    assert json.loads(nlpmap("status", "tagged/", "--json").stdout)["parts_done"] == 3
    assert nlpmap("verify", "tagged").returncode == 0
    parts[2].write_bytes(parts[2].read_bytes().replace(b"Dogs", b"Cats", 1))
    verified = nlpmap("verify", "tagged")
    assert verified.returncode == 1
    assert "part-00002.conllu: its bytes are not those that were written" in verified.stdout


def test_failures_make_the_exit_code_and_retry_puts_them_in(
    tag: Run, nlpmap: Run, letters: Path, tmp_path: Path
) -> None:
    broken = letters.read_text("utf-8").replace('"Dogs bark 7."', "7")
    letters.write_text(broken, "utf-8")
    done = tag(letters, "-o", "tagged", "--parts", "400B", "--on-error", "quarantine")
    assert done.returncode == 3
    assert "1 document failed: tagged/.nlpmap/done" in done.stderr
    assert "1 document failed: tagged/.nlpmap/done; try again with nlpmap retry" in nlpmap("status", "tagged").stdout
    assert nlpmap("retry", "tagged", "-j", 0).returncode == 3
    letters.write_text(broken.replace("7}", '"Dogs bark 7."}', 1), "utf-8")
    assert nlpmap("retry", "tagged", "-j", 0).returncode == 0
    assert nlpmap("verify", "tagged").returncode == 0


def test_what_is_not_planned_is_one_line(nlpmap: Run, letters: Path) -> None:
    for command in ("work", "status", "verify", "retry"):
        done = nlpmap(command, "file:///no/such/folder")
        assert done.returncode == 1
        assert done.stderr == "nlpmap: /no/such/folder: no job has planned it (there is no .nlpmap/plan.json in it)\n"
    done = nlpmap("tag", letters, "-o", "s3://letters/tagged")
    assert done.stderr == "nlpmap: s3://letters/tagged is a URL, which is written in parts; add --parts 64MB\n"
    done = nlpmap("tag", letters, "--parts", "64MB")
    assert done.stderr == "nlpmap: --parts needs a folder or a URL that all hosts see; name one with -o\n"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_gives_the_part_back_and_says_how_to_go_on(
    number: signal.Signals, command: str, nlpmap: Run, tmp_path: Path
) -> None:
    text = "".join(path.read_text("utf-8") for path in Path(corpora.path("sample")).glob("*.txt"))
    lines = [json.dumps({"text": text}) for _ in range(40)]
    (tmp_path / "long.jsonl").write_text("\n".join(lines), "utf-8")
    claims = tmp_path / "out" / ".nlpmap" / "claims"
    typed = [command, "chunk", "long.jsonl", "-o", "out", "--parts", "1MB", "-j", "1"]
    process = subprocess.Popen(typed, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: claims.is_dir() and any(claims.iterdir()))
    os.kill(process.pid, number)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 128 + number
    assert "parts done here are kept; go on with: nlpmap work out" in said
    assert len(list(claims.iterdir())) == len(list(tmp_path.glob("out/part-*")))
    assert nlpmap("work", "out", "-j", 2, "-q").returncode == 0
    assert nlpmap("verify", "out").returncode == 0
