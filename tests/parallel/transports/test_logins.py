"""Logins: few at a time on a host, and one that waits is not taken for one that hangs."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from nlpmap.parallel.scheduling import workers
from nlpmap.parallel.scheduling.workers import Workers
from nlpmap.parallel.transports import ssh
from nlpmap.parallel.transports.execnet_adapter import command, parsed_spec
from nlpmap.parallel.transports.in_process import InProcess
from nlpmap.parallel.transports.transport import Event
from nlpmap.remote.serving.messages import Log


def test_no_more_log_in_at_once_than_a_server_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "WAIT", 0.01)
    asked = threading.Event()

    def waits() -> bool:
        asked.set()
        return False

    with ExitStack() as stack:
        for _ in range(ssh.LOGINS):
            stack.enter_context(ssh.turn_to_log_in("ada", lambda: True))
        with ssh.turn_to_log_in("eve", lambda: True):  # another host has turns of its own
            pass
        with pytest.raises(ConnectionAbortedError), ssh.turn_to_log_in("ada", waits):
            pass
        assert asked.is_set()
    with ssh.turn_to_log_in("ada", waits):  # they have left
        pass


def test_a_worker_that_is_heard_of_gets_its_time_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(workers, "monotonic", lambda: now)
    crew = Workers(InProcess())
    [slot] = crew.slots
    slot.state, slot.life, slot.deadline = "starting", 1, workers.START_SECONDS
    now = workers.START_SECONDS - 1
    crew.hear(Event(0, 1, Log(10, "nlpmap.worker", "waits")))
    now = workers.START_SECONDS + 1
    assert crew.overdue() == []
    crew.hear(Event(0, 0, Log(10, "nlpmap.worker", "one that is gone waits")))
    now = 2 * workers.START_SECONDS
    assert crew.overdue() == [slot]


def test_ssh_asks_whether_the_host_is_there_and_compresses_only_where_it_is_to() -> None:
    plain, packed = (command(parsed_spec(f"ssh=ada{more}"), "nlpmap:mark") for more in ("", "//compress"))
    assert "-C" not in plain
    assert "ServerAliveInterval=5" in plain
    assert [word for word in packed if word != "-C"] == plain
    assert packed.count("-C") == 1
