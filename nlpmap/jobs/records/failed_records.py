"""The records of failures, read again: where they were, or, in a file that has changed, by their numbers.

A file is read once, however many of its records failed, unless these are far from each other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ...corpus.formats import TEXT
from ...corpus.inputs.places import LocalFile
from ...corpus.inputs.sources import Source
from ...corpus.reading.located import START, Flaw, Located, Position
from ...corpus.reading.reading import Reading, documents_with_positions
from ...errors import InputError
from ...files.plain import not_ours
from .ledger import History
from .quarantine import Failure

NEAR = 2**16  # bytes between two failures that are read, rather than opening the file again
log = logging.getLogger("nlpmap.jobs")


def failed_records(
    order: Mapping[str, Any],
    sources: Sequence[Source],
    now: Mapping[int, Mapping[str, Any]],
    reading: Reading,
    failures: Iterable[Failure],
) -> Iterator[tuple[int, Located]]:
    """Yield the record of each failure, and its source's number; files that have changed are noted at once."""
    changed = changed_of(order, now, failures)
    return (
        (number, found)
        for number, mine in groupby(failures, lambda failure: failure.source)
        for found in records_of(sources[number], reading, mine, number in changed)
    )


def sources_of_failures(failures: Iterable[Failure], history: History, errors: Path) -> set[int]:
    """Return the numbers of the files with failures; raises `InputError` where one is of no such job."""
    order, needed = history.order, set()
    inputs, outputs, parts = len(order["inputs"]), len(order["outputs"]), history.last.number
    for failure in failures:
        if not (0 <= failure.source < inputs and 0 <= failure.target < outputs and 1 <= failure.part <= parts):
            raise not_ours(errors)
        needed.add(failure.source)
    return needed


def records_of(
    source: Source, reading: Reading, failures: Iterable[Failure], has_changed: bool = False
) -> Iterator[Located]:
    """Yield the records of a file's failures, in their order."""
    is_far_from_all = source.compression is not None or not isinstance(source.place, LocalFile)
    records: Iterator[Located] = iter(())
    end: Position | None = None
    for failure in failures:
        place = Position(failure.start, failure.record, failure.line)
        if not has_changed and not is_ahead(end, place, is_far_from_all):
            records, end = documents_with_positions(source, reading, place), place
        elif end is None or end.record > failure.record:
            records = documents_with_positions(source, reading, START)
        found = next((found for found in records if found.start.record >= failure.record), None)
        if not has_changed and found is not None and found.start != place:  # read otherwise, others come before it
            records = documents_with_positions(source, reading, place)
            found = next((found for found in records if found.start.record >= failure.record), None)
        if found is None or found.start.record > failure.record:
            raise InputError(f"{failure.file} is not as it was, so what failed can't be found in it; run the job anew")
        end = found.end
        if failure.end is None and next(records, None) is not None:
            rest = f"{failure.file}:{failure.line}: all that came after it failed as one document, and there are more"
            flaw = Flaw("unreadable", InputError(f"{rest} now; run the job anew"))
            found, end = Located(place, place, failure.id, flaw=flaw), None
        yield found


def is_ahead(end: Position | None, place: Position, is_far_from_all: bool) -> bool:
    """Return whether a place is best come to by reading on from where a record ended."""
    if end is None or end.record > place.record or end.offset > place.offset:
        return False
    return is_far_from_all or place.offset - end.offset <= NEAR


def changed_of(order: Mapping[str, Any], now: Mapping[int, Mapping[str, Any]], failures: Iterable[Failure]) -> set[int]:
    """Return which of the files with failures have changed, and note those that had other documents, too."""
    changed = {number for number, entry in now.items() if entry != order["inputs"][number]}
    mine: dict[int, list[Failure]] = {number: [] for number in sorted(changed)}
    for failure in failures if changed else ():
        if failure.source in changed and len(mine[failure.source]) < 6:
            mine[failure.source].append(failure)
    for number, found in mine.items():
        if order["reading"]["split"] != "file" or order["inputs"][number]["format"] != TEXT:  # there is another
            numbers = ", ".join(str(failure.record) for failure in found[:5]) + (", ..." if len(found) > 5 else "")
            taken = "others are taken to be as they were; where they are not, run the job anew"
            log.warning("%s has changed: what failed is found by its number (%s), %s", found[0].file, numbers, taken)
    return changed
