"""Verifying: is the output on the disk what the ledger says was written?"""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..files.names import beside_output, is_shared
from ..files.plain import is_there
from .output.partial_files import partial_of
from .progress.summary import counted
from .records import ledger as ledgers
from .records.checking import compared, pieces_by_target, stored_size
from .records.job_files import JobFiles, paths_of
from .records.settling import held


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared: files, parts and bytes, and every difference found."""

    out: str
    files: int
    parts: int
    bytes: int
    differences: tuple[str, ...] = ()

    def __str__(self) -> str:
        compared = f"{counted(self.files, 'file')}, {counted(self.parts, 'part')}, {counted(self.bytes, 'byte')}"
        return f"{self.out}: {compared}: " + ("as written" if not self.differences else "; ".join(self.differences))


def verify(out: str | os.PathLike[str]) -> Verified:
    """Compare an output with its ledger, by checksums; raises `InputError` where there is no ledger.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> from nlpmap.jobs import Options, annotate_files
    >>> path = tempfile.mkdtemp() + "/sample.conllu"
    >>> summary = annotate_files("tokenize", corpora.path("sample"), path, Options(limit=2, workers=0))
    >>> verify(path).differences
    ()
    """
    if is_shared(out):
        from .shared import verify_parts

        return verify_parts(out)
    kept = beside_output(out)
    staged = ledgers.read(kept.next_ledger)
    if staged is not None and staged.last.finished:  # a crash has left it half in its place
        with held(kept):
            pass
    history = ledgers.read_all(kept.ledger)
    replaces = history is None  # what no job with a ledger has written
    history = history or ledgers.read_all(ledgers.current(kept))
    if history is None:
        raise ledgers.never_written(kept)
    last, paths = history.last, JobFiles(kept, paths_of(history.order, kept.out), replaces).written
    differences: list[str] = []
    pieces = pieces_by_target(history)
    for target, mine in sorted(pieces.items()):
        is_complete = last.finished or target < last.target
        partial = partial_of(paths[target])  # it may have its name, and a crash have come before the ledger's line
        differences += compared(partial if not is_complete and is_there(partial) else paths[target], mine, is_complete)
    size = sum(map(stored_size, pieces.values()))
    return Verified(kept.out, len(pieces), last.number, size, tuple(differences))
