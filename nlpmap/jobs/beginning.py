"""Beginning: a job starts with nothing, or goes on after the last part of an earlier run, where nothing has changed.

What concerns only the rest of the input may have changed: the file at which a job stopped may have been repaired, or
be read in another encoding than the files before it, or with other limits.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..corpus.inputs.source_encoding import AUTO
from ..corpus.inputs.sources import Source
from ..corpus.reading.encodings import is_decoded_by_line
from ..corpus.reading.located import END, Position
from ..corpus.reading.reading import Reading, documents_with_positions
from ..errors import InputError, Message, Option
from ..files.names import BesideOutput
from ..files.plain import is_there
from .manifest import LIMITS, Options, changes
from .output import layout as layouts
from .output.layout import Layout
from .output.partial_files import lost, partial_of
from .progress.summary import counted
from .records import ledger as ledgers
from .records.checking import is_other, pieces_by_target, stored_size, written_pieces
from .records.job_files import JobFiles, refuse_leaving_shards
from .records.ledger import Found, Ledger
from .records.parts import Part
from .records.settling import forget

RESUME, FORCE = Option("resume", True), Option("force", True)
LONG = 400_000  # bytes of a text that take one worker many seconds
log = logging.getLogger("nlpmap.jobs")


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that may go on: its ledger, its files, how they are laid out, and the last part that is done."""

    ledger: Ledger
    own: JobFiles
    layout: Layout
    last: Part


def begin(
    order: dict[str, Any], beside: BesideOutput, layout: Layout, options: Options, sources: Sequence[Source]
) -> Begun:
    """Begin a job at the start, or after the last part that an earlier run has done; the output must be held."""
    if not options.ledger:
        refuse_ledger(beside, options.force)
        return anew({**order, ledgers.BY: ledgers.UNKEPT}, beside, layout, options)
    out, at = beside.out, ledgers.current(beside)
    found = None if options.force else ledgers.read(at)
    known = order if found is None else amended(found.order, order, found.last)
    differences = list(changes(known, order))
    layout = replace(layout, replaces=at != beside.ledger)
    if found is None or is_to_begin_anew(found, layout, options.resume and not differences):
        return anew(order, beside, layout, options)
    own = JobFiles(beside, layout.paths, layout.replaces)
    if found.last.finished:
        return Begun(Ledger.again(at), own, layout, found.last)
    if not options.resume:
        done = counted(found.last.records, "document")
        raise InputError(
            Message(f"{out} is not finished ({done} done): add ", RESUME, " to go on, or ", FORCE, " to begin anew")
        )
    check_resumable(found, order, out, differences)
    check_written(out, at, layout)
    kept, ledger = found.kept, Ledger.again(at)
    try:
        if known != found.order:
            if is_behind(found.order, known, found.last):
                check_read_on(sources[found.last.source], options.reading, found.last.end, out)
            kept += ledger.amend(known)
        ledger.resume(kept)
    except BaseException:
        ledger.file.close()
        raise
    return Begun(ledger, own, layout, found.last)


def anew(order: dict[str, Any], beside: BesideOutput, layout: Layout, options: Options) -> Begun:
    """Begin a job at the start: what is there already stays until the new output is complete."""
    layouts.refuse_overwriting(layout.paths, options.force)
    refuse_leaving_shards(beside, layout.paths, options.force)
    is_new = not forget(beside)
    there = any(os.path.lexists(path) for path in layout.paths)
    layout = replace(layout, replaces=there or not is_new or not options.ledger)
    own = JobFiles(beside, layout.paths, layout.replaces)
    own.claim()
    order = {**order, "job": secrets.token_hex(8)}
    return Begun(Ledger.begun(own.ledger, order, like=beside.ledger), own, layout, Part())


def refuse_ledger(beside: BesideOutput, force: bool) -> None:
    """Raise `InputError` where an output has a ledger, and is to have none, unless that was asked for."""
    if not force and ledgers.read(ledgers.current(beside)) is not None:
        anew = Option("force", True)
        earlier = f"{beside.out} has the ledger of an earlier job, {beside.ledger.name}; add "
        raise InputError(Message(earlier, anew, " to begin anew"))


def check_written(out: str, ledger: Path, layout: Layout) -> None:
    """Raise `InputError` where what a job has done is not there as it was written."""
    history = ledgers.read_all(ledger)
    if history is None:
        return
    pieces, last = pieces_by_target(history), history.last
    anew = Message(". Begin anew with ", FORCE)
    for target in range(last.target):
        path = layout.written(target)
        if not is_there(path) or path.stat().st_size != stored_size(pieces[target]):
            raise InputError(Message(f"can't resume {out}: {path} is gone, or has changed", *anew.parts))
    if last.stored and last.target < len(layout.paths):
        path = partial_of(layout.written(last.target))
        path = path if is_there(path) else layout.written(last.target)  # a crash may have come after it got its name
        if is_there(path) and is_other(path, written_pieces(history, last.target)):
            other = f"can't resume {out}: {path} is not what was written"
            raise InputError(Message(f"{other}; move it away, and begin anew with ", FORCE))
        if not is_there(path):
            raise lost(layout.written(last.target))


def is_to_begin_anew(found: Found, layout: Layout, same: bool) -> bool:
    """Return whether nothing was done yet, or all was, and there is nothing left of it or something else is wanted."""
    if found.last.finished:
        return not (same and all(path.exists() for path in layout.paths[: found.last.target]))
    return not (found.last.number or layout.replaces or any(path.exists() for path in layout.paths))


def check_resumable(found: Found, order: Mapping[str, Any], out: str, differences: Sequence[str | Message]) -> None:
    """Raise `InputError` where the rest of a job would not be that of the job that was begun."""
    if differences:
        more = f" (and {len(differences) - 3} more changes)" if len(differences) > 3 else ""
        first = [part for change in differences[:3] for part in ("; ", change)][1:]
        raise InputError(Message(f"can't resume {out}: ", *first, f"{more}. Begin anew with ", FORCE))
    if found.last.number and not is_readable_again(order):
        raise InputError(Message(f"can't resume {out}: standard input can't be read again. Begin anew with ", FORCE))


def note_long_texts(
    sources: Sequence[Source], inputs: Sequence[Mapping[str, Any]], options: Options, workers: int
) -> None:
    """Note that a long text is one worker's, where there are more workers than texts."""
    sizes = [entry.get("size") for entry in inputs]
    long = any(isinstance(size, int) and size >= LONG for size in sizes)
    if (
        long
        and len(sources) < workers
        and options.reading.split == "file"
        and all(one.format == "txt" for one in sources)
    ):
        share = f"{Option('split', 'paragraph').flag} shares it, each paragraph a document"
        log.warning("%s is one document, so one worker's; %s", sources[0].where, share)


def is_readable_again(order: Mapping[str, Any]) -> bool:
    """Return whether the inputs can be read once more, which standard input can't."""
    return all(entry["file"] != "stdin" for entry in order["inputs"])


def amended(before: Mapping[str, Any], now: Mapping[str, Any], last: Part) -> dict[str, Any]:
    """Return the order of a job that was begun, with the changes that concern only what comes after its last part.

    >>> entries = [{"file": name, "format": "txt", "size": 9} for name in ("a.txt", "b.txt")]
    >>> before = {"inputs": entries, "reading": {"encoding": "utf-8"}}
    >>> now = {"inputs": [entries[0], {**entries[1], "size": 8}], "reading": {"encoding": "cp1252"}}
    >>> amended(before, now, Part(1, source=0, end=Position(9, 2, 2))) == now
    True
    """
    if last.finished:
        return dict(before)
    inputs, reading = before["inputs"], dict(before["reading"])
    if len(inputs) == len(now["inputs"]):
        inputs = [
            new if is_to_come(number, old, new, last) else old
            for number, (old, new) in enumerate(zip(inputs, now["inputs"], strict=True))
        ]
    encoding = now["reading"].get("encoding")
    if encoding and "encoding" in reading and fits_position(reading["encoding"], encoding, last.end):
        reading["encoding"] = encoding
    if "quoting" in reading:
        reading["quoting"] = now["reading"].get("quoting", reading["quoting"])
    limit = {key: value for key, value in now["reading"].items() if key in LIMITS}
    reading = {key: value for key, value in reading.items() if key not in LIMITS} | limit
    given: dict[str, Any] = {key: now[key] for key in ("given", "folder") if key in now}
    if "model" in before and "model" in now:  # it is another way to the same model, or else refused
        given["model"] = {**before["model"], "given": now["model"]["given"]}
    return {**before, **given, "inputs": inputs, "reading": reading}


def is_to_come(number: int, old: Mapping[str, Any], new: Mapping[str, Any], last: Part) -> bool:
    """Return whether of an input, which is the same file as before, something is to be read after a part."""
    same = (old["file"], old["format"]) == (new["file"], new["format"])
    is_read = number < last.source or (number == last.source and last.end.offset == END)
    return same and not is_read and new.get("size", END) >= (last.end.offset if number == last.source else 0)


def fits_position(before: str, now: str, at: Position) -> bool:
    """Return whether a position found in one encoding is one in another, too.

    >>> fits_position("utf-8", "cp1252", Position(100, 2, 2)), fits_position("utf-8", "utf-16", Position(100, 2, 2))
    (True, False)
    """
    if before == now or at.offset in (0, END):
        return True
    return all(name == AUTO or is_decoded_by_line(name) for name in (before, now))


def is_behind(before: Mapping[str, Any], now: Mapping[str, Any], last: Part) -> bool:
    """Return whether the input that is to be read on from within has changed."""
    if last.source >= len(before["inputs"]) or last.end.offset in (0, END):
        return False
    return bool(before["inputs"][last.source] != now["inputs"][last.source])


def check_read_on(source: Source, reading: Reading, place: Position, out: str) -> None:
    """Raise `InputError` where no record of a changed file ends at the place where it is to be read on."""
    ends = (found.end for found in documents_with_positions(source, reading))
    end = next((end for end in ends if end.offset >= place.offset), None)
    if end is None or (end.offset, end.record) != (place.offset, place.record):
        changed = f"can't resume {out}: {source.name} has changed before line {place.line}, and that is done"
        raise InputError(Message(changed, ". Begin anew with ", FORCE))
    log.warning("%s has changed: what is before line %d is taken to be as it was", source.name, place.line)
