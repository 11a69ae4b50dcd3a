"""Hosts that refuse workers, over a transport that starts none: who waits, who is told, and how often one is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue
from time import monotonic

import pytest

from nlpmap.errors import HostError
from nlpmap.parallel import patience
from nlpmap.parallel.options import Policy
from nlpmap.parallel.scheduling.run import Run
from nlpmap.parallel.scheduling.workers import Workers
from nlpmap.parallel.transports.transport import THIS_MACHINE, Event, Identity
from nlpmap.parallel.worker_modules import find_module
from nlpmap.remote import double
from nlpmap.remote.serving import messages, wire
from nlpmap.remote.serving.messages import FromWorker, ToWorker

HELLO = messages.Hello({"python": "3", "executable": "python", "implementation": "CPython", "versions": {}})


class Scripted:
    """A transport whose workers come up where ``comes_up`` says so of a host and time, and die at some items."""

    def __init__(self, hosts: list[str], comes_up: Callable[[str, int], bool], deadly: frozenset[int]) -> None:
        self.identities = [Identity(str(slot), host) for slot, host in enumerate(hosts)]
        self.codec = wire.MARSHAL
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.comes_up = comes_up
        self.deadly = {*deadly}
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.lives: dict[int, int] = {}

    def spawn(self, slot: int, life: int) -> None:
        host = self.identities[slot].host
        self.lives[slot] = life
        self.asked[host] += 1
        self.times.append(monotonic())
        self.say(slot, HELLO if self.comes_up(host, self.asked[host]) else messages.Gone())

    def say(self, slot: int, message: FromWorker) -> None:
        self.events.put(Event(slot, self.lives[slot], message))

    def send(self, slot: int, message: ToWorker) -> None:
        if not isinstance(message, messages.Items):
            return
        values = [int(str(value)) for value in wire.decode(message.each, message.payload, self.codec)]
        if self.deadly.intersection(values):
            self.deadly.difference_update(values)
            self.say(slot, messages.Gone())
            return
        each, payload = wire.encode([wire.pack(2 * value, self.codec) for value in values], self.codec)
        self.say(slot, messages.Answers(1, message.start, len(values), each, payload, 0.001))

    def kill(self, slot: int) -> str:
        return "the line is dead"

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE", 0.01)
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(patience, "PATIENCE", 0.3)


def mapped(transport: Scripted, count: int) -> list[object]:
    run = Run(1, Workers(transport), find_module(double), range(count), Policy())
    return [result for block in run.blocks() for result in block]


def test_a_host_that_refuses_for_a_while_is_asked_again_and_nothing_is_lost() -> None:
    transport = Scripted(["ada", "ada"], lambda host, time: time <= 2 or time > 7, frozenset({3, 40, 41}))
    assert mapped(transport, 1000) == list(range(0, 2000, 2))
    assert transport.asked["ada"] >= 8
    assert all(later - sooner >= 0.009 for sooner, later in zip(transport.times[2:], transport.times[3:], strict=False))


def test_one_that_refuses_for_too_long_leaves_the_work_to_the_others() -> None:
    transport = Scripted(["ada", THIS_MACHINE], lambda host, time: host != "ada" or time == 1, frozenset({0, 1, 2, 3}))
    assert mapped(transport, 20_000) == list(range(0, 40_000, 2))


def test_where_all_refuse_for_too_long_that_is_the_error() -> None:
    transport = Scripted(["ada"], lambda host, time: time == 1, frozenset({5}))
    with pytest.raises(HostError, match="the line is dead"):
        mapped(transport, 100)
    assert 5 < transport.asked["ada"] < 40


def test_one_that_never_lets_anyone_in_is_told_at_once_for_each_of_its_workers() -> None:
    transport = Scripted(["ada", "ada", "ada", THIS_MACHINE], lambda host, time: host != "ada", frozenset())
    with pytest.raises(HostError, match="3 of 4 workers did not start"):
        mapped(transport, 100)
    assert transport.asked["ada"] == 3


def test_one_login_of_many_that_is_refused_is_tried_again() -> None:
    transport = Scripted(["ada"] * 5, lambda host, time: time != 3, frozenset())
    assert mapped(transport, 1000) == list(range(0, 2000, 2))
