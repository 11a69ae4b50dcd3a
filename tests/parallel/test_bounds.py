"""What the map promises of memory, sizes, starts and numbers."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import venv
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import HostError, ProtocolError
from nlpmap.remote import double
from tests.hosts import python_with

STREAM = """
    import resource, sys, nlpmap
    texts = (f"{n} " * 200 for n in range(int(sys.argv[1])))
    total = 0
    for result in nlpmap.imap(str.upper, texts):
        total += len(result)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, workers)
"""


def peaks(items: int) -> tuple[int, int]:
    """Peak memory of the parent and of its largest worker, in kB, for a stream of so many texts."""
    script = [sys.executable, "-c", textwrap.dedent(STREAM), str(items)]
    run = subprocess.run(script, capture_output=True, text=True, check=True)
    total, parent, workers = map(int, run.stdout.split())
    assert total > 400 * items
    return parent, workers


@pytest.mark.slow
def test_peak_memory_is_flat_for_ten_times_the_items() -> None:
    small, large = peaks(10_000), peaks(100_000)
    assert large[0] < 1.25 * small[0] + 8_000
    assert large[1] < 1.25 * small[1] + 8_000


def test_a_value_over_2_gib_is_refused_either_way() -> None:
    with nlpmap.Pool(workers=1) as pool:
        returned = pool.map(
            lambda size: size if isinstance(size, bytes) else bytes(size), [5, 2**31], on_error="return"
        )
        assert returned[0] == bytes(5)
        assert isinstance(returned[1], ProtocolError)
        assert "result: a value of 2,147,483,648 bytes cannot travel: a message holds less than 2 GiB" in str(
            returned[1]
        )
        with pytest.raises(ProtocolError, match="argument: a value of 2,147,483,648 bytes cannot travel"):
            pool.map(len, [b"", bytes(2**31)])


@pytest.mark.slow
def test_large_values_come_through_whole() -> None:
    size = 50 * 2**20
    [text] = nlpmap.map(str.upper, ["x" * size], "popen")
    assert text == "X" * size


@pytest.mark.slow
def test_what_is_written_to_standard_error_itself_fills_no_disk() -> None:
    def shout(n: int) -> int:
        import os
        import time

        for _ in range(40):
            os.write(2, b"x" * 2**20)
        deadline = time.monotonic() + 60
        while os.fstat(2).st_size > 2**24 and time.monotonic() < deadline:
            time.sleep(0.01)
        os.write(2, b"\nout of cheese\n")
        if n:
            os._exit(1)
        return os.fstat(2).st_size

    with nlpmap.Pool(workers=1) as pool:
        assert pool.map(shout, [0])[0] < 10_000
        [error] = pool.map(shout, [1], retries=0, on_error="return")
        assert "out of cheese" in str(error)


def test_a_pool_counts_what_its_workers_did() -> None:
    with nlpmap.Pool(workers=2) as pool:
        pool.map(double, range(10_000))
        first, second = pool.stats()
    assert first.items + second.items == 10_000
    assert (first.worker, second.worker) == ("0", "1")
    for worker in (first, second):
        assert worker.host == "this machine"
        assert 0 < worker.batches < 1000
        assert worker.bytes > 2 * worker.items
        assert worker.busy_seconds > 0
        assert worker.restarts == 0


def test_a_pool_counts_restarts() -> None:
    def fatal(n: int) -> None:
        import os

        os._exit(1)

    with nlpmap.Pool(workers=1) as pool:
        pool.map(fatal, [1], on_error="skip", retries=1)
        pool.map(double, [1])
        assert pool.stats()[0].restarts >= 2


def test_progress_shows_a_bar_with_the_rate_and_the_whole_where_it_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nlpmap.map(double, range(500), progress=True)
    bar = capsys.readouterr().err
    assert "500/500" in bar
    assert "items/s" in bar
    list(nlpmap.imap(double, iter([1, 2, 3]), progress=True))
    assert "3/3" in capsys.readouterr().err


def test_a_host_without_what_the_module_needs_is_refused_with_what_to_type(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / "bin" / "python"
    assert nlpmap.map(double, [2], f"popen//python={python}") == [4]
    with pytest.raises(HostError) as caught:
        list(nlpmap.tag(["Dogs bark."], specs=f"popen//python={python}//packs=no"))
    assert "has no nltk and no numpy" in str(caught.value)
    assert f"{python} -m pip install nltk numpy" in str(caught.value)


def test_a_worker_of_an_earlier_run_is_refused_as_well(tmp_path: Path) -> None:
    python = python_with(tmp_path, "3.9.1")
    with nlpmap.Pool(f"popen//python={python}//packs=no") as pool:
        assert pool.map(double, [2], needs=["nltk", "nltk<4"]) == [4]
        with pytest.raises(HostError, match=r"has nltk 3.9.1, which is not nltk>=3.10.4"):
            pool.map(double, [2], needs=["nltk>=3.10.4"])
        assert pool.map(double, [3]) == [6]
