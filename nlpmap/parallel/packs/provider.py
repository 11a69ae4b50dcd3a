"""Sends packs to a worker that asks for them, from threads of its own: the worker is spoken to meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from ...remote.serving.messages import FromPacks, Had, Lacks, Log, Offer, Pack, Piece, ToWorker, Wants
from ...remote.serving.packs.cache_folder import Refusal
from .choosing import PackSource, sha256_of, source_for, with_companions
from .hosts import host_of
from .window import Window, in_pieces

NAME = "nlpmap.worker"
EACH = 16  # pieces, after which their progress is said


class Abandoned(Exception):
    """Nobody waits for it any more."""


class Provider:
    """Answers one worker: what it lacks with an offer, what it wants of that with the pack, once."""

    def __init__(self, send: Callable[[ToWorker], None], post: Callable[[Log], None], window: Window) -> None:
        self.send = send
        self.post = post
        self.window = window
        self.offered: dict[str, PackSource] = {}

    def hear(self, message: FromPacks) -> None:
        """Take a message; nothing is waited for."""
        match message:
            case Had():
                self.window.give()
            case Lacks(requirements, facts):
                self._begin(partial(self.offer, requirements, facts))
            case Wants(key):
                self._begin(partial(self.give, key))

    def offer_unasked(self, requirements: Sequence[str], facts: Mapping[str, object]) -> None:
        """Offer the packs of what a host is to get, and of what is imported with that."""
        self._begin(partial(self.offer, with_companions(requirements), facts))

    def offer(self, requirements: Sequence[object], facts: Mapping[str, object]) -> None:
        """Offer the packs of what a host lacks."""
        try:
            host = host_of(facts)
            if host is None:
                raise Refusal("the host does not tell of its Python what is to be known")
            sources = [source_for(str(requirement), host, self.say) for requirement in requirements]
        except (Refusal, OSError) as error:
            self.send(Offer([], [], str(error)))
        else:
            self.offered.update({source.key: source for source in sources})
            self.send(Offer([source.key for source in sources], [source.size for source in sources], ""))

    def give(self, key: str) -> None:
        """Send a pack that was offered, in pieces."""
        source = self.offered.pop(key, None)
        try:
            if source is None:
                raise Refusal("it was not offered")
            content = source.archive(self.say).read_bytes()
        except (Refusal, OSError) as error:
            self.send(Pack(key, 0, "", str(error)))
        else:
            self.say(f"sending {key} ({len(content) / 2**20:.1f} MB)", logging.INFO)
            self.send(Pack(key, len(content), sha256_of(content), ""))
            self._send_pieces(key, content)

    def _send_pieces(self, key: str, content: bytes) -> None:
        for number, piece in enumerate(in_pieces(content)):
            if not self.window.take():
                return
            if number % EACH == 0:
                self.say(f"sent {number * len(piece):,} bytes of {key}")
            self.send(Piece(key, piece))

    def say(self, text: str, level: int = logging.DEBUG) -> None:
        """Say what goes on: a worker that nothing is heard of is given up. Raises `Abandoned` where it was."""
        if self.window.closed:
            raise Abandoned
        self.post(Log(level, NAME, text))

    def _begin(self, step: Callable[[], None]) -> None:
        def until_abandoned() -> None:
            with suppress(Abandoned):
                step()

        threading.Thread(target=until_abandoned, name="nlpmap-packs", daemon=True).start()
