"""A process that has ended is known to have, whoever else asks for it at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any, cast

import pytest

from nlpmap.parallel.processes.ended import ended_within


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="no process can be looked at without taking its end")
def test_a_process_has_ended_though_another_thread_is_about_to_wait_for_it() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    lock = cast(Any, process)._waitpid_lock  # which `Popen.poll` of that thread would have
    lock.acquire()
    threading.Timer(0.1, lock.release).start()
    assert ended_within(process, 60)
    assert process.returncode == 0


def test_a_process_that_goes_on_has_not_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        began = time.monotonic()
        assert not ended_within(process, 0.05)
        assert time.monotonic() - began >= 0.05
    finally:
        process.communicate()
    assert ended_within(process, 0)
