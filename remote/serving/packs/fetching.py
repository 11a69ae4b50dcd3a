"""Gets what this host lacks: asks for it, takes it in pieces once a host, and keeps it."""

from __future__ import annotations

import hashlib
import importlib
import io
import logging
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from ..log_forwarding import NAME
from ..messages import Fetching, Lacks, Log, Offer, Pack, Piece, Wants
from .cache_folder import Refusal
from .host_facts import host_facts
from .kept_packs import KeptPacks

Arrived = Offer | Pack | Piece


class Packs:
    """Gets libraries by name; what the coordinator answers is put into the ``inbox``, by another thread."""

    def __init__(
        self, post: Callable[[Fetching | Lacks | Wants | Log], None], make_kept: Callable[[], KeptPacks] = KeptPacks
    ) -> None:
        self.post = post
        self.make_kept = make_kept
        self.kept: KeptPacks | None = None
        self.inbox: SimpleQueue[Arrived] = SimpleQueue()
        self.why_not = ""  # nothing can be had
        self.turn = threading.RLock()

    def equip(self, requirements: Sequence[str], is_offered: bool = False) -> str:
        """Get libraries onto the path, and import them; return why not, or an empty text.

        Where packs of them are offered already, nobody is asked for that.
        """
        try:
            self.fetch(requirements, is_offered)
            for requirement in requirements:
                self._check(re.split(r"[<>=!~ ]", requirement)[0])
        except Refusal as refusal:
            self.why_not = str(refusal)
        return self.why_not

    def fetch(self, requirements: Sequence[str], is_offered: bool = False) -> None:
        """Get libraries onto the path; raises `Refusal` where they can't be had."""
        with self.turn:
            self.post(Fetching(True))  # else its time counted as that of an item
            try:
                self._fetch(requirements, is_offered)
            finally:
                self.post(Fetching(False))

    def _fetch(self, requirements: Sequence[str], is_offered: bool) -> None:
        offer = self.inbox.get() if is_offered else None
        self.kept = self.kept or self.make_kept()
        if offer is None:
            self.post(Lacks(list(requirements), host_facts()))
            offer = self.inbox.get()
        if not isinstance(offer, Offer) or offer.why:
            raise Refusal(offer.why if isinstance(offer, Offer) else "the coordinator answered something else")
        for key, size in zip(offer.keys, offer.sizes, strict=True):
            self._get(key, size, self.kept)

    def _check(self, name: str) -> None:
        """Import a library; raises `Refusal` where the host forbids that, as by mounting homes ``noexec``."""
        try:
            importlib.import_module(name)
        except Exception as error:
            if self.kept is not None:
                self.kept.leave_path()
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            reasons = [line for line in lines if "Original error" in line or ".so" in line] or lines or [repr(error)]
            raise Refusal(
                f"{name} can't be imported from {self.kept and self.kept.folder.path}: {reasons[-1]}"
            ) from None

    def _get(self, key: str, size: int, kept: KeptPacks) -> None:
        if kept.use(key):
            return
        with kept.folder.lock(key, lambda: self.say(f"waits for another worker of this host to get {key}")):
            if kept.use(key):
                return
            kept.folder.check_space(size)  # before each of a host's workers is sent it in vain
            with kept.folder.aside(key) as aside:
                archive = aside / f"{key}.zip"
                self.post(Wants(key))
                self._receive(archive)
                self.say(f"unpacks {key}")
                kept.keep(key, archive, aside)
        if not kept.use(key):
            raise Refusal(f"{kept.folder.entry(key)} was not kept")

    def _receive(self, archive: Path) -> None:
        """Take a pack's pieces; all of them are taken, though there be no space for them."""
        pack = self.inbox.get()
        if not isinstance(pack, Pack) or pack.why:
            raise Refusal(pack.why if isinstance(pack, Pack) else "the coordinator answered something else")
        digest, left = hashlib.sha256(), pack.size
        with FaultyFile(archive) as file:
            while left > 0:
                content = self._next_piece()
                left -= len(content)
                digest.update(content)
                file.write(content)
        if file.fault is not None:
            raise Refusal(f"{file.fault.filename or archive}: {file.fault.strerror or file.fault}")
        if left or digest.hexdigest() != pack.sha256:
            raise Refusal(f"{archive.name} did not arrive as it was sent")

    def _next_piece(self) -> bytes:
        piece = self.inbox.get()
        if not isinstance(piece, Piece) or not piece.content:
            raise Refusal("the coordinator stopped sending")
        return piece.content

    def say(self, text: str) -> None:
        """Say what goes on: a worker that says nothing for long is given up."""
        self.post(Log(logging.DEBUG, NAME, text))


class FaultyFile:
    """A new file that takes all that is written, and keeps what the system has against it for later."""

    def __init__(self, path: Path) -> None:
        self.fault: OSError | None = None
        self.file: io.FileIO | None = None
        self._try(lambda: self._open(path))

    def write(self, content: bytes) -> None:
        self._try(lambda: self._write(content))

    def __enter__(self) -> FaultyFile:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.file is not None:
            file, self.fault, fault = self.file, None, self.fault
            self._try(file.close)
            self.fault = fault or self.fault

    def _open(self, path: Path) -> None:
        self.file = io.FileIO(path, "x")

    def _write(self, content: bytes) -> None:
        view = memoryview(content)
        while view and self.file is not None:
            view = view[self.file.write(view) :]

    def _try(self, step: Callable[[], object]) -> None:
        try:
            if self.fault is None:
                step()
        except OSError as error:
            self.fault = error
