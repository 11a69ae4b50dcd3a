"""A set-up travels to each worker once, and is the same in every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import InputError, WorkerError
from nlpmap.parallel import setups
from nlpmap.parallel.setups import Setup
from nlpmap.remote.serving.kept_setups import MOST, KeptSetups

MODULE = """
if __name__ == "__channelexec__":
    setup = channel.receive()
    for i, arg in channel:
        channel.send((i, [setup, arg]))
        setup = "changed by the module"
"""


WITH_A_TRACE = """
if __name__ == "__channelexec__":
    setup = channel.receive()
    with open(setup["trace"], "a") as trace:
        trace.write(f"began {channel.is_rehearsal}\\n")
    if setup["fails"]:
        raise RuntimeError("can't begin")
    for i, arg in channel:
        channel.send((i, arg + 1))
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "told.py"
    path.write_text(MODULE, "utf-8")
    return path


@pytest.mark.parametrize("workers", [0, 1])
def test_every_run_has_its_own_setup_in_whatever_order_they_come(module: Path, workers: int) -> None:
    with nlpmap.Pool(workers=workers) as pool:
        for number in [0, 1, 0, 2, 3, 4, 5, 0, 5, 5, 1, 0]:
            assert pool.map(module, ["item"], setup={"number": number}) == [[{"number": number}, "item"]]


def test_a_setup_is_sent_once_to_each_worker_and_again_to_one_that_took_its_place(module: Path) -> None:
    large = Setup("x" * 1_000_000)
    with nlpmap.Pool(workers=1) as pool:
        assert pool.map(module, [1], setup=large)[0][0] == large.value
        [slot] = pool._workers.slots
        assert len(slot.setups) == 1
        pool.map(module, [2], setup=large)
        assert len(slot.setups) == 1
        pool._workers.kill(slot)
        assert pool.map(module, [3], setup=large)[0][0] == large.value
        assert slot.life == 2


def test_a_very_large_setup_is_not_kept(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setups, "LARGEST_KEPT", 100)
    with nlpmap.Pool(workers=1) as pool:
        for _ in range(2):
            assert pool.map(module, [1], setup="x" * 200)[0][0] == "x" * 200
        assert len(pool._workers.slots[0].setups) == 0


def test_a_setup_that_cannot_travel_is_told_before_any_work(module: Path) -> None:
    with nlpmap.Pool(workers=0) as pool, pytest.raises(InputError, match=r"setup: a object cannot travel"):
        pool.map(module, [1], setup=object())


@pytest.fixture
def traced(tmp_path: Path) -> Path:
    path = tmp_path / "traced.py"
    path.write_text(WITH_A_TRACE, "utf-8")
    return path


def test_a_rehearsal_does_what_comes_before_the_first_item(traced: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    setup = Setup({"trace": str(trace), "fails": False})
    with nlpmap.Pool(workers=1) as pool:
        pool.start()
        pool.rehearse(traced, setup)
        [slot] = pool._workers.slots
        assert len(slot.setups) == 1  # is under way
        assert pool.map(traced, [1, 2], setup=setup) == [2, 3]
        assert pool.map(traced, [3], setup=setup) == [4]
        assert pool.map(len, ["abc"]) == [3]
    assert trace.read_text("utf-8").splitlines() == ["began True", "began False", "began False"]


def test_a_rehearsal_that_fails_is_told_by_the_run(traced: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    setup = {"trace": str(trace), "fails": True}
    with nlpmap.Pool(workers=1) as pool:
        pool.start()
        pool.rehearse(traced, setup)
        with pytest.raises(WorkerError, match="can't begin"):
            pool.map(traced, [1], setup=setup)
        assert pool.map(traced, [1], setup={**setup, "fails": False}) == [2]
    assert trace.read_text("utf-8").splitlines() == ["began True", "began False", "began False"]


def test_there_is_no_rehearsal_where_nothing_comes_up_or_is_kept(
    traced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "trace"
    setup = {"trace": str(trace), "fails": False}
    with nlpmap.Pool(workers=0) as pool:
        pool.start()
        pool.rehearse(traced, setup)
        assert pool.map(traced, [1], setup=setup) == [2]
    monkeypatch.setattr(setups, "LARGEST_KEPT", 1)
    with nlpmap.Pool(workers=1) as pool:
        pool.start()
        pool.rehearse(traced, setup)
        assert pool.map(traced, [1], setup=setup) == [2]
    assert trace.read_text("utf-8").splitlines() == ["began False"] * 2


@given(st.lists(st.sampled_from("abcdefg"), max_size=40))
def test_both_sides_keep_the_same_however_runs_follow(keys: list[str]) -> None:
    near: KeptSetups[None] = KeptSetups()
    far: KeptSetups[str] = KeptSetups()
    for key in keys:
        payload = None if key in near else f"payload of {key}"
        near.keep(key, None)
        assert far.keep(key, payload or "nothing was sent") == f"payload of {key}"
        assert len(near) == len(far) <= MOST
