"""A host that keeps its packs is at work after one round trip more than one that lacks nothing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest

import nlpmap
from nlpmap.parallel.transports import worker_process
from nlpmap.parallel.transports.worker_process import WorkerProcess
from nlpmap.remote import double
from nlpmap.remote.serving.messages import Fetching, Items, Lacks, Log, Pack, to_wire

NEWS = (Log.__name__, Fetching.__name__)  # nothing is held back until they come


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The messages between this side and workers that one of them waits for, with where each goes."""
    messages: list[tuple[str, str]] = []
    deliver = WorkerProcess._deliver

    def wired(message: Any) -> tuple[Any, ...]:
        messages.append(("there", type(message).__name__))
        return to_wire(message)

    def delivered(self: WorkerProcess, wired: Any) -> None:
        if wired[0] not in NEWS:
            messages.append(("back", wired[0]))
        deliver(self, wired)

    monkeypatch.setattr(worker_process, "to_wire", wired)
    monkeypatch.setattr(WorkerProcess, "_deliver", delivered)
    return messages


def round_trips(messages: list[tuple[str, str]]) -> int:
    """Return how often this side waits for the other before the first items are sent."""
    names = [name for _, name in messages]
    before = messages[: names.index(Items.__name__)]
    return [way for way, _ in groupby(before, key=lambda message: message[0])].count("back")


@pytest.mark.slow  # it packs numpy
def test_a_warm_start_takes_one_round_trip_more_than_a_ready_host(
    bare_spec: str, passed: list[tuple[str, str]]
) -> None:
    assert nlpmap.map(double, [1], "popen") == [2]
    ready = round_trips(passed)
    counts = []
    for _ in range(2):
        passed.clear()
        with nlpmap.Pool(bare_spec) as pool:
            assert list(pool.imap(double, [1], needs=["numpy", "nltk"])) == [2]
        counts.append(round_trips(passed))
        assert ("back", Lacks.__name__) not in passed
        assert (("there", Pack.__name__) in passed) == (len(counts) == 1)
    assert counts[1] == ready + 1
