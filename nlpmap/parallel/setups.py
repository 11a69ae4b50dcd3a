"""What a worker gets before its first item: its module, and a set-up that is packed once and known by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import InputError
from ..remote.serving import wire
from ..remote.serving.kept_setups import KeptSetups
from ..remote.serving.messages import BeginRun
from ..remote.serving.values import CannotTravel
from .own_modules import own_modules
from .pickling import pickled_class
from .worker_modules import WorkerModule

LARGEST_KEPT = 2**26  # bytes of a set-up that workers keep between runs: larger ones travel with each


class PackedSetup(NamedTuple):
    """A set-up as it travels, and its hash where workers are to keep it."""

    key: str | None
    payload: tuple[bool, bytes]


class Setup:
    """A value that many runs have for their set-up, and what their workers need: it is packed for the first of them.

    What they need ``rarely`` need not be there before they begin, where it may be sent later.

    >>> setup = Setup({"size": 2})
    >>> setup.packed(wire.MARSHAL) is setup.packed(wire.MARSHAL)
    True
    """

    def __init__(self, value: object, needs: Sequence[str] = (), rarely: Sequence[str] = ()) -> None:
        self.value = value
        self.needs = needs
        self.rarely = rarely
        self._packed: dict[str, PackedSetup] = {}

    def packed(self, codec: wire.Codec) -> PackedSetup:
        """Return the value as it travels; raises `InputError` where it can't."""
        if codec.name not in self._packed:
            self._packed[codec.name] = pack_setup(self.value, codec)
        return self._packed[codec.name]


def pack_setup(value: object, codec: wire.Codec) -> PackedSetup:
    """Pack a set-up; raises `InputError` where it can't travel."""
    try:
        each, payload = wire.encode([wire.pack(value, codec, pickled_class)], codec)
    except CannotTravel as error:
        raise InputError(f"setup: {error}") from None
    key = hashlib.sha256(payload).hexdigest() if len(payload) <= LARGEST_KEPT else None
    return PackedSetup(key, (each, payload))


def packed_setup(value: object, codec: wire.Codec) -> PackedSetup | None:
    """Return a run's set-up as it travels, if it has one.

    >>> packed_setup(None, wire.MARSHAL) is None
    True
    """
    if value is None:
        return None
    return value.packed(codec) if isinstance(value, Setup) else pack_setup(value, codec)


class Opening:
    """What every worker of a run gets before its first item; raises `InputError` where the set-up can't travel."""

    def __init__(self, number: int, module: WorkerModule, setup: object, codec: wire.Codec) -> None:
        self.number = number
        self.module = module
        self.codec = codec
        self.setup = packed_setup(setup, codec)
        self.own_modules = own_modules(None if module.package == "." else module.filename)

    @property
    def is_kept(self) -> bool:
        """Whether workers keep the set-up for the next run."""
        return self.setup is not None and self.setup.key is not None

    def message(self, kept: KeptSetups[None]) -> BeginRun:
        """Return the message that begins the run; the set-up goes along unless it is among those a worker keeps."""
        key, payload = self.setup or (None, None)
        if key is not None:
            payload = None if key in kept else payload
            kept.keep(key, None)
        module = self.module
        return BeginRun(
            self.number, module.source, module.filename, module.package, self.codec.name, key, payload, self.own_modules
        )
