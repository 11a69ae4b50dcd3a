"""One worker process behind an execnet gateway: started, spoken to, and ended, from a thread of its own.

Execnet's own way to start a process leaves its standard error on the terminal and gives no handle on one that hangs
while it starts; so the process is started here, and execnet gets its pipes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from time import monotonic
from typing import Any

import execnet
from execnet import gateway_bootstrap, gateway_io
from execnet.gateway_base import Popen2IO, get_execmodel

from . import shipped_package
from .transport import Message

TAIL = 5  # lines of a dead worker's standard error that are shown
GONE = object()


class PipedProcess(Popen2IO):
    """A child process as execnet wants it, its standard error kept in a file."""

    def __init__(self, args: list[str], spec: execnet.XSpec) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            self.popen = subprocess.Popen(
                args,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                start_new_session=True,  # Ctrl-C in the terminal is the coordinator's to handle
            )
        except OSError:
            self.errors.close()
            raise
        super().__init__(self.popen.stdin, self.popen.stdout, get_execmodel("thread"))
        if spec.ssh:
            self.remoteaddress = spec.ssh

    def wait(self) -> int | None:
        return self.popen.wait()

    def kill(self) -> None:
        self.popen.kill()

    def close(self) -> None:
        """Let go of the pipes and the file of errors."""
        for file in (self.popen.stdin, self.popen.stdout, self.errors):
            with contextlib.suppress(OSError):
                file.close()  # type: ignore[union-attr]

    def last_lines(self) -> str:
        """Return the last lines that the process wrote to its standard error."""
        if self.errors.closed:
            return ""
        size = os.fstat(self.errors.fileno()).st_size
        text = os.pread(self.errors.fileno(), 4096, max(0, size - 4096)).decode("utf-8", "replace")
        return "\n".join(line for line in text.strip().splitlines()[-TAIL:])


class WorkerProcess:
    """A gateway, its process where it is on this machine, and the thread that starts it and sends to it."""

    def __init__(
        self, spec: str, group: execnet.Group, settings: Mapping[str, Any], post: Callable[[Message], None]
    ) -> None:
        self.spec = spec
        self.group = group
        self.settings = settings
        self.post = post
        self.outbox: SimpleQueue[Message | None] = SimpleQueue()
        self.io: Any = None
        self.gateway: Any = None
        self.channel: Any = None
        self.fault = ""
        self.closing = False
        self.thread = threading.Thread(target=self._live, name=f"nlpmap-{spec}", daemon=True)
        self.thread.start()

    def send(self, message: Message) -> None:
        self.outbox.put(message)

    def exit(self) -> None:
        """Ask the process to end, and return at once."""
        self.closing = True
        self.outbox.put(None)

    def kill(self) -> None:
        """End the process now."""
        self.closing = True
        self.outbox.put(None)
        if self.io is not None and isinstance(self.io, PipedProcess):
            self.io.kill()

    def join(self, deadline: float) -> bool:
        """Wait for the process to be gone; say whether it is."""
        self.thread.join(max(0.0, deadline - monotonic()))
        if not isinstance(self.io, PipedProcess):
            return not self.thread.is_alive()
        try:
            self.io.popen.wait(max(0.001, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            return False
        if self.gateway is not None:
            self.gateway.join(max(0.001, deadline - monotonic()))  # its receiver reads the pipes to their end
        self.io.close()
        return True

    def obituary(self) -> str:
        """Return how the process ended, with the last lines of its standard error."""
        words = [self.fault, self._exit_status()]
        if isinstance(self.io, PipedProcess):
            words.append(self.io.last_lines())
        return "\n    ".join(word for word in words if word) or "the connection was lost"

    def _exit_status(self) -> str:
        if not isinstance(self.io, PipedProcess):
            return ""
        try:
            code = self.io.popen.wait(1.0)
        except subprocess.TimeoutExpired:
            self.io.kill()
            return "the process lost its connection and was killed"
        if code < 0:
            return f"the process was killed by {signal.Signals(-code).name}"
        return f"the process ended with exit code {code}"

    def _live(self) -> None:
        try:
            self._start()
            self._send_all()
        except Exception as error:  # whatever execnet raises where a process does not come up
            self.fault = self.fault or describe(error)
            self.post(("gone",))
        self._leave()

    def _start(self) -> None:
        self.gateway = self._make_gateway()
        self.channel = self.gateway.remote_exec(shipped_package.bootstrap())
        self.channel.send((*shipped_package.package(), {**self.settings, **process_settings(self.spec)}))
        self.channel.setcallback(self._receive, endmarker=GONE)

    def _make_gateway(self) -> Any:
        spec = execnet.XSpec(self.spec)
        spec.execmodel = spec.execmodel or "main_thread_only"
        self.group.allocate_id(spec)
        if spec.socket or spec.via or spec.vagrant_ssh:
            return self.group.makegateway(spec)
        if spec.ssh and not spec.python:
            spec.python = "python3"
        self.io = PipedProcess(gateway_io.popen_args(spec) if spec.popen else gateway_io.ssh_args(spec), spec)
        if self.closing:
            self.io.kill()
        gateway = gateway_bootstrap.bootstrap(self.io, spec)
        gateway.spec = spec
        self.group._register(gateway)
        return gateway

    def _send_all(self) -> None:
        while (message := self.outbox.get()) is not None:
            try:
                self.channel.send(message)
            except OSError:
                return  # the receiver's end marker tells the rest

    def _receive(self, message: object) -> None:
        if message is GONE:
            self._note_fault()
            self.post(("gone",))
        else:
            self.post(message)  # type: ignore[arg-type]

    def _note_fault(self) -> None:
        errors = getattr(self.channel, "_remoteerrors", None)
        if errors:
            self.fault = str(errors[0]).strip()

    def _leave(self) -> None:
        try:
            if self.gateway is not None:
                self.gateway.exit()
            elif self.io is not None:
                self.io.kill()
        except OSError:
            pass  # gone before it was told to


def process_settings(spec: str) -> dict[str, Any]:
    """Return a spec's settings of the process itself, which the courier applies.

    >>> process_settings("popen//nice=5//env:LANG=C")
    {'chdir': None, 'nice': 5, 'env': {'LANG': 'C'}}
    """
    parsed = execnet.XSpec(spec)
    return {"chdir": parsed.chdir, "nice": int(parsed.nice or 0), "env": dict(parsed.env)}


def describe(error: Exception) -> str:
    """Return one line on why a worker did not start.

    >>> describe(gateway_bootstrap.HostNotFound("ada"))
    'ssh could not log in to ada'
    """
    if isinstance(error, gateway_bootstrap.HostNotFound):
        return f"ssh could not log in to {error}"
    if isinstance(error, FileNotFoundError):
        return f"no such program: {error.filename}"
    if isinstance(error, (EOFError, BrokenPipeError, AssertionError)):
        return "the interpreter ended before it could be spoken to"
    return f"{type(error).__name__}: {error}"
