"""A worker that comes up when its pool is closed already leaves neither a process nor a file."""

from __future__ import annotations

import threading

import pytest

from nlpmap.parallel.transports import execnet_transport, worker_process
from nlpmap.parallel.transports.execnet_adapter import PipedProcess
from nlpmap.parallel.transports.execnet_transport import ExecnetTransport
from tests.processes import wait_until


@pytest.mark.parametrize("spec", ["popen", "popen//python=/bin/false"])
def test_a_worker_that_comes_up_late_is_ended_and_waited_for(monkeypatch: pytest.MonkeyPatch, spec: str) -> None:
    may_start = threading.Event()
    made: list[PipedProcess] = []

    class Late(PipedProcess):
        def __init__(self, *arguments: object) -> None:
            may_start.wait()
            super().__init__(*arguments)  # type: ignore[arg-type]  # whatever it is called with
            made.append(self)

    monkeypatch.setattr(worker_process, "PipedProcess", Late)
    monkeypatch.setattr(execnet_transport, "EXIT_SECONDS", 0.0)
    monkeypatch.setattr(execnet_transport, "KILL_SECONDS", 0.0)
    transport = ExecnetTransport([spec])
    transport.spawn(0, 0)
    transport.close()
    may_start.set()
    wait_until(lambda: made and made[0].stderr.closed)
    assert made[0].popen.returncode is not None
