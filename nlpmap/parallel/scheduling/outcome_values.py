"""Outcomes: as a worker reports them, and as the consumer gets them, errors treated as the policy says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import ProtocolError, WorkerError
from ...remote.serving import messages, wire
from ...remote.serving.messages import Report
from ...remote.serving.values import CannotTravel
from ..known_classes import KNOWN
from ..options import Policy
from ..transports.transport import Identity
from .actions import Outcomes


def results_of(part: Outcomes, codec: wire.Codec, policy: Policy) -> Iterator[list[Any]]:
    """Yield a part's values, in lists, with errors treated as the policy says."""
    if isinstance(part.content, WorkerError):
        yield policy.results_of(part.content)
        return
    assert isinstance(part.content, tuple)
    each, payload = part.content
    try:
        values = decoded_all(part.count, each, payload, codec)
    except (CannotTravel, ValueError) as error:
        yield from _one_by_one(part, codec, policy, error)
    else:
        yield values


def decoded_all(count: int, each: bool, payload: messages.Payload, codec: wire.Codec) -> list[Any]:
    """Return so many values; raises `ValueError` where they are not so many."""
    values = wire.decode(each, payload, codec, KNOWN.find)
    if len(values) != count:
        raise ValueError(f"a payload of {len(values)} values for {count} items")
    return values


def _one_by_one(part: Outcomes, codec: wire.Codec, policy: Policy, error: Exception) -> Iterator[list[Any]]:
    """Yield the values that can be made here, and errors in the places of the others."""
    assert isinstance(part.content, tuple)
    each, payload = part.content
    try:
        packed = wire.split_packed(each, payload, codec)
    except (CannotTravel, ValueError):
        packed = []
    for rank in range(part.count):
        try:
            if len(packed) != part.count:
                raise error
            values = decoded_all(1, *wire.encode([packed[rank]], codec), codec)
        except (CannotTravel, ValueError) as reason:
            values = policy.results_of(ProtocolError(part.start + rank, "ProtocolError", f"result: {reason}"))
        yield values


def items_of(report: Report) -> range | list[int]:
    """Return the items that a report is the end of."""
    match report:
        case messages.Answers(_, start, length):
            return range(start, start + length)
        case messages.Scattered(_, indices) | messages.AmbiguousFailure(_, indices):
            return indices
        case messages.Failed(_, index):
            return [index]
    return []


def scattered_parts(report: messages.Scattered, codec: wire.Codec) -> list[Outcomes]:
    """Return the outcomes of items that are not consecutive; raises `ValueError` where there is not one for each."""
    packed = wire.split_packed(report.each, report.payload, codec)
    alone = [wire.encode([value], codec) for value in packed]
    return [Outcomes(index, 1, encoded, len(encoded[1])) for index, encoded in zip(report.indices, alone, strict=True)]


def error_of(worker: Identity, index: int, report: messages.Failed | messages.Broken) -> WorkerError:
    """Return the error that a worker reported."""
    make = ProtocolError if report.kind == "ProtocolError" else WorkerError
    return make(index, report.kind, report.message, report.traceback, worker=worker.name, host=worker.host)
