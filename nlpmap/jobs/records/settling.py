"""Settling: what a crash left of a job that was to replace an output is finished, where it is complete, or removed.

An output and its ledger are replaced all or none: new versions of all files are written beside them, the ledger's last.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import InputError, Message, Option
from ...files.atomic import put_next_in_place, remove, replace_all
from ...files.names import MADE, NEXT, PARTIAL, BesideOutput, beside
from ...files.plain import is_there
from ...remote.formats import FORMATS
from .checking import compared, is_other, pieces_by_target, stored_size, written_pieces
from .job_files import JobFiles, begins_with, extra_shards, known_paths_of, paths_of
from .ledger import BY, UNKEPT, History, read, read_all
from .quarantine import Failure

log = logging.getLogger("nlpmap.jobs")


class Unsettled(InputError):
    """A new version is not there as it was written."""


@contextmanager
def held(kept: BesideOutput, force: bool = False) -> Iterator[None]:
    """Keep an output for this process alone, with all settled that a crash left; errors as with `settle_output`."""
    from ...files.locks import locked  # which takes longer to import than streams should wait

    with locked(kept.out):
        settle_output(kept, force)
        yield


@contextmanager
def without_trace(kept: BesideOutput) -> Iterator[None]:
    """Remove a job that was begun here and ends before it has done a part, as an interrupt may end it at once."""
    made_here = {at: at != kept.ledger for at in (kept.next_ledger, kept.ledger) if not os.path.lexists(at)}
    try:
        yield
    except BaseException:
        for at, replaces in made_here.items():
            with suppress(InputError, OSError):
                found = read(at)
                if found is not None and not found.last.number and not found.last.finished:
                    JobFiles(kept, known_paths_of(found.order, kept.out), replaces).discard()
        raise


def forget(kept: BesideOutput) -> bool:
    """Remove jobs that have nothing to be kept; return whether there is one that has."""
    staged = read(kept.next_ledger)
    if staged is not None:
        JobFiles(kept, paths_of(staged.order, kept.out), replaces=True).discard()
    earlier = read(kept.ledger)
    if earlier is None:
        return False
    paths = known_paths_of(earlier.order, kept.out)
    if earlier.last.number or not paths or any(map(os.path.lexists, paths)):
        return True
    JobFiles(kept, paths, replaces=False).discard()
    return False


def settle_output(kept: BesideOutput, force: bool = False) -> None:
    """Finish or remove what a crash left beside an output, which must be held.

    Raises `InputError` where files that are not nlpmap's are in the way, or lost ones are missed, unless ``force`` says
    that a new version is not needed.
    """
    staged = read_all(kept.next_ledger)
    if staged is None:
        clear_stale_rows(kept)
        return
    files = JobFiles(kept, paths_of(staged.order, kept.out), replaces=True)
    if staged.last.finished:
        try:
            check_next_versions(files, staged)
        except Unsettled:
            if not force:
                raise
            files.discard()
        else:
            put_staged_in_place(files, staged)
    elif BY in staged.order:
        files.discard()


def check_next_versions(files: JobFiles, staged: History) -> None:
    """Raise `InputError` where the files that are to take their places, or have, are not those that were written."""
    out, pieces = files.kept.out, pieces_by_target(staged)
    for target in range(staged.last.target):
        path, new, mine = files.outputs[target], beside(files.outputs[target], NEXT), pieces.get(target, [])
        if is_there(new):
            for difference in compared(new, mine, is_complete=True):
                raise InputError(f"can't finish replacing {out}: {difference}. Move it away, and say so again")
        elif not path.exists() or path.stat().st_size != stored_size(mine):
            anew = Option("force", True)
            raise Unsettled(Message(f"can't finish replacing {out}: {new} is gone. Begin anew with ", anew))


def finish_replacing(files: JobFiles) -> None:
    """Put the files of a job in their places that has just written them."""
    staged = read_all(files.ledger)
    if staged is not None:
        put_staged_in_place(files, staged)


def put_staged_in_place(files: JobFiles, staged: History) -> None:
    """Put a job's files in their places, its ledger last."""
    kept = files.kept
    outputs = [*files.outputs[: staged.last.target], kept.errors]
    gone = list(left_by_earlier(files))
    if not staged.last.failed and begins_with(kept.errors, Failure):
        gone.append(kept.errors)
    if staged.order.get(BY) == UNKEPT:
        put_next_in_place(outputs)
        remove([*gone, kept.ledger])
        remove([files.ledger])
    else:
        replace_all(outputs, last=kept.ledger, gone=gone)


def left_by_earlier(files: JobFiles) -> Iterator[Path]:
    """Yield what there is of an earlier job, whose ledger is about to be replaced, and what would stay beside the new.

    That is what was not done, and shards where there are fewer now.
    """
    earlier = read_all(files.kept.ledger)
    if earlier is None:
        return
    yield from unchanged_shards(files, earlier)
    if not earlier.last.finished:
        for target, output in enumerate(known_paths_of(earlier.order, files.kept.out)):
            partial, pieces = beside(output, PARTIAL), written_pieces(earlier, target)
            if is_there(partial) and not is_other(partial, pieces):
                yield partial
            yield beside(output, MADE)


def unchanged_shards(files: JobFiles, earlier: History) -> Iterator[Path]:
    """Yield the shards of an earlier job that have no new version; one that was changed since is the user's."""
    pieces = pieces_by_target(earlier)
    for target, path in extra_shards(earlier.order, files.kept.out, files.outputs).items():
        if path.is_symlink() or any(compared(path, pieces.get(target, []), is_complete=True)):
            log.warning("%s stays: it is not as the earlier job wrote it", path)
        else:
            yield path


def clear_stale_rows(kept: BesideOutput) -> None:
    """Remove the rows that parquet files of a job that is done were made of, which a crash left."""
    found = read(kept.ledger)
    if found is None or not found.last.finished or not FORMATS[found.order["format"]].is_binary:
        return
    rows = [beside(path, PARTIAL) for path in known_paths_of(found.order, kept.out)]
    history = read_all(kept.ledger) if any(map(is_there, rows)) else None
    if history is not None:
        there = [(path, written_pieces(history, target)) for target, path in enumerate(rows) if is_there(path)]
        remove([path for path, pieces in there if not is_other(path, pieces)])
