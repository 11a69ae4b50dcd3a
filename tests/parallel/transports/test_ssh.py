"""Workers on a real ssh host: an sshd of the test's own, on the loopback and a high port."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import nlpmap
from nlpmap.errors import HostError
from nlpmap.parallel.transports import execnet_transport, worker_process
from nlpmap.remote import double
from nlpmap.testing.loopback_ssh import SSHD, server_in, wait_for_banner
from nlpmap.testing.loopback_ssh import LoopbackServer as Host
from tests.processes import wait_until

pytestmark = [
    pytest.mark.skipif(SSHD is None, reason="no sshd on this machine"),
    pytest.mark.skipif(shutil.which("ssh") is None, reason="no ssh on this machine"),
]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Starts sshd for this user only, with keys made for the test."""
    made = server_in(tmp_path_factory.mktemp("ssh"))
    with made.serving():
        yield made


def test_the_map_runs_on_an_ssh_host(host: Host) -> None:
    with nlpmap.Pool([(host.spec(), 2)]) as pool:
        assert pool.map(double, range(1000)) == list(range(0, 2000, 2))
        slots = pool._workers.slots
        wait_until(lambda: bool(pool.map(double, [1])) and all(slot.round_trip > 0 for slot in slots))


def test_local_and_ssh_workers_mix_and_give_the_same_annotation(host: Host) -> None:
    texts = [f"Mr. Ode saw {n} naïve dogs." for n in range(20)]
    mixed = list(nlpmap.chunk(texts, specs=["popen", host.spec()]))
    assert mixed == list(nlpmap.chunk(texts, workers=0))


@pytest.mark.slow  # each login takes a second of both cores
def test_more_workers_come_up_than_a_server_lets_log_in_at_once(host: Host) -> None:
    with nlpmap.Pool([(host.spec(), 24)]) as pool:
        assert pool.map(double, range(500)) == list(range(0, 1000, 2))
        assert sum(stats.restarts for stats in pool.stats()) == 0


def own_pid(n: int) -> int:

    return os.getpid()


@pytest.mark.slow  # it waits for the silence to be long enough
def test_a_worker_ends_behind_a_link_that_says_nothing_and_its_item_is_done_again(host: Host) -> None:
    with nlpmap.Pool(host.spec()) as pool:
        [pid] = set(pool.map(own_pid, range(3)))
        worker = psutil.Process(pid)
        [client] = clients()
        client.suspend()  # as if the cable were cut: no end is seen on either side
        try:
            psutil.wait_procs([worker], timeout=300)
            assert not worker.is_running()
        finally:
            client.resume()
        assert pool.map(double, [1, 2]) == [2, 4]


@pytest.mark.slow
def test_an_idle_worker_with_a_coordinator_stays(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execnet_transport, "SILENCE", 3.0)
    monkeypatch.setattr(worker_process, "PING_SECONDS", 0.5)
    with nlpmap.Pool(host.spec()) as pool:
        before = pool.map(own_pid, [0])
        time.sleep(8)
        assert pool.map(own_pid, [0]) == before


def test_a_worker_may_ask_for_compression(host: Host) -> None:
    assert nlpmap.map(double, [1, 2], host.spec() + "//compress") == [2, 4]


def test_python3_is_tried_where_a_spec_names_no_interpreter(host: Host) -> None:
    assert nlpmap.map(double, [1, 2], host.spec(extra="")) == [2, 4]


def test_the_same_python_on_the_host_takes_functions(host: Host) -> None:
    assert nlpmap.map(lambda n: n + 1, [1, 2], host.spec()) == [2, 3]


def test_an_interpreter_that_the_host_has_not_is_told_with_its_stderr(host: Host) -> None:
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, [1], host.spec(extra="//python=no-such-python"))
    assert "lab: " in str(caught.value)
    assert "no-such-python" in str(caught.value)


def test_a_host_that_refuses_or_is_not_there_is_told(host: Host, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        host.config.read_text().replace("Host lab", "Host lab\nIdentityAgent none").replace("client", "none")
    )
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, [1], f"ssh=lab//ssh_config={config}")
    assert "ssh could not log in to lab" in str(caught.value)
    assert "Permission denied" in str(caught.value)


@pytest.mark.slow
def test_a_lost_connection_is_made_again_and_nothing_is_lost(host: Host, tmp_path: Path) -> None:
    marker = tmp_path / "dropped"
    worker = tmp_path / "dropping.py"
    worker.write_text(
        "import os, signal\n"
        "if __name__ == '__channelexec__':\n"
        "    for i, arg in channel:\n"
        f"        if arg == 50 and not os.path.exists({str(marker)!r}):\n"
        f"            open({str(marker)!r}, 'w').close()\n"
        "            os.kill(os.getppid(), signal.SIGKILL)\n"
        "        channel.send((i, arg))\n"
    )
    assert nlpmap.map(worker, range(100), [(host.spec(), 2)]) == list(range(100))
    assert marker.exists()


@pytest.mark.slow
def test_a_host_that_is_away_for_a_while_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    host = server_in(tmp_path)
    back = threading.Event()

    def come_and_go() -> None:
        with host.serving():
            assert gone.wait(60)
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it may just have ended
                    if str(host.config) in process.cmdline():
                        process.kill()
        time.sleep(4)
        with host.serving():
            assert back.wait(60)

    def work(n: int) -> int:
        time.sleep(0.01)
        return 2 * n

    gone = threading.Event()
    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        wait_for_banner(host.port)
        with nlpmap.Pool([(host.spec(), 2)]) as pool:
            for n, result in enumerate(pool.imap(work, range(2000))):
                assert result == 2 * n
                if n == 50:
                    gone.set()
            restarts = sum(stats.restarts for stats in pool.stats())
        assert n == 1999
        assert 2 <= restarts <= 10  # one a second at most, and later and later
        assert "It is tried again for 5 minutes" in caplog.text
    finally:
        gone.set()
        back.set()
        thread.join()


@pytest.mark.slow
def test_what_items_start_on_an_ssh_host_ends_with_the_connection(host: Host, tmp_path: Path) -> None:
    """The host's processes do not have this one's environment, so they are known by what they are told to do."""
    name = f"{tmp_path}"

    def work(n: int) -> int:
        import time

        code = "import time; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code, name])
        subprocess.Popen([sys.executable, "-c", code, name], start_new_session=True)
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", code, name])
        time.sleep(600 if n else 0)
        return n

    with nlpmap.Pool(specs=[(host.spec(), 2)]) as pool:
        results = pool.imap(work, range(2), on_error="return")
        assert next(results) == 0
        wait_until(lambda: len(processes_told(name)) == 6)
        assert len(processes_told(name)) == 6
    wait_until(lambda: not processes_told(name))
    assert processes_told(name) == []


def clients() -> list[psutil.Process]:
    """Return the processes of ssh that this one has started."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it may just have ended
            if process.name() == "ssh":
                found.append(process)
    return found


def processes_told(word: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if word in process.cmdline():
                found.append(process)
    return found


@pytest.mark.slow  # numpy is packed, sent and unpacked
def test_a_bare_ssh_host_is_sent_what_it_lacks_and_gives_the_same_annotation(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "near"))
    caplog.set_level("INFO", "nlpmap.worker")
    venv.create(tmp_path / "bare", with_pip=False)
    spec = host.spec(f"//python={tmp_path / 'bare' / 'bin' / 'python'}//env:XDG_CACHE_HOME={tmp_path / 'far'}")
    texts = [f"Mr. Ode saw {n} naïve dogs." for n in range(40)]
    expected = list(nlpmap.chunk(texts, workers=0))
    for _ in range(2):
        assert list(nlpmap.chunk(texts, specs=[(spec, 8)])) == expected
    [sent] = [record.getMessage() for record in caplog.records if "] sending " in record.getMessage()]
    assert "sending numpy-" in sent
