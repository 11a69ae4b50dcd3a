"""A check-up finds what there is, names what does not work, and says so by its exit code."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from nlpmap.checkup import Finding, check_up
from nlpmap.checkup.check_up import CheckUp, safely
from nlpmap.checkup.hosts import tried
from tests.cli.conftest import command, nlpmap, prepared  # noqa: F401 - fixtures


def test_this_machine_is_well() -> None:
    found = check_up(["popen"])
    assert found.faults == []
    names = [finding.name for finding in found.findings]
    assert names[:2] == ["nlpmap", "Python"]
    assert {"kernels", "model en", "self-test", "popen"} <= set(names)


def test_a_host_that_is_not_there_is_a_fault() -> None:
    [(name, said, state)] = tried("ssh=nobody@127.0.0.1//ssh_config=/nowhere")
    assert (name, state) == ("ssh=nobody@127.0.0.1//ssh_config=/nowhere", "fault")
    assert said.splitlines() == [said]


def test_an_error_that_nobody_thought_of_is_a_fault_and_ends_nothing() -> None:
    def broken() -> None:
        raise RuntimeError("two\nlines")

    assert list(safely(broken)) == [("broken", "RuntimeError: two lines", "fault")]  # type: ignore[arg-type]


def test_the_last_line_says_whether_all_is_well() -> None:
    well, ill = Finding("a", "1"), Finding("b", "gone", "fault")
    assert str(CheckUp((well,))).endswith("all that is there works")
    assert str(CheckUp((well, ill))).splitlines()[1:] == ["! b              gone", "1 at fault: see the lines with !"]


@pytest.mark.slow
def test_the_command_prints_what_programs_read(
    nlpmap: Callable[..., subprocess.CompletedProcess[str]],  # noqa: F811
) -> None:
    done = nlpmap("doctor", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["ok"] is True
    assert nlpmap("doctor", "--tx", "nonsense").returncode == 1
