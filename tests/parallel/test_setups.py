"""A set-up travels to each worker once, and is the same in every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import InputError
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


@given(st.lists(st.sampled_from("abcdefg"), max_size=40))
def test_both_sides_keep_the_same_however_runs_follow(keys: list[str]) -> None:
    near: KeptSetups[None] = KeptSetups()
    far: KeptSetups[str] = KeptSetups()
    for key in keys:
        payload = None if key in near else f"payload of {key}"
        near.keep(key, None)
        assert far.keep(key, payload or "nothing was sent") == f"payload of {key}"
        assert len(near) == len(far) <= MOST
