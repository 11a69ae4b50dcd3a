"""Three workers, killed now and then, one stopped for longer than its lease: the bytes of one undisturbed job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.jobs import Options, annotate_files, status, verify
from nlpmap.jobs.shared.part_plan import read_plan
from nlpmap.jobs.shared.planning import planned
from nlpmap.jobs.shared.stores.store import CLAIMS, DONE, Store, store_at
from tests.processes import wait_until

COMMAND = Path(sys.executable).with_name("nlpmap")
LEASE = 2.0


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A file of many documents, and some files beside it."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in sorted(Path(corpora.path("sample")).glob("*.txt"))]
    lines = [json.dumps({"text": text[number::3]}) for text in texts for number in range(3)]
    (folder / "lines.jsonl").write_text("\n".join(lines * 3), "utf-8")
    for number, text in enumerate(texts):
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


class Workers:
    """Processes of the command that work on a job."""

    def __init__(self, out: str) -> None:
        self.out = out
        self.all: list[subprocess.Popen[str]] = []
        self.stopped = 0

    def start(self) -> None:
        typed = [str(COMMAND), "work", self.out, "-j", str(len(self.all) % 2)]
        self.all.append(subprocess.Popen(typed, stderr=subprocess.PIPE, text=True))

    def running(self) -> list[subprocess.Popen[str]]:
        return [one for one in self.all if one.poll() is None]

    def kill(self) -> None:
        if others := [one for one in self.running() if one.pid != self.stopped]:
            os.kill(others[0].pid, signal.SIGKILL)
            others[0].wait()
            self.start()

    def close(self) -> None:
        for one in self.running():
            os.kill(one.pid, signal.SIGCONT)
            one.kill()
        for one in self.all:
            one.communicate()


def number_done(store: Store) -> int:
    return len(list(store.entries(DONE)))


def held_by(store: Store, running: list[subprocess.Popen[str]]) -> tuple[int, str] | None:
    """Return a process that is at a part, and the name of its claim."""
    pids = {one.pid for one in running}
    done = {entry.name.partition(".")[0] for entry in store.entries(DONE)}
    for entry in list(store.entries(CLAIMS)):
        content = json.loads(store.read(f"{CLAIMS}/{entry.name}") or b"{}")
        if entry.name.partition(".")[0] not in done and content.get("pid") in pids:
            return content["pid"], entry.name
    return None


def has_next_attempt(store: Store, claim: str) -> bool:
    number, _, attempt = claim.partition(".")
    return any(entry.name == f"{number}.{int(attempt) + 1}" for entry in store.entries(CLAIMS))


def disturbed(out: str, store: Store, count: int) -> Workers:
    """Do a job with three processes: a kill after each few parts, and one stopped until another has its part."""
    workers = Workers(out)
    try:
        for _ in range(3):
            workers.start()
        wait_until(lambda: held_by(store, workers.running()))
        pid, claim = held_by(store, workers.running()) or (0, "")
        os.kill(pid, signal.SIGSTOP)
        workers.stopped = pid
        for goal in range(2, count, max(2, count // 6)):
            wait_until(lambda goal=goal: number_done(store) >= goal)  # type: ignore[misc]
            workers.kill()
        wait_until(lambda: has_next_attempt(store, claim) or number_done(store) == count)
        os.kill(pid, signal.SIGCONT)
        for one in workers.running():
            assert one.wait(timeout=120) == 0, one.stderr and one.stderr.read()
    finally:
        workers.close()
    return workers


def prove(out: str, corpus: Path, tmp_path: Path) -> None:
    store = store_at(out)
    plan = planned(store, "tag", [str(corpus)], Options(parts="12KB", lease=LEASE))
    workers = disturbed(out, store, len(plan.parts))
    assert len(workers.all) > 5
    assert any(entry.name.endswith(".2") for entry in store.entries(CLAIMS))
    annotate_files("tag", corpus, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(b"".join(store.blocks(read_plan(store).file(number))) for number in plan.parts)
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()
    assert status(out).state == "done"


@pytest.mark.slow
def test_on_a_folder(corpus: Path, tmp_path: Path) -> None:
    prove(str(tmp_path / "out"), corpus, tmp_path)
    assert not (tmp_path / "out" / ".nlpmap" / "staging").exists()


@pytest.mark.slow
@pytest.mark.engines
def test_on_a_bucket(bucket: str, corpus: Path, tmp_path: Path) -> None:
    prove(bucket, corpus, tmp_path)
