"""Each part is taken by one worker, given up ones again by another, with few requests and little waiting."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.jobs.shared.claims import QUIET, TAKEN_BETWEEN, Claim, Claims
from tests.jobs.shared.counting_store import CountingStore
from tests.jobs.shared.simulated import LEASE, Simulation


def claims_at(store: CountingStore, count: int, seed: int = 1) -> Claims:
    return Claims(store, count, LEASE, random=Random(seed))


def finish(store: CountingStore, claims: Claims, claim: Claim) -> None:
    store.create(claims.names.done(claim.number), b"")


@given(turns=st.lists(st.integers(0, 3), min_size=80, max_size=80), count=st.integers(1, 60))
def test_no_part_is_taken_twice_and_none_is_left(turns: list[int], count: int) -> None:
    store = CountingStore()
    workers = [claims_at(store, count, seed) for seed in range(4)]
    taken = [claim for turn in turns if (claim := workers[turn].take())]
    taken += iter(workers[0].take, None)
    assert sorted(taken) == [Claim(number) for number in range(count)]


def test_a_part_of_which_nobody_hears_any_more_is_taken_again() -> None:
    store = CountingStore()
    dead, other = claims_at(store, 2), claims_at(store, 2, seed=2)
    lost, kept = dead.take(), other.take()
    assert lost is not None
    assert kept is not None
    finish(store, other, kept)
    store.time = LEASE * QUIET
    assert other.take() is None  # its worker may be late by a beat
    store.time = LEASE * QUIET + 1
    again = other.take()
    assert again == Claim(lost.number, 2)
    finish(store, other, Claim(lost.number, 2))
    assert other.take() is None
    assert not other.undone


def test_a_part_that_was_given_up_is_taken_before_all_others_are_done() -> None:
    store = CountingStore()
    dead, other = claims_at(store, 900), claims_at(store, 900, seed=2)
    lost = dead.take()
    assert lost is not None
    store.time = LEASE + 1
    taken = [other.take() for _ in range(TAKEN_BETWEEN)]
    assert taken[-1] == Claim(lost.number, 2)
    assert Claim(lost.number, 2) not in taken[:-1]


def test_a_part_whose_worker_was_silent_for_less_than_a_lease_is_left_while_others_are_free() -> None:
    store = CountingStore()
    slow, other = claims_at(store, 900), claims_at(store, 900, seed=2)
    assert slow.take() is not None
    store.time = LEASE * QUIET + 1
    assert {claim and claim.attempt for claim in (other.take() for _ in range(3 * TAKEN_BETWEEN))} == {1}


def test_a_claim_that_is_refreshed_is_kept() -> None:
    store = CountingStore()
    slow, other = claims_at(store, 1), claims_at(store, 1)
    assert slow.take() == Claim(0)
    for step in range(1, 10):
        store.time = step * LEASE / 3
        store.refresh(slow.names.claim(Claim(0)), b"")
        assert other.take() is None
    assert other.undone


def test_a_part_that_is_given_back_is_taken_at_once() -> None:
    store = CountingStore()
    first, other = claims_at(store, 1), claims_at(store, 1)
    assert first.take() == Claim(0)
    assert other.take() is None
    other.release()
    assert other.take() is None  # it was not its own
    first.release()
    assert other.take() == Claim(0)


def test_a_part_that_is_done_without_a_claim_is_left_alone() -> None:
    store = CountingStore()
    claims = claims_at(store, 3)
    finish(store, claims, Claim(1))
    assert sorted(iter(claims.take, None)) == [Claim(0), Claim(2)]


def test_at_a_thousand_parts_each_takes_few_requests() -> None:
    simulation = Simulation(workers=10, parts=1000)
    assert simulation.run() < 1.1 * simulation.ideal
    assert simulation.store.requests <= 7 * 1000, simulation.store.kinds
    assert simulation.times_done == 1000


@pytest.mark.parametrize("deaths", [0.0, 1.0])
@pytest.mark.parametrize(("workers", "parts"), [(20, 400), pytest.param(100, 10_000, marks=pytest.mark.slow)])
def test_dying_workers_lose_no_part(workers: int, parts: int, deaths: float) -> None:
    simulation = Simulation(workers, parts, deaths)
    last = simulation.run()
    print(f"{last / simulation.ideal:.3f} of ideal, {simulation.store.requests / parts:.1f} requests a part")
    assert len(simulation.done_at) == parts
    assert simulation.store.requests <= 10 * parts, simulation.store.kinds
    assert last < (1.6 if parts < 10_000 else 1.1) * simulation.ideal


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("workers", "deaths"), [(1000, 0.0), (150, 1.0)])
def test_many_workers_at_a_hundred_parts_each_hardly_wait(workers: int, deaths: float) -> None:
    """Where NLPMAP_TRIALS says that time is short, no more than two hundred: a thousand take minutes to simulate."""
    workers = min(workers, 200) if "NLPMAP_TRIALS" in os.environ else workers
    parts = 100 * workers
    simulation = Simulation(workers, parts, deaths)
    last = simulation.run()
    print(f"{last / simulation.ideal:.3f} of ideal, {simulation.store.requests / parts:.1f} requests a part")
    assert len(simulation.done_at) == parts
    assert last < 1.1 * simulation.ideal
    assert simulation.store.requests <= 10 * parts, simulation.store.kinds
