"""The seed's own loop, as the NLTK Cookbook has it in spirit: send everything, then receive as many results."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import execnet


def seed_map(module: ModuleType, args: Sequence[Any], specs: Sequence[tuple[str, int]]) -> list[Any]:
    """Map a module over arguments, one message an item."""
    group = execnet.Group()
    channels = [group.makegateway(spec).remote_exec(module) for spec, count in specs for _ in range(count)]
    for index, (channel, arg) in enumerate(zip(itertools.cycle(channels), args)):
        channel.send((index, arg))
    queue = execnet.MultiChannel(channels).make_receive_queue()
    results = [None] * len(args)
    for _ in args:
        _, (index, result) = queue.get()
        results[index] = result
    group.terminate(timeout=1.0)
    return results
