"""The command, imported once: each of its runs is a process of its own, forked where all that it needs is loaded.

What a run takes from where it starts is what it would take anywhere: its folder, its standard streams, its words. It
ends as any process of Python does. What Python reads of the environment as it starts, a run does not see anew.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

MOST_BYTES = 2**16  # of a request


class PreparedCommand:
    """A process that forks one for each run of a command."""

    def __init__(self, command: Path) -> None:
        self.environment = _settled(os.environ)
        self.here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with closing(there):
            typed = [sys.executable, __file__, str(there.fileno()), str(command)]
            self.process = subprocess.Popen(typed, pass_fds=[there.fileno()])

    def is_for(self, environment: dict[str, str]) -> bool:
        """Return whether a run in an environment would be as one that is started there."""
        return _settled(environment) == self.environment

    def run(self, arguments: list[str], given: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
        """Run the command with some bytes as its standard input."""
        pipes = [os.pipe() for _ in range(3)]
        (reading, to_input), (from_output, output), (from_errors, errors) = pipes
        request = json.dumps([arguments, str(folder)]).encode()
        socket.send_fds(self.here, [request], [reading, output, errors])
        for descriptor in (reading, output, errors):
            os.close(descriptor)
        with ThreadPoolExecutor(3) as threads:
            written = threads.submit(_write, to_input, given)
            said = [threads.submit(_read, descriptor) for descriptor in (from_output, from_errors)]
            code = int(self.here.recv(MOST_BYTES))
            written.result()
            return subprocess.CompletedProcess(arguments, code, *(one.result() for one in said))

    def close(self) -> None:
        self.here.close()
        self.process.wait()


def _settled(environment: Any) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}


def _write(descriptor: int, given: bytes) -> None:
    try:
        with open(descriptor, "wb") as file:
            file.write(given)
    except BrokenPipeError:
        pass  # the command has read what it wanted


def _read(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()


def serve(channel: socket.socket, command: str) -> None:
    """Fork a process for each request; return in it."""
    while True:
        request, descriptors, *_ = socket.recv_fds(channel, MOST_BYTES, 3)
        if not request:
            os._exit(0)
        if (run := os.fork()) == 0:
            arguments, folder = json.loads(request)
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
                os.close(descriptor)
            channel.close()
            os.chdir(folder)
            sys.argv = [command, *arguments]
            return
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(str(os.waitstatus_to_exitcode(os.waitpid(run, 0)[1])).encode())


if __name__ == "__main__":
    sys.path[0] = str(Path(sys.argv[2]).parent)  # as in a run of the command
    import nlpmap.cli
    import nlpmap.jobs

    list(nlpmap.chunk(["Dogs bark."], workers=0))  # loads what most runs need
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
    sys.exit(nlpmap.cli.main())
