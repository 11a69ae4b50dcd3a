"""A job that is ended at any line of its way leaves nothing, or what another run goes on with."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, annotate_files
from nlpmap.jobs.records import ledger

STEP = 61  # lines between two endings that are tried in the quick suite
HERE = Options(workers=0, resume=True)
# between the opening of a file and what closes it, an end leaves that to the collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


class End(BaseException):
    """What ends the job, as an interrupt would."""


class Ending:
    """Ends what runs under it at the line of a number, among those of the jobs and their files."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0

    def __enter__(self) -> Ending:
        self.before = sys.gettrace()
        sys.settrace(self.trace)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(self.before)

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        if not is_of_jobs(frame.f_code.co_filename):
            return None  # its lines are not looked at, those of what it calls are
        if event == "line":
            self.count += 1
            if self.count == self.number:
                raise End
        return self.trace


@cache
def is_of_jobs(file: str) -> bool:
    return file != __file__ and Path(file).parent.name in ("jobs", "files", "records", "output")


def endings(step: int, folder: Path) -> int:
    """Try every so many lines as the job's end; return how many were tried."""
    text, out = folder / "a.txt", folder / "out.slash"
    text.write_text("Dogs bark.")
    tried = 0
    for number in range(1, 10_000, step):
        with Ending(number) as ending:
            try:
                annotate_files("tokenize", text, out, HERE)
            except End:
                tried += 1
        found = ledger.read(beside_output(out).ledger)
        assert found is None or found.last.number, f"a ledger of nothing is left by an end at line {number}"
        assert annotate_files("tokenize", text, out, HERE).documents == 1
        assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "out.slash", "out.slash.ledger"]
        assert out.read_text() == "Dogs bark .\n\n"
        for path in (out, beside_output(out).ledger):
            path.unlink()
        if ending.count < number:
            break
    return tried


@pytest.mark.slow
def test_a_job_may_be_ended_anywhere(tmp_path: Path) -> None:
    assert endings(STEP, tmp_path) > 10


@pytest.mark.slow
def test_a_job_may_be_ended_at_every_third_line(tmp_path: Path) -> None:
    assert endings(3, tmp_path) > 100
