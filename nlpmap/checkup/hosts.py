"""Hosts tried: whether workers come up there, what they have, and how far away they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..annotate import Pool
from ..errors import NlpmapError
from ..remote import double

if TYPE_CHECKING:
    from .check_up import State

TRIPS = 20
TEXT = "Dogs bark."


def tried(spec: str) -> Iterator[tuple[str, str, State]]:
    """Yield whether the workers of a spec come up and tag, and the time of a round trip."""
    try:
        began = time.perf_counter()
        with Pool([spec]) as pool:
            pool.map(double, [1])
            up = time.perf_counter() - began
            began = time.perf_counter()
            for number in range(TRIPS):
                pool.map(double, [number])
            trip = (time.perf_counter() - began) / TRIPS
            [document] = pool.tag([TEXT])
            where = ", ".join(dict.fromkeys(stats.host for stats in pool.stats()))
    except NlpmapError as error:
        yield spec, " ".join(str(error).split()), "fault"
        return
    said = f"up on {where} after {up:.1f} s, {trip * 1000:.1f} ms for an item, tags {len(document.tokens)} tokens"
    yield spec, said, "ok"
