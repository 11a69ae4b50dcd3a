"""Hosts that have Python and nothing else: the same annotation, what they lack sent once, else one line of why."""

from __future__ import annotations

import contextlib
import logging
import shutil
import subprocess
import sys
import threading
import venv
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import nlpmap
from nlpmap.errors import HostError, WorkerError
from nlpmap.models.nltk_names import load_names
from nlpmap.remote import double
from nlpmap.remote.serving.packs.cache_folder import NEW
from tests.names_data import use, write_names_data
from tests.processes import wait_until

TEXTS = [f"Mr. Ode saw {n} naïve dogs, didn't he? x² isn't “it”. Ask a@b.org." for n in range(40)]
Spec = Callable[[str], str]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The spec of a Python of this version that has nothing, whose host keeps its packs in the test's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "near"))
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / "bin" / "python"
    return f"popen//python={python}//env:XDG_CACHE_HOME={tmp_path / 'far'}"


def sent(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The packs that were sent."""
    return [record.getMessage() for record in caplog.records if "] sending " in record.getMessage()]


def python_of(version: str) -> str | None:
    found = map(str, sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), reverse=True))
    candidates = [*found, shutil.which(f"python{version}") or ""]
    return next((python for python in candidates if python and runs(python)), None)


def runs(python: str) -> bool:
    """Return whether it is one: what pyenv puts on the path may have none behind it."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def test_a_host_that_forbids_it_is_refused_in_one_line_with_what_to_type(bare: str, tmp_path: Path) -> None:
    (tmp_path / "far").write_text("no folder can be made below a file")
    with pytest.raises(HostError) as caught:
        list(nlpmap.tag(["Dogs bark."], specs=bare))
    [_, line] = str(caught.value).splitlines()
    assert f"has no nltk and no numpy; none was sent: {tmp_path / 'far'}" in line
    assert line.endswith("-m pip install nltk numpy")
    assert nlpmap.map(double, [2], bare) == [4]


@pytest.mark.slow  # it packs numpy
@pytest.mark.usefixtures("nltk_data")
def test_eight_workers_of_a_bare_host_are_sent_what_they_lack_once(bare: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "nlpmap.worker")
    expected = list(nlpmap.chunk(TEXTS, workers=0))
    assert list(nlpmap.chunk(TEXTS, specs=[(bare, 8)])) == expected
    packs = sorted(line.split()[2].split("-")[0] for line in sent(caplog))
    assert packs == ["numpy", "regex"]  # which the sign ² has a use for
    caplog.clear()
    assert list(nlpmap.chunk(TEXTS, specs=[(bare, 2)])) == expected
    assert list(nlpmap.tag(TEXTS, specs=bare, model="nltk")) == list(nlpmap.tag(TEXTS, workers=0, model="nltk"))
    assert sent(caplog) == []
    assert list(nlpmap.tag(TEXTS, specs=bare, tokenizer="tweet")) == list(
        nlpmap.tag(TEXTS, workers=0, tokenizer="tweet")
    )
    assert [line.split()[2].split("-")[0] for line in sent(caplog)] == ["nltk"]
    assert nlpmap.map(lambda n: n + 1, [1, 2], bare) == [2, 3]


@pytest.mark.slow
def test_names_are_found_by_data_that_only_this_side_has(
    bare: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path)
    documents = list(nlpmap.tag(TEXTS, workers=0))
    write_names_data(tmp_path, [sentence for document in documents for sentence in document.tagged_sents()])
    load_names.cache_clear()
    try:
        expected = list(nlpmap.chunk(TEXTS, chunker="names", workers=0))
        assert list(nlpmap.chunk(TEXTS, chunker="names", specs=bare)) == expected
    finally:
        load_names.cache_clear()
    assert any(token.chunk != "O" for document in expected for token in document.tokens)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_a_bare_host_of_another_python_gives_the_same_annotation(bare: str, tmp_path: Path, version: str) -> None:
    python = python_of(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    # without what is installed there, as in a venv
    start = tmp_path / "python"
    start.write_text(f'#!/bin/sh\nexec "{python}" -I -S "$@"\n')
    start.chmod(0o755)
    spec = f"popen//python={start}//env:XDG_CACHE_HOME={tmp_path / 'far'}"
    try:
        tagged = list(nlpmap.tag(TEXTS, specs=spec))
    except HostError as error:
        if "pip has no wheel" in str(error):
            pytest.skip(f"pip can't download: {error}")
        raise
    assert tagged == list(nlpmap.tag(TEXTS, workers=0))
    assert list(nlpmap.chunk(TEXTS, specs=spec)) == list(nlpmap.chunk(TEXTS, workers=0))


@pytest.mark.slow
def test_a_function_is_refused_by_another_python_and_does_not_crash_it(tmp_path: Path) -> None:
    python = next(
        (found for minor in (13, 12, 10) if minor != sys.version_info[1] and (found := python_of(f"3.{minor}"))), None
    )
    if python is None:
        pytest.skip("no other Python on this machine")
    with pytest.raises(WorkerError, match="functions need the same Python"):
        nlpmap.map(lambda n: n + 1, [1], f"popen//python={python}//env:XDG_CACHE_HOME={tmp_path}")


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_unpacks_leaves_nothing_that_is_used(
    bare: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nlpmap.worker")
    packs = tmp_path / "far" / "nlpmap" / "packs"
    killed = []

    def kill() -> None:
        wait_until(lambda: list(packs.glob(f"{NEW}*/files/numpy/*")))
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):  # it may just have ended
                if str(tmp_path / "bare") in " ".join(process.cmdline()):
                    process.kill()
                    killed.append(process.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    tagged = list(nlpmap.tag(TEXTS, specs=bare))
    thread.join()
    assert killed
    assert len([line for line in sent(caplog) if "numpy" in line]) == 2
    assert tagged == list(nlpmap.tag(TEXTS, workers=0))
    assert list(packs.glob(f"{NEW}*")) == []
