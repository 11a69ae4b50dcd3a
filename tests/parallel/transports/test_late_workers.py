"""A worker that comes up when its pool is closed already leaves neither a process nor a file."""

from __future__ import annotations

import threading

import pytest

from nlpmap.parallel.transports import execnet_transport, worker_process
from nlpmap.parallel.transports.execnet_adapter import PipedProcess
from nlpmap.parallel.transports.execnet_transport import ExecnetTransport
from nlpmap.parallel.transports.worker_process import WorkerProcess
from tests.processes import wait_until


@pytest.fixture
def may_start() -> threading.Event:
    """When it is set, processes may start."""
    return threading.Event()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, may_start: threading.Event) -> list[PipedProcess]:
    """The processes that were started."""
    made: list[PipedProcess] = []

    class Late(PipedProcess):
        def __init__(self, *arguments: object) -> None:
            may_start.wait()
            super().__init__(*arguments)  # type: ignore[arg-type]  # whatever it is called with
            made.append(self)

    monkeypatch.setattr(worker_process, "PipedProcess", Late)
    monkeypatch.setattr(execnet_transport, "EXIT_SECONDS", 0.0)
    monkeypatch.setattr(execnet_transport, "KILL_SECONDS", 0.0)
    return made


@pytest.mark.parametrize("spec", ["popen", "popen//python=/bin/false"])
def test_a_worker_that_comes_up_late_is_ended_and_waited_for(
    may_start: threading.Event, made: list[PipedProcess], spec: str
) -> None:
    transport = ExecnetTransport([spec])
    transport.spawn(0, 0)
    transport.close()
    may_start.set()
    wait_until(lambda: made and made[0].stderr.closed)
    assert made[0].popen.returncode is not None


def test_a_worker_that_another_thread_starts_while_the_pool_is_closed_is_ended(
    may_start: threading.Event, made: list[PipedProcess]
) -> None:
    transport = ExecnetTransport(["popen", "popen"])
    may_start.set()
    transport.close()
    transport.spawn(1, 0)
    wait_until(lambda: made and made[0].stderr.closed)
    assert made[0].popen.returncode is not None


@pytest.mark.parametrize("has_begun", [True, False])
def test_ctrl_c_while_a_worker_is_started_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, may_start: threading.Event, made: list[PipedProcess], has_begun: bool
) -> None:
    start = WorkerProcess.start

    def interrupted(worker: WorkerProcess) -> None:
        if has_begun:
            start(worker)
            wait_until(lambda: worker.has_begun)
        raise KeyboardInterrupt

    monkeypatch.setattr(WorkerProcess, "start", interrupted)
    transport = ExecnetTransport(["popen"])
    with pytest.raises(KeyboardInterrupt):
        transport.spawn(0, 0)
    transport.close()
    may_start.set()
    if has_begun:
        wait_until(lambda: made and made[0].stderr.closed)
        assert made[0].popen.returncode is not None
    assert len(made) == has_begun
