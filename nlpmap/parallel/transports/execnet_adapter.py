"""All that nlpmap uses of execnet beyond its documentation, in one place.

Execnet's own way to start a process leaves its standard error on the terminal and gives no handle on one that hangs
while it starts; so processes are started here, and execnet gets their pipes. A group keeps each gateway that was told
to exit until the whole group is terminated, and is itself kept until this process ends; so all gateways share one
group, which forgets each of them at once: its process is waited for by its handle.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import tempfile
from itertools import count
from typing import Any

import execnet
from execnet import gateway_bootstrap
from execnet.gateway_base import LoadError, Popen2IO, Unserializer, get_execmodel, opcode

from . import interpreter

SSH_FAILED = 255  # the exit code of ssh itself
UNREADABLE = "it sent what is no message of a worker"
STDERR_LINES = 5  # of a dead worker that are shown
# how a process is kept out of Ctrl-C in the terminal, which is the coordinator's to handle
APART: dict[str, Any] = (
    {"creationflags": flag}
    if (flag := getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))  # Windows
    else {"start_new_session": True}
)
GROUP = execnet.Group()
NUMBERS = count()  # ids are unique in a group, whatever the specs say


class PipedProcess(Popen2IO):
    """A child process as execnet wants it, its standard error kept in a file."""

    def __init__(self, spec: execnet.XSpec) -> None:
        self.printed = bytearray()  # before the interpreter began
        self.mark = interpreter.new_mark()
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            self.popen = subprocess.Popen(
                interpreter.command(spec, self.mark),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.stderr,
                env=interpreter.environment(os.environ),
                **APART,
            )
        except OSError:
            self.stderr.close()
            raise
        super().__init__(self.popen.stdin, self.popen.stdout, get_execmodel("thread"))
        if spec.ssh:
            self.remoteaddress = spec.ssh

    def await_interpreter(self) -> bool:
        """Wait until the interpreter runs our first statements; return whether it does."""
        assert isinstance(self.popen.stdout, io.BufferedReader)
        return interpreter.await_mark(self.mark, self.popen.stdout.read1, self.printed)

    def wait(self) -> int | None:
        return self.popen.wait()

    def kill(self) -> None:
        self.popen.kill()

    def close(self) -> None:
        """Close the pipes and the file of standard error."""
        for file in (self.popen.stdin, self.popen.stdout, self.stderr):
            with contextlib.suppress(OSError):
                file.close()  # type: ignore[union-attr]

    def stderr_tail(self) -> str:
        """Return the last lines that the process wrote to its standard error."""
        if self.stderr.closed:
            return ""
        size = os.fstat(self.stderr.fileno()).st_size
        text = read_at(self.stderr.fileno(), 4096, max(0, size - 4096)).decode("utf-8", "replace")
        return "\n".join(text.strip().splitlines()[-STDERR_LINES:])


def read_at(descriptor: int, count: int, offset: int) -> bytes:
    """Read from a place in a file, whose position another process may share."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, count, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)  # Windows, where each process has its own
    return os.read(descriptor, count)


def parsed_spec(spec: str) -> execnet.XSpec:
    """Return a spec as execnet reads it, with nlpmap's own defaults.

    >>> parsed_spec("ssh=ada").python
    'python3'
    """
    xspec = execnet.XSpec(spec)
    xspec.id = f"{xspec.id or 'gw'}-{next(NUMBERS)}"
    xspec.execmodel = xspec.execmodel or "main_thread_only"
    if xspec.ssh and not xspec.python:
        xspec.python = "python3"
    return xspec


def make_gateway(process: PipedProcess, spec: execnet.XSpec) -> Any:
    """Return a gateway to the interpreter in a process; raises what execnet raises where none answers."""
    if not process.await_interpreter():
        if spec.ssh and process.wait() == SSH_FAILED:
            raise execnet.HostNotFound(spec.ssh)
        raise EOFError
    gateway = gateway_bootstrap.bootstrap(process, spec)
    GROUP._register(gateway)
    return gateway


def exit_gateway(gateway: Any) -> None:
    """Tell a gateway's process to end, and forget the gateway."""
    gateway.exit()
    with contextlib.suppress(ValueError):  # where this process ends, the group may have been terminated
        GROUP._gateways_to_join.remove(gateway)


def load_list(reader: Any) -> None:
    """Begin a list that is no longer than its message: execnet's own makes one of any length that it is told."""
    length = reader._read_int4()
    stream = reader.stream
    left = len(stream.getbuffer()) - stream.tell() if isinstance(stream, io.BytesIO) else length
    if not 0 <= length <= left:
        raise LoadError(f"a list of {length} items in {left} bytes")
    reader.stack.append([None] * length)


Unserializer.num2func[opcode.NEWLIST] = load_list


def failure_of(channel: Any, seconds: float = 1.0) -> str:
    """Return what the far end raised, if it did, once its channel is closed; an empty string for all other ends."""
    try:
        channel.waitclose(seconds)
    except channel.RemoteError as error:
        return str(error).strip()
    except (EOFError, OSError, channel.TimeoutError):
        return ""  # the process's own end tells why
    except TypeError:
        return UNREADABLE  # execnet raises a text where it could not read what came
    # it notes where what came had an end; where it stopped reading for any other reason, that was unreadable
    ended = getattr(channel.gateway, "_error", None) is not None
    return UNREADABLE if channel.gateway._channelfactory.finished and not ended else ""
