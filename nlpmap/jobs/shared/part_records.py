"""Records of parts that are done: what came of each, and by whom; those of a part that failed, with their places."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any

from ...errors import InputError
from .claims import PartNames
from .stores.store import DONE, Store

AT_ONCE = 16  # records that are asked for together


@dataclass(frozen=True, slots=True)
class DonePart:
    """What came of a part: its output, what is in it, which documents failed, and who has done it.

    It took so many ``seconds``, and ``ended`` when the clock of its host said so, in seconds since 1970.
    ``failures`` are as in the quarantine of a job, and ``ledger`` has the lines of the part's own ledger where there
    are some, to put them in their places later.
    """

    part: int
    file: str
    size: int
    sha256: str
    documents: int
    sentences: int
    tokens: int
    failed: int
    empty: int
    seconds: float
    ended: float
    host: str
    attempt: int
    dropped: tuple[str, ...] = ()
    failures: tuple[dict[str, Any], ...] = ()
    ledger: tuple[dict[str, Any], ...] = ()

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()


NAMES = {field.name for field in fields(DonePart)}
TOTALS = ("documents", "sentences", "tokens", "failed", "empty")
COUNTS = ("part", "size", *TOTALS, "attempt")


def done_from(content: bytes, where: str) -> DonePart:
    """Read the record of a part; raises `InputError` where it is none."""
    try:
        entries = json.loads(content)
        if set(entries) != NAMES or not all(isinstance(entries[name], int) for name in COUNTS):
            raise ValueError
        lists = {name: tuple(entries[name]) for name in ("dropped", "failures", "ledger")}
        return DonePart(**{**entries, **lists})
    except (ValueError, TypeError, RecursionError):
        raise InputError(f"{where}: not the record of a part; remove it, and nlpmap work does the part again") from None


def done_part(store: Store, names: PartNames, number: int) -> DonePart | None:
    """Return the record of a part; ``None`` where it is not done."""
    content = store.read(names.done(number))
    return None if content is None else done_from(content, f"{store}: {names.done(number)}")


def done_parts(store: Store, names: PartNames) -> Iterator[DonePart]:
    """Yield the records of the parts that are done, in order."""
    numbers = [int(entry.name.partition(".")[0]) for entry in store.entries(DONE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = threads.map(partial(done_part, store, names), numbers)
        yield from (one for one in found if one is not None)


def elapsed(done: Collection[DonePart]) -> float:
    """Return the seconds from when the first part was begun to when the last one ended."""
    if not done:
        return 0.0
    return max(one.ended for one in done) - min(one.ended - one.seconds for one in done)


def totals(done: Sequence[DonePart]) -> dict[str, int]:
    """Add up what is in parts that are done."""
    return {name: sum(getattr(one, name) for one in done) for name in TOTALS}
