"""Outcomes as the consumer gets them: values made again, and errors as the policy says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import ProtocolError, WorkerError
from ...remote.serving import wire
from ...remote.serving.values import CannotTravel
from ..known_classes import KNOWN
from ..options import Policy
from .actions import Outcomes


def results_of(part: Outcomes, codec: wire.Codec, policy: Policy) -> Iterator[list[Any]]:
    """Yield a part's values, in lists, with errors treated as the policy says."""
    if isinstance(part.content, WorkerError):
        yield policy.results_of(part.content)
        return
    assert isinstance(part.content, tuple)
    each, payload = part.content
    try:
        values = wire.decode(each, payload, codec, KNOWN.find)
    except CannotTravel:
        yield from _one_by_one(part.start, wire.split_packed(each, payload, codec), codec, policy)
    else:
        yield values


def _one_by_one(start: int, packed: list[object], codec: wire.Codec, policy: Policy) -> Iterator[list[Any]]:
    """Yield values of which some can't be made again here."""
    for index, value in enumerate(packed, start):
        try:
            values = wire.decode(*wire.encode([value], codec), codec, KNOWN.find)
        except CannotTravel as error:
            values = policy.results_of(ProtocolError(index, "ProtocolError", f"result: {error}"))
        yield values
