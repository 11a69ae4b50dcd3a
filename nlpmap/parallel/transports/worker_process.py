"""One worker process behind an execnet gateway: started, spoken to, and ended, from a thread of its own."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import cached_property
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from ...remote.serving.messages import (
    BeginRun,
    Equip,
    FromPacks,
    FromWorker,
    Gone,
    Had,
    Hello,
    Log,
    Piece,
    Ping,
    Pong,
    RoundTrip,
    ToWorker,
    to_wire,
)
from ...remote.serving.uncopied.channel import UncopiedChannel
from ..packs.window import PIECE, Window, in_pieces
from ..processes.ended import ended_within
from . import execnet_adapter, interpreter, shipped_package, specs
from .arrivals import NoMessage, received
from .execnet_adapter import PipedProcess
from .ssh import turn_to_log_in

if TYPE_CHECKING:
    from ..packs.provider import Provider

CHANNEL_CLOSED = object()
PING_SECONDS = 5.0  # without a message to a worker elsewhere, after which it gets a ping


class WorkerProcess:
    """A gateway, its process, and the thread that starts it and sends to it."""

    def __init__(self, spec: str, settings: Mapping[str, Any], post: Callable[[FromWorker], None]) -> None:
        self.spec = spec
        self.settings = settings
        self.post = post
        self.outbox: SimpleQueue[ToWorker | None] = SimpleQueue()
        self.process: PipedProcess | None = None
        self.gateway: Any = None
        self.channel: Any = None
        self.uncopied: UncopiedChannel
        self.fault = ""
        self.refused = ""  # what it sent that it may not
        self.closing = self.has_begun = False
        self.beginning = threading.Lock()  # to begin only where it is not closed yet
        self.window: Window | None = None  # of a worker that is elsewhere, or lacks something
        self.facts: dict[str, object] = {}  # of its host, by which packs are chosen
        self.thread = threading.Thread(target=self._live, name=f"nlpmap-{spec}", daemon=True)

    def start(self) -> None:
        """Start the process, and return at once; whoever made this has to know of it before, as Ctrl-C may come."""
        self.thread.start()

    def send(self, message: ToWorker) -> None:
        if isinstance(message, Equip) and self.facts and specs.may_be_sent_packs(self.spec):
            self.outbox.put(message._replace(is_offered=True))
            self.answering.offer_unasked(message.requirements, self.facts)
        else:
            self.outbox.put(message)

    def exit(self) -> None:
        """Ask the process to end, and return at once."""
        with self.beginning:
            self.closing = True
        self._close_window()
        self.outbox.put(None)

    def kill(self) -> None:
        """End the process now."""
        self.exit()
        if self.process is not None:
            self.process.kill()

    def join(self, deadline: float) -> bool:
        """Wait for the process to be gone, which was told to end before; return whether it is."""
        if not self.has_begun:
            return True
        self.thread.join(max(0.0, deadline - monotonic()))
        if self.process is None:
            return not self.thread.is_alive()
        if not ended_within(self.process.popen, max(0.001, deadline - monotonic())):
            return False
        if self.gateway is not None:
            self.gateway.join(max(0.001, deadline - monotonic()))  # its receiver reads the pipes to their end
        self.process.close()
        return True

    def exit_report(self) -> str:
        """Return how the process ended, with the last lines of its standard error."""
        if self.refused:
            return self.refused
        words = [self.fault, self._exit_status()]
        if self.process is not None:
            words += [interpreter.shown_beginning(self.process.printed), self.process.stderr_tail()]
        return "\n    ".join(word for word in words if word) or "the connection was lost"

    def _exit_status(self) -> str:
        if self.process is None:
            return ""
        if not ended_within(self.process.popen, 1.0):
            self.process.kill()
            return "the process lost its connection and was killed"
        code = self.process.popen.wait()
        if code < 0:
            return f"the process was killed by {signal.Signals(-code).name}"
        return f"the process ended with exit code {code}"

    def _live(self) -> None:
        with self.beginning:
            if self.closing:
                return
            self.has_begun = True
        try:
            self._start()
            self._send_all()
        except Exception as error:  # whatever execnet raises where a process does not come up
            told = execnet_adapter.failure_of(self.channel) if self.channel is not None else ""
            self.fault = told or interpreter.describe_exit(
                error
            )  # the far end's own words, if the pipe was closed for them
        if self.channel is not None and not self.closing:
            self.fault = self.fault or execnet_adapter.failure_of(self.channel)
        self.post(Gone())
        self._leave()

    def _start(self) -> None:
        spec = execnet_adapter.parsed_spec(self.spec)
        with turn_to_log_in(spec.ssh, self._waits) if spec.ssh else nullcontext():
            self.process = PipedProcess(spec, self.settings["mark"])
            if self.closing:
                self.process.kill()
            package = shipped_package.package()  # while the interpreter starts
            self.gateway = execnet_adapter.make_gateway(self.process, spec)
        may_be_sent_packs = specs.may_be_sent_packs(self.spec)
        if may_be_sent_packs or "silence" in self.settings:
            self.window = Window()
        self.channel = self.gateway.remote_exec(shipped_package.bootstrap())
        settings = {**self.settings, **interpreter.process_settings(self.spec, os.environ)}
        settings["packs"] = may_be_sent_packs
        settings["libraries"] = shipped_package.libraries_for(self.spec)
        settings["versions"] = shipped_package.versions_for(self.spec)
        self.channel.send((*package, settings))
        writer = self.process.writer
        self.uncopied = UncopiedChannel(self.channel, writer.write if writer else None)
        self.uncopied.setcallback(self._receive, CHANNEL_CLOSED)

    def _waits(self) -> bool:
        """Say that the worker is not forgotten, but waits; return whether it is still wanted."""
        self.post(Log(logging.DEBUG, "nlpmap.worker", f"{self.spec} waits for its turn to log in"))
        return not self.closing

    def _send_all(self) -> None:
        while (message := self._next_message()) is not None:
            try:
                if isinstance(message, BeginRun) and message.setup is not None and self.window is not None:
                    message = self._sent_in_pieces(message, message.setup, self.window)
                self.uncopied.send(to_wire(message))
            except OSError:
                return

    def _sent_in_pieces(self, message: BeginRun, setup: tuple[bool, bytes], window: Window) -> BeginRun:
        """Send a large set-up ahead; return the message that is left."""
        each, payload = setup
        if len(payload) <= PIECE:
            return message
        for piece in in_pieces(payload):
            if window.take():
                self.uncopied.send(to_wire(Piece("", piece)))
        return message._replace(setup=(each, b""))

    def _next_message(self) -> ToWorker | None:
        """Return the next message; to a worker elsewhere, a ping after a while with none."""
        try:
            return self.outbox.get(timeout=PING_SECONDS if "silence" in self.settings else None)
        except Empty:
            return Ping(monotonic())

    def _receive(self, wired: Any) -> None:
        if wired is CHANNEL_CLOSED:
            self._close_window()
            self.outbox.put(None)
        else:
            self._deliver(wired)

    def _deliver(self, wired: Any) -> None:
        try:
            message = received(wired)
        except NoMessage as error:
            self.refused = str(error)
            self.kill()
            return
        if isinstance(message, FromPacks):
            self._provide(message)
            return
        if isinstance(message, Hello):
            self.facts = cast("dict[str, object]", message.introduction.get("facts", {}))
            if "silence" in self.settings:
                self.outbox.put(Ping(monotonic()))
        self.post(RoundTrip(max(0.0, monotonic() - message.sent)) if isinstance(message, Pong) else message)

    def _provide(self, message: FromPacks) -> None:
        """Have a worker's question for packs answered."""
        if self.window is None or not (isinstance(message, Had) or specs.may_be_sent_packs(self.spec)):
            self.refused = "it asked for packs, which its spec forbids"
            self.kill()
            return
        self.answering.hear(message)

    @cached_property
    def answering(self) -> Provider:
        """What answers the worker's questions for packs."""
        from ..packs.provider import Provider  # seldom used

        assert self.window is not None
        return Provider(self.send, self.post, self.window)

    def _close_window(self) -> None:
        if self.window is not None:
            self.window.close()

    def _leave(self) -> None:
        try:
            if self.gateway is not None:
                execnet_adapter.exit_gateway(self.gateway)
            elif self.process is not None:
                self.process.kill()
        except OSError:
            pass  # gone before it was told to
