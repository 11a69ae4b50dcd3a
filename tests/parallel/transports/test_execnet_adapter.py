"""What nlpmap needs of execnet: each name and signature, and that a gateway over our own pipes works and is freed.

CI runs this file against the oldest and the newest execnet that pyproject.toml admits.
"""

from __future__ import annotations

import gc
import inspect
import queue
import re
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import execnet
import pytest
from execnet import gateway_base, gateway_bootstrap, gateway_io

from nlpmap import remote
from nlpmap.parallel.transports import execnet_adapter
from nlpmap.parallel.transports.execnet_adapter import GROUP, PipedProcess
from nlpmap.remote.serving.uncopied.channel import UncopiedChannel

SECONDS = 60.0


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (gateway_base.Popen2IO.__init__, ["self", "outfile", "infile", "execmodel"]),
        (gateway_base.get_execmodel, ["backend"]),
        (gateway_base.dumps_internal, ["obj"]),
        (gateway_base.ChannelFactory._local_receive, ["self", "id", "data"]),
        (gateway_io.popen_args, ["spec"]),
        (gateway_io.ssh_args, ["spec"]),
        (gateway_bootstrap.bootstrap, ["io", "spec"]),
        (execnet.Group._register, ["self", "gateway"]),
        (execnet.Gateway.exit, ["self"]),
        (execnet.Gateway.join, ["self", "timeout"]),
        (execnet.Channel.waitclose, ["self", "timeout"]),
        (execnet.Channel.setcallback, ["self", "callback", "endmarker"]),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_execnet_has_each_function_with_the_parameters_that_are_used(
    function: Callable[..., object], parameters: list[str]
) -> None:
    assert list(inspect.signature(function).parameters) == parameters


def test_execnet_has_each_attribute_that_is_used() -> None:
    assert isinstance(GROUP._gateways_to_join, list)
    assert issubclass(execnet.HostNotFound, Exception)
    assert issubclass(execnet.Channel.TimeoutError, OSError)
    assert execnet.Channel.RemoteError is execnet.RemoteError
    spec = execnet.XSpec("ssh=ada//ssh_config=file//python=py//chdir=/tmp//nice=3//env:A=b")
    assert (spec.ssh, spec.python, spec.chdir, spec.nice, spec.env) == ("ada", "py", "/tmp", "3", {"A": "b"})
    assert spec.popen is None
    assert gateway_base.dumps_internal(b"ab") == gateway_base.opcode.BYTES + b"\0\0\0\2ab" + gateway_base.opcode.STOP
    assert gateway_base.Message.CHANNEL_DATA == 4
    assert "dumps_internal" in execnet.Channel.send.__globals__
    assert gateway_base.Unserializer.num2func[gateway_base.opcode.NEWLIST] is execnet_adapter.load_list
    assert gateway_io.popen_bootstrapline in gateway_io.popen_args(execnet_adapter.parsed_spec("popen"))[-1]
    assert gateway_io.popen_bootstrapline in gateway_io.ssh_args(execnet_adapter.parsed_spec("ssh=ada"))[-1]


def test_ssh_is_given_host_configuration_and_interpreter() -> None:
    args = gateway_io.ssh_args(execnet_adapter.parsed_spec("ssh=ada//ssh_config=file"))
    assert args[0] == "ssh"
    assert args[args.index("-F") + 1] == "file"
    assert "ada" in args
    assert args[-1].startswith("python3 -c ")


@pytest.fixture
def process() -> Iterator[PipedProcess]:
    process = PipedProcess(execnet_adapter.parsed_spec("popen"))
    yield process
    process.kill()
    process.wait()
    process.close()


def channel_to(process: PipedProcess, source: str) -> tuple[Any, queue.SimpleQueue[object]]:
    gateway = execnet_adapter.make_gateway(process, execnet_adapter.parsed_spec("popen"))
    channel = gateway.remote_exec(source)
    received: queue.SimpleQueue[object] = queue.SimpleQueue()
    channel.setcallback(received.put, endmarker="the end")
    return channel, received


def test_messages_go_through_the_pipes_of_our_own_process(process: PipedProcess) -> None:
    channel, received = channel_to(process, "import os; channel.send((os.getpid(), channel.receive()))")
    channel.send((1, b"x", "y"))
    assert received.get(timeout=SECONDS) == (process.popen.pid, (1, b"x", "y"))
    assert received.get(timeout=SECONDS) == "the end"
    assert execnet_adapter.failure_of(channel, SECONDS) == ""


def test_large_bytes_go_through_them_uncopied(process: PipedProcess) -> None:
    gateway = execnet_adapter.make_gateway(process, execnet_adapter.parsed_spec("popen"))
    channel = gateway.remote_exec("channel.send(channel.receive()); channel.receive()")
    received: queue.SimpleQueue[Any] = queue.SimpleQueue()
    assert process.writer is not None
    uncopied = UncopiedChannel(channel, process.writer.write)
    uncopied.setcallback(received.put, None)
    uncopied.send(("Items", bytes(2**20), 7))
    kind, large, last = received.get(timeout=SECONDS)
    assert (kind, bytes(large), last) == ("Items", bytes(2**20), 7)
    assert type(large) is memoryview


def test_what_the_far_end_raised_is_known_once_the_channel_is_closed(process: PipedProcess) -> None:
    channel, received = channel_to(process, "raise KeyError('no such word')")
    assert received.get(timeout=SECONDS) == "the end"
    assert "KeyError: 'no such word'" in execnet_adapter.failure_of(channel, SECONDS)


def test_a_killed_process_closes_its_channel_without_a_word(process: PipedProcess) -> None:
    channel, received = channel_to(process, "channel.send(1); channel.receive()")
    assert received.get(timeout=SECONDS) == 1
    process.kill()
    assert received.get(timeout=SECONDS) == "the end"
    assert execnet_adapter.failure_of(channel, SECONDS) == ""


def test_a_gateway_that_exits_ends_its_process_and_is_freed(process: PipedProcess) -> None:
    channel, received = channel_to(process, "channel.send(1); channel.receive()")
    assert received.get(timeout=SECONDS) == 1
    gateway = weakref.ref(channel.gateway)
    execnet_adapter.exit_gateway(channel.gateway)
    assert process.popen.wait(SECONDS) == 0
    channel.gateway.join(SECONDS)
    del channel
    gc.collect()
    assert gateway() is None


def test_standard_error_is_kept_for_who_asks_how_a_process_ended(process: PipedProcess) -> None:
    source = "import os; [os.write(2, b'line %d\\n' % n) for n in range(9)]"
    _, received = channel_to(process, source)
    assert received.get(timeout=SECONDS) == "the end"
    assert process.stderr_tail() == "\n".join(f"line {n}" for n in range(4, 9))


def test_no_other_modules_know_execnets_insides() -> None:
    inside = re.compile(r"gateway_(?:io|base|bootstrap)|_gateways_to_join|_channelfactory|_cleanup_atexit")
    roots = {Path(execnet_adapter.__file__).parents[2], Path(str(remote.__path__[0]))}  # the second within, in a wheel
    files = {file for root in roots for file in root.rglob("*.py") if inside.search(file.read_text("utf-8"))}
    assert {f"{file.parent.name}/{file.name}" for file in files} == {
        "transports/execnet_adapter.py",
        "uncopied/channel.py",  # of the worker's end, too
    }
