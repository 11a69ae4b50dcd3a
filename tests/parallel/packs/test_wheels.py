"""Wheels are downloaded once, by any pip, and a failure is one line that is not asked for eight times."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlpmap.parallel.packs import wheels
from nlpmap.parallel.packs.choosing import wheel_key
from nlpmap.parallel.packs.hosts import Host, this_host
from nlpmap.remote.serving.packs.cache_folder import Refusal

HOST = Host("3.12", "cpython", ".cpython-312-x86_64-linux-gnu.so", "linux", "x86_64", "glibc 2.28")
Script = Callable[[str], Path]


@pytest.fixture
def fake_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """Writes a pip, which notes what it is told, and does as a line of Python says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "near"))
    told = tmp_path / "told"

    def write(body: str) -> Path:
        (tmp_path / "pip.py").write_text(
            "import pathlib, sys\n"
            f"with open({str(told)!r}, 'a') as file: file.write(' '.join(sys.argv[1:]) + chr(10))\n"
            f"dest = pathlib.Path(sys.argv[sys.argv.index('--dest') + 1])\n{body}\n"
        )
        monkeypatch.setattr(wheels, "pip", lambda: [sys.executable, "-S", str(tmp_path / "pip.py")])
        return told

    yield write
    wheels.FAILED.clear()


def test_eight_workers_have_it_downloaded_once_and_the_next_not_at_all(fake_pip: Script) -> None:
    told = fake_pip("import zipfile; zipfile.ZipFile(dest / 'numpy-2.5.0-cp312-none.whl', 'w').close()")
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(wheels.wheel_for("numpy", HOST, str))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [words] = told.read_text().splitlines()
    assert "--only-binary :all: --no-deps" in words
    assert "--python-version 3.12 --abi cp312" in words
    assert words.endswith(" numpy")
    assert len(set(found)) == 1
    assert wheel_key(found[0]).startswith("numpy-2.5.0-")
    assert wheels.wheel_for("numpy", HOST, str) == found[0]
    assert wheels.wheel_for("numpy", HOST._replace(python="3.13"), str) != found[0]
    found[0].write_bytes(b"")  # as a power loss may leave it
    assert wheels.wheel_for("numpy", HOST, str).stat().st_size > 0


def test_why_there_is_none_is_one_line_and_is_not_asked_again_at_once(fake_pip: Script) -> None:
    told = fake_pip("sys.exit('Looking in indexes\\nERROR: No matching distribution found for numpy\\n')")
    for _ in range(3):
        with pytest.raises(Refusal) as caught:
            wheels.wheel_for("numpy", HOST, str)
        assert str(caught.value) == (
            "pip has no wheel of numpy for cpython 3.12 on linux x86_64 (glibc 2.28): "
            "No matching distribution found for numpy"
        )
    assert len(told.read_text().splitlines()) == 1


def test_a_download_that_leaves_no_wheel_is_refused(fake_pip: Script) -> None:
    fake_pip("pass")
    with pytest.raises(Refusal, match="was not kept"):
        wheels.wheel_for("numpy", HOST, str)


def test_other_implementations_are_told(fake_pip: Script) -> None:
    told = fake_pip("pass")
    with pytest.raises(Refusal, match=r"packs are for CPython, not pypy 3\.12 on linux"):
        wheels.wheel_for("numpy", HOST._replace(implementation="pypy"), str)
    assert not told.exists()


def test_where_there_is_no_pip_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(wheels, "which", lambda name: None)
    with pytest.raises(Refusal, match="there is no pip here"):
        wheels.pip()
    monkeypatch.setattr(wheels, "which", lambda name: f"/usr/bin/{name}")
    assert wheels.pip() == ["/usr/bin/pip"]
    assert this_host().implementation == sys.implementation.name
