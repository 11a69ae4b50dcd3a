"""The far end of the map: runs any worker module, and carries batches between it and the coordinator.

The module sees a channel that hands out one ``(index, argument)`` at a time and takes ``(index, result)`` back;
the courier unbatches what arrives, gathers what is sent, and knows which items are in hand, so that every failure
has an index.
"""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import wire
from .installed import versions_of
from .item_channel import ItemChannel
from .kept_setups import KeptSetups
from .log_forwarding import carry_output, end_lines
from .messages import BeginRun, Done, Equip, FromPacks, FromWorker, Hello, Ping, Pong, Refused, from_wire, to_wire
from .module_runner import EndOfRun, ModuleRunner
from .packs.host_facts import host_facts
from .packs.reassembly import Reassembly
from .processes import descendants
from .processes.allocator import keep_freed_memory
from .processes.forks import OneProcess
from .processes.named_modules import name_modules
from .processes.watch import Watch
from .uncopied.channel import UncopiedChannel
from .uncopied.output import writer_of

if TYPE_CHECKING:
    from .packs.fetching import Packs

SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def serve_process(channel: Any, settings: Mapping[str, Any]) -> None:
    """Settle into a worker process, say hello, and serve runs until the channel closes."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the coordinator decides
    descendants.lead_group()
    uncopied = UncopiedChannel(channel, writer_of(channel))
    sender = Post(uncopied)
    post = OneProcess().posting(sender)
    try:
        settle_in(settings)
    except OSError as error:
        post(Refused(f"{type(error).__name__}: {error}"))
        return
    carry_output(post, settings["level"])
    packs = packs_of(sender) if settings.get("packs") else None
    receive = receiving_until_gone(uncopied, post, Reassembly(sender, packs), settings.get("silence"))
    post(Hello(introduction(packs)))
    gc.freeze()  # all that is there stays: neither now nor at the end is it looked through
    serve_runs(receive, post, packs)
    if not settings.get("path"):  # else the coordinator is on this machine, and sees to that
        descendants.end_own()


def packs_of(post: Post) -> Packs:
    """Return what gets libraries that this host lacks, on demand too."""
    from .packs.fetching import Packs  # which workers of this Python have no use for
    from .packs.on_demand import OnDemand

    packs = Packs(post)
    sys.meta_path.append(OnDemand(packs))
    return packs


def receiving_until_gone(
    channel: UncopiedChannel, post: Callable[[FromWorker], None], pieces: Reassembly, silence: float | None = None
) -> Callable[[], Any]:
    """Return a function that receives a message; when the coordinator is gone, a worker that is busy ends soon, too.

    With ``silence``, the seconds in which it says something at least, it is gone where it does not. Pings are answered
    at once, whatever the module is at.
    """
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    watch = None if silence is None else Watch(silence, descendants.end_with_coordinator)

    def take(wired: Any) -> None:
        if watch is not None:
            watch.hear()
        if wired is not None and wired[0] == Ping.__name__:
            post(Pong(*wired[1:]))
            return
        if wired is not None and (wired := pieces.rest(wired)) is None:
            return
        inbox.put(wired)
        if wired is None:
            descendants.end_with_coordinator()

    def receive() -> Any:
        wired = inbox.get()
        if wired is None:
            inbox.put(None)
            raise EOFError
        return from_wire(wired)

    channel.setcallback(take, endmarker=None)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(let_go_of_pipes, channel.channel))
    return receive


def let_go_of_pipes(channel: Any) -> None:
    """Hold the pipes to the coordinator no longer: this is a child that an item forked."""
    with contextlib.suppress(AttributeError, ValueError, OSError):  # names of execnet that are not documented
        nowhere = os.open(os.devnull, os.O_RDWR)
        for file in (channel.gateway._io.infile, channel.gateway._io.outfile):
            os.dup2(nowhere, file.fileno(), inheritable=False)
        os.close(nowhere)


def settle_in(settings: Mapping[str, Any]) -> None:
    """Do what the spec says of the process: its environment, folder, priority and search path."""
    os.environ.update(settings["env"])
    if settings["mark"] not in os.environ.get(descendants.MARK, ""):  # else the process was started with it
        os.environ.update(descendants.mark_within(settings["mark"], dict(os.environ)))
    for name in SINGLE_THREADED:
        os.environ.setdefault(name, "1")
    keep_freed_memory()
    gc.set_threshold(50_000, 20, 20)  # a worker makes many small tuples; looking through them costs it a quarter
    if settings["chdir"]:
        Path(settings["chdir"]).mkdir(parents=True, exist_ok=True)
        os.chdir(settings["chdir"])
    if settings["nice"]:
        os.nice(settings["nice"])
    sys.path += [folder for folder in settings.get("path", ()) if folder not in sys.path]


def serve_runs(receive: Callable[[], Any], post: Callable[[FromWorker], None], packs: Packs | None = None) -> None:
    """Serve one run after the other until ``receive`` raises `EOFError`."""
    kept: KeptSetups[Any] = KeptSetups()
    process = OneProcess()
    receive, post = process.receiving(receive), process.posting(post)
    while True:
        try:
            message = receive()
        except EOFError:
            return
        if isinstance(message, BeginRun):
            name_modules(message.modules)
            if message.setup_key is not None:
                message = message._replace(setup=kept.keep(message.setup_key, message.setup))
            serve_run(receive, post, message, process)
        elif isinstance(message, Equip) and packs is not None:
            packs.equip(message.requirements, message.is_offered)
            post(Hello(introduction(packs)))


def serve_run(
    receive: Callable[[], Any], post: Callable[[FromWorker], None], run: BeginRun, process: OneProcess
) -> None:
    """Run a worker module, again wherever its loop ends, until the coordinator ends the run."""
    items = ItemChannel(receive, post, run.number, wire.CODECS[run.codec], run.setup, run.setup_key)
    runner = ModuleRunner(run.source, run.filename, run.package)
    while not items.ended:
        try:
            error = runner.run(items)
            process.check(error)
            items.settle(error)
        except EndOfRun:
            break
    end_lines()
    post(Done(run.number))


class Post:
    """Sends messages to the coordinator, one thread at a time."""

    def __init__(self, channel: UncopiedChannel) -> None:
        self.channel = channel
        self.lock = threading.RLock()

    def __call__(self, message: FromWorker | FromPacks) -> None:
        # where the coordinator is gone, the channel's end will be seen where it is read
        with self.lock, contextlib.suppress(OSError):
            self.channel.send(to_wire(message))


def introduction(packs: Packs | None = None) -> dict[str, Any]:
    """Return what the coordinator checks of a worker before it relies on it."""
    return {
        "pid": os.getpid(),
        "host": platform.node(),
        "python": platform.python_version(),
        "executable": sys.executable,
        "implementation": f"{sys.implementation.cache_tag} {sys.byteorder}",
        "versions": versions_of("nltk", "numpy"),
        "packs": packs is not None and not packs.why_not,  # whether what is lacking may be sent
        "facts": host_facts() if packs is not None else {},
        "why_no_packs": " ".join(packs.why_not.split())[:1000] if packs is not None else "",
    }
