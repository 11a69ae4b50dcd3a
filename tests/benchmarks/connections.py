"""What many workers of one ssh host cost: connections of their own, or what ssh shares of one by its ControlMaster.

Run it as ``python tests/benchmarks/connections.py 64``. For either way it says how many logins the server saw, how long
it took until all workers had answered, the CPU and memory of the ssh clients, how many bytes went to the host until
then, and how many workers had to be started again after one of them was killed for an item that took too long.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

import psutil

import nlpmap
from nlpmap.parallel.transports.execnet_adapter import PipedProcess
from nlpmap.remote import double
from nlpmap.testing.loopback_ssh import server_in

SHARED = "ControlMaster auto\nControlPath {folder}/%C\n"
SLEEPER = """
if __name__ == "__channelexec__":
    import time
    for index, seconds in channel:
        time.sleep(seconds)
        channel.send((index, seconds))
"""


class Counted:
    """The bytes that go to workers."""

    def __init__(self) -> None:
        self.sent = 0
        self.write = PipedProcess.write

    def counting(self, process: PipedProcess, data: bytes) -> None:
        self.sent += len(data)
        self.write(process, data)


def clients() -> list[psutil.Process]:
    return [process for process in psutil.Process().children(recursive=True) if process.name() == "ssh"]


def measure(name: str, options: str, workers: int) -> None:
    """Have workers come up over connections with these options, and say what that cost."""
    with tempfile.TemporaryDirectory(prefix="ssh-") as folder:
        server = server_in(Path(folder))
        with server.config.open("a") as config:
            config.write(options.format(folder=folder))
        sleeper = Path(folder, "sleeper.py")
        sleeper.write_text(SLEEPER)
        counted = Counted()
        PipedProcess.write = lambda process, data: counted.counting(process, data)  # type: ignore[method-assign, assignment]
        with server.serving(), nlpmap.Pool([(server.spec(), workers)]) as pool:
            began = perf_counter()
            pool.map(double, range(10 * workers))
            up, sent, found = perf_counter() - began, counted.sent, clients()
            logins = server.log.read_text().count("Accepted publickey")
            cpu = sum(sum(process.cpu_times()[:2]) for process in found)
            memory = sum(process.memory_full_info().pss for process in found)
            pool.map(sleeper, [0.0] * workers + [3600.0], timeout=5.0, on_error="return")
            restarts = sum(stats.restarts for stats in pool.stats())
        PipedProcess.write = counted.write  # type: ignore[method-assign]
    print(
        f"{name:10} {workers} workers: {logins} logins, {len(found)} clients, up in {up:.1f} s, "
        f"{cpu:.2f} s CPU and {memory / 1e6 / len(found):.1f} MB a client ({memory / 1e6:.0f} in all), "
        f"{sent / 1e6 / workers:.2f} MB sent a worker; {restarts} started again after one was killed"
    )


def main() -> None:
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    measure("separate", "", workers)
    measure("shared", SHARED, workers)


if __name__ == "__main__":
    main()
