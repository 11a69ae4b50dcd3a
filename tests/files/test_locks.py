"""Locks: two jobs on one output are kept apart, on every system, and nothing is left that would block the next."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.files.locks import is_in_use, locked

HOLD = """
import sys
sys.modules.update({name: None for name in sys.argv[2:]})
from nlpmap.files.locks import locked
try:
    with locked(sys.argv[1]):
        print("held", flush=True)
        sys.stdin.read()
except Exception as error:
    print(error, flush=True)
"""
WITH, WITHOUT = (), ("fcntl",)
SYSTEMS = pytest.mark.parametrize("hidden", [WITH, WITHOUT], ids=["fcntl", "no fcntl"])


def holder(out: Path, hidden: tuple[str, ...]) -> subprocess.Popen[str]:
    """Start a process that keeps an output until its input ends."""
    command = [sys.executable, "-c", HOLD, str(out), *hidden]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@SYSTEMS
def test_two_processes_are_kept_apart_and_leave_nothing(tmp_path: Path, hidden: tuple[str, ...]) -> None:
    out = tmp_path / "out.conllu"
    with holder(out, hidden) as first:
        assert first_line(first) == "held"
        with holder(out, hidden) as second:
            assert "another nlpmap is at work on it" in first_line(second)
        first.communicate("")
    assert list(tmp_path.iterdir()) == []


@SYSTEMS
def test_a_process_that_was_killed_blocks_nobody(tmp_path: Path, hidden: tuple[str, ...]) -> None:
    out = tmp_path / "out.conllu"
    with holder(out, hidden) as first:
        assert first_line(first) == "held"
        first.kill()
    assert [path.name for path in tmp_path.iterdir()] == ["out.conllu.lock"]
    with holder(out, hidden) as second:
        assert first_line(second) == "held"
        second.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_an_output_is_in_use_while_it_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    with holder(out, WITH) as process:
        assert first_line(process) == "held"
        assert is_in_use(out)
        process.kill()
        process.wait()
        assert not is_in_use(out)
    assert list(tmp_path.iterdir()) == []


def test_one_who_waits_for_an_outputs_lock_never_shares_it(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    for _ in range(20):
        with locked(out):
            with pytest.raises(InputError, match="another nlpmap"), locked(out):
                pass
            assert is_in_use(out)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP])
def test_a_file_system_without_locks_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", no_locks)
    with caplog.at_level(logging.WARNING), locked(str(tmp_path / "out.conllu")):
        pass
    [record] = caplog.records
    assert record.getMessage().endswith("this file system has no locks, so see to it that no other nlpmap writes there")
    assert list(tmp_path.iterdir()) == []


def test_where_only_a_file_can_lock_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr("fcntl.flock", unknown)
    out = str(tmp_path / "out.conllu")
    with locked(out):
        with pytest.raises(InputError, match="another nlpmap is at work on it"), locked(out):
            pass
    assert list(tmp_path.iterdir()) == []
