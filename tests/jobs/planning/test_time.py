"""The time that a plan foretells, by clocks of the test's own: how it is made of a sample, and what is advised."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

import pytest

from nlpmap.corpus.reading.located import Located, Position
from nlpmap.jobs.output.outcome import Outcome
from nlpmap.jobs.planning import Estimate, estimating
from nlpmap.remote.document import Document


def done(*times: float, characters: int = 100) -> list[estimating.Timed]:
    """Outcomes of documents of so many characters, each at its time."""
    found = Located(Position(), Position(), "d", Document("d", "x" * characters))
    return [estimating.Timed(Outcome(0, found), at) for at in times]


def plan(**seconds: float) -> Estimate:
    return Estimate(1, 1, 1, 1, 1, 0, {int(name[1:]): value for name, value in seconds.items()}, cores=8)


def test_the_speed_is_that_of_the_time_when_the_kernels_are_warm() -> None:
    slow = [1.0, 1.5, 2.0, 2.5]
    fast = [2.5 + tenths / 10 for tenths in range(1, 16)]
    assert estimating.speed(done(*slow, *fast)) == pytest.approx(1000, rel=0.05)


def test_a_sample_of_one_document_has_the_speed_of_all_that_it_took() -> None:
    assert estimating.speed(done(0.5)) == pytest.approx(200)


@pytest.mark.parametrize("work", [0.0, 10.0, 600.0])
@pytest.mark.parametrize("cores", [1, 2, 8])
def test_work_is_shared_by_as_many_as_there_are_cores(monkeypatch: pytest.MonkeyPatch, work: float, cores: int) -> None:
    monkeypatch.setattr(estimating, "usable_cores", lambda: cores)
    seconds = estimating.seconds_of(1.0, work, 0.1 * work, 4)
    start = 1.0 + estimating.START_SECONDS
    whole = (1.1 + estimating.COORDINATOR_SHARE) * work  # this side takes its share of the cores
    assert seconds[1] == pytest.approx(start + max(work, whole / cores))
    assert seconds[4] == pytest.approx(start + max(work / 4, whole / cores))


@pytest.mark.parametrize(
    ("estimate", "workers", "advice"),
    [
        (plan(w1=5.0, w2=3.0), 1, "more would hardly help"),
        (plan(w1=20.0, w2=11.0), 2, "more would hardly help"),
        (plan(w1=90.0, w8=30.0), 8, "more cores would help"),
        (plan(w1=90.0, w8=89.0), 1, "more would hardly help"),
    ],
)
def test_no_more_cores_are_advised_where_a_job_takes_seconds(estimate: Estimate, workers: int, advice: str) -> None:
    assert estimate.useful_workers == workers
    assert f"take -j {workers}; {advice}" in str(estimate)


def test_a_corpus_whose_files_take_long_to_find_is_sampled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text("Dogs bark at cats. " * 40)
    looks = chain([0.0], (10.0 + number / 50 for number in count()))  # the first look is before they are found
    monkeypatch.setattr(estimating, "perf_counter", lambda: next(looks))
    sampled: list[int] = []

    def speed(found: list[estimating.Timed], since: float) -> float:
        sampled.append(len(found))
        return 1e6

    monkeypatch.setattr(estimating, "speed", speed)
    estimating.estimate("tokenize", tmp_path, str(tmp_path / "out.slash"))
    assert 20 < sampled[0] < 300
