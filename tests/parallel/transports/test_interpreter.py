"""An interpreter that prints as it starts is started all the same, or its error shows what it printed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import HostError
from nlpmap.parallel.scheduling import workers
from nlpmap.parallel.transports import interpreter
from nlpmap.remote import double
from nlpmap.testing.loopback_ssh import SSHD
from nlpmap.testing.loopback_ssh import LoopbackServer as Host
from tests.parallel.transports.test_ssh import host  # noqa: F401 - a fixture

PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
OTHERS = sorted({sys.executable, *map(str, PYENV.glob("versions/3.*/bin/python"))})


def printing(folder: Path, printed: str, then: str = f'exec "{sys.executable}" "$@"') -> str:
    """A spec whose interpreter prints something, and then goes on as it should, or otherwise."""
    text = folder / "printed"
    text.write_text(printed)
    script = folder / "python"
    script.write_text(f'#!/bin/sh\ncat "{text}"\n{then}\n')
    script.chmod(0o755)
    return f"popen//python={script}"


@pytest.mark.parametrize(
    "printed", ["Welcome to ada!\n", "1", "no newline", "x" * 100_000, "line\n" * 100_000, "\0\x1b[2J"]
)
def test_what_an_interpreter_prints_as_it_starts_is_dropped(tmp_path: Path, printed: str) -> None:
    assert nlpmap.map(double, [1, 2], printing(tmp_path, printed)) == [2, 4]


@pytest.mark.parametrize(
    "printed", ["print('Welcome!')", "print('x' * 100_000)", "import os; os.write(1, b'y' * 100_000)"]
)
def test_a_sitecustomize_that_prints_does_not_keep_workers_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(printed)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert nlpmap.map(double, [1, 2], "popen") == [2, 4]


@pytest.mark.skipif(SSHD is None or shutil.which("ssh") is None, reason="no sshd or no ssh on this machine")
def test_a_login_shells_banner_is_dropped(host: Host) -> None:  # noqa: F811
    banner = "echo Welcome to lab; head -c 100000 /dev/zero; "
    assert nlpmap.map(double, [1, 2], host.spec(f"//python={banner}{sys.executable}")) == [2, 4]


def test_an_interpreter_that_ends_is_told_with_what_it_printed(tmp_path: Path) -> None:
    spec = printing(tmp_path, "\x1b[31mThis account is not available.\n" + "x" * 1000, then="exit 3")
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, [1], spec)
    assert "the process ended with exit code 3" in str(caught.value)
    assert "it printed, before it began: '\\x1b[31mThis account is not available.\\nxxx" in str(caught.value)
    assert "(1,036 bytes)" in str(caught.value)


def test_an_interpreter_that_does_not_stop_printing_is_told(tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"printed [\d,]+ bytes and did not begin") as caught:
        nlpmap.map(double, [1], printing(tmp_path, "", then="exec yes please"))
    assert "it printed, before it began: 'please\\nplease" in str(caught.value)


@pytest.mark.slow
def test_an_interpreter_that_prints_and_then_hangs_is_told_at_its_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "START_SECONDS", 2.0)
    with pytest.raises(HostError, match="did not begin within 2 s") as caught:
        nlpmap.map(double, [1], printing(tmp_path, "Password: ", then="exec sleep 600"))
    assert "it printed, before it began: 'Password:'" in str(caught.value)


@pytest.mark.parametrize("python", OTHERS)
def test_every_python_3_understands_the_first_statements(python: str, tmp_path: Path) -> None:
    first = interpreter.FIRST.format("ready", ":7")
    (tmp_path / "json.py").write_text("raise SystemExit('planted')")
    (tmp_path / "os.py").write_text("raise SystemExit('planted')")
    done = subprocess.run([python, "-c", first + "import json"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ready:7", "")


def test_the_first_statements_have_no_character_that_a_shell_reads_within_double_quotes() -> None:
    assert not set(interpreter.FIRST) & set('"$`\\!\n')


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_an_encoding_of_streams_that_changes_our_statements_is_left_out(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    assert nlpmap.map(lambda name: os.environ[name], ["PYTHONIOENCODING"], "popen", timeout=10) == [encoding]
