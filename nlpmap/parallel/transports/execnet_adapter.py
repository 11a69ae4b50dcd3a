"""All that nlpmap uses of execnet beyond its documentation, in one place.

Execnet's own way to start a process leaves its standard error on the terminal and gives no handle on one that hangs
while it starts; so processes are started here, and execnet gets their pipes. A group keeps each gateway that was told
to exit until the whole group is terminated, and is itself kept until this process ends; so all gateways share one
group, which forgets each of them at once: its process is waited for by its handle.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import select
import subprocess
import tempfile
from itertools import count
from typing import Any

import execnet
from execnet import gateway_bootstrap, gateway_io
from execnet.gateway_base import LoadError, Popen2IO, Unserializer, get_execmodel, opcode

from ...remote.serving.processes.descendants import end_group, mark_within
from ..processes.guard import GUARD
from ..processes.pipes import ReadingPipe, WritingPipe
from . import interpreter
from .ssh import ssh_words

SSH_FAILED = 255  # the exit code of ssh itself
UNREADABLE = "it sent what is no message of a worker"
STDERR_LINES = 5  # of a dead worker that are shown
STDERR_END = 4096  # bytes, in which they are looked for
MOST_STDERR = 2**24  # bytes that its file may hold
# how a process is kept out of Ctrl-C in the terminal, which is the coordinator's to handle
APART: dict[str, Any] = (
    {"creationflags": flag}
    if (flag := getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))  # Windows
    else {"start_new_session": True}
)
GROUP = execnet.Group()
atexit.unregister(GROUP._cleanup_atexit)  # pools end their workers, and a forked process not its parent's
NUMBERS = count()  # ids are unique in a group, whatever the specs say


class PipedProcess(Popen2IO):
    """A child process as execnet wants it, its standard error kept in a file; its group and its mark are its own."""

    reader: ReadingPipe | None = None
    writer: WritingPipe | None = None

    def __init__(self, spec: execnet.XSpec, label: str = "") -> None:
        self.label = label  # of this process and of all that it starts
        self.ended = False
        self.printed = bytearray()  # before the interpreter began
        self.mark = interpreter.new_mark()
        self.stderr_before = b""  # the end of what was cut off
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        append_always(self.stderr.fileno())
        try:
            self.popen = subprocess.Popen(
                command(spec, self.mark),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.stderr,
                env=interpreter.environment(mark_within(label, dict(os.environ)) if label else os.environ),
                **APART,
            )
        except OSError:
            self.stderr.close()
            raise
        super().__init__(self.popen.stdin, self.popen.stdout, get_execmodel("thread"))
        if hasattr(select, "poll"):
            self._take_pipes()
        GUARD.add(self.popen.pid, label)
        if spec.ssh:
            self.remoteaddress = spec.ssh

    def _take_pipes(self) -> None:
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.reader = ReadingPipe(os.dup(self.popen.stdout.fileno()), self.is_over)
        self.writer = WritingPipe(os.dup(self.popen.stdin.fileno()), self.is_over)
        self.popen.stdout.close()
        self.popen.stdin.close()

    def read(self, numbytes: int) -> bytes:
        data: bytes = self.reader.read(numbytes) if self.reader else super().read(numbytes)
        return data

    def write(self, data: bytes) -> None:
        if self.writer:
            self.writer.write(data)
        else:
            super().write(data)

    def close_read(self) -> None:
        self.reader.close() if self.reader else super().close_read()

    def close_write(self) -> None:
        self.writer.close() if self.writer else super().close_write()

    def is_over(self) -> bool:
        """Return whether the process ended; asked twice a second while nothing comes from it."""
        self._cut_stderr()
        return self.popen.poll() is not None

    def _cut_stderr(self) -> None:
        """Keep only the end of what was written to standard error, where that is very much."""
        with contextlib.suppress(OSError, ValueError):  # the file is closed
            descriptor = self.stderr.fileno()
            if (size := os.fstat(descriptor).st_size) > MOST_STDERR:
                self.stderr_before = read_at(descriptor, STDERR_END, size - STDERR_END)
                os.ftruncate(descriptor, 0)

    def await_interpreter(self) -> bool:
        """Wait until the interpreter runs our first statements; return whether it does."""
        stdout = self.reader or self.popen.stdout
        assert isinstance(stdout, (ReadingPipe, io.BufferedReader))
        return interpreter.await_mark(self.mark, stdout.read1, self.printed)

    def wait(self) -> int | None:
        return self.popen.wait()

    def kill(self) -> None:
        """Kill the process, and its group."""
        self.popen.kill()
        self.end_group()

    def end_group(self) -> None:
        """Kill what is left of the process's group; once: its number may be another's after that."""
        if not self.ended:
            end_group(self.popen.pid)
            self.ended = self.is_over()

    def close(self) -> None:
        """Close the pipes and the file of standard error, and leave nothing of the group."""
        self.end_group()
        GUARD.remove(self.popen.pid)
        for close in (self.close_write, self.close_read, self.stderr.close):
            with contextlib.suppress(OSError):
                close()

    def stderr_tail(self) -> str:
        """Return the last lines that the process wrote to its standard error."""
        if self.stderr.closed:
            return ""
        size = os.fstat(self.stderr.fileno()).st_size
        end = read_at(self.stderr.fileno(), STDERR_END, max(0, size - STDERR_END))
        text = (self.stderr_before + end)[-STDERR_END:].decode("utf-8", "replace")
        return "\n".join(text.strip().splitlines()[-STDERR_LINES:])


def append_always(descriptor: int) -> None:
    """Have all that is written to an open file, by any process that has it, stand at its end, wherever that is."""
    with contextlib.suppress(ImportError):  # Windows has no fcntl, and gives each process a position of its own
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_APPEND)


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


def command(spec: execnet.XSpec, mark: str) -> list[str]:
    """Return the command that starts a spec's interpreter: execnet's own, with our statements before its own."""
    words = gateway_io.popen_args(spec) if spec.popen else ssh_words(gateway_io.ssh_args(spec), bool(spec.compress))
    return interpreter.with_first_statements(words, gateway_io.popen_bootstrapline, mark)


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
