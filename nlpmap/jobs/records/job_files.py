"""The files of a job beside its output, and that they are its own: where a ledger may lead, what each begins with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache, partial
from pathlib import Path
from typing import Any

from ...errors import InputError, Message, Option
from ...files.atomic import remove
from ...files.names import LEDGER, MADE, NEXT, PARTIAL, BesideOutput, beside
from ...files.plain import discard, is_there, not_ours, open_plain, refuse_any
from ..progress.live import is_note
from .checking import is_other, written_pieces
from .ledger import Ledger, read, read_all
from .quarantine import Failure

LONGEST = 2**20  # bytes of a line by which a file is known


@dataclass(frozen=True, slots=True)
class JobFiles:
    """The files of a job that is not done, under the names that they have until then; the last are in the fields.

    Those of a job that ``replaces`` an output are next versions, of the ledger, too: they take their places at once.
    """

    kept: BesideOutput
    outputs: tuple[Path, ...]
    replaces: bool

    @property
    def ledger(self) -> Path:
        return self._named(self.kept.ledger)

    @property
    def errors(self) -> Path:
        return self._named(self.kept.errors)

    @property
    def written(self) -> tuple[Path, ...]:
        """Where each output is written."""
        return tuple(map(self._named, self.outputs))

    def taken(self) -> Iterator[Path]:
        """Yield the names that only this job may have, but for that of its ledger."""
        for path in self.written:
            yield path.with_name(path.name + PARTIAL)
            yield path.with_name(path.name + MADE)
            if self.replaces:
                yield path
        if self.replaces:
            yield self.errors

    def claim(self) -> None:
        """Raise `InputError` where a name is not free; what an earlier job has left of its own notes is removed."""
        kept = self.kept
        for path in filter(os.path.lexists, self.taken()):
            refuse_any(path)
        for path, is_ours in ((kept.errors, partial(begins_with, kind=Failure)), (kept.progress, is_note)):
            if not os.path.lexists(path):
                continue
            if not is_ours(path):
                raise not_ours(path)
            if path == kept.progress or not self.replaces:
                discard(path)

    def discard(self, named: Sequence[Path] = ()) -> None:
        """Leave no trace of the job: first of all its ledger speaks of nothing any more."""
        history = read_all(self.ledger)
        if history is None:
            return
        for target, path in enumerate(self.written):
            pieces = written_pieces(history, target)
            if pieces and is_there(beside(path, PARTIAL)) and is_other(beside(path, PARTIAL), pieces):
                raise not_ours(beside(path, PARTIAL))
        if history.last.number:
            ledger = Ledger.again(self.ledger)
            with ledger.file as file:
                file.seek(0)
                ledger.resume(len(file.readline()))
        remove([*self.taken(), self.errors, *named])
        remove([self.ledger])

    def _named(self, path: Path) -> Path:
        return path.with_name(path.name + NEXT) if self.replaces else path


def begins_with(path: Path, kind: type[Any]) -> bool:
    """Return whether a plain file is there whose first line is an entry as a job writes them."""
    if not is_there(path):
        return False
    with open_plain(path) as file:
        line = file.readline(LONGEST)
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return False
    names = {field.name for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    return isinstance(entry, dict) and needed <= set(entry) <= names


def paths_of(order: Mapping[str, Any], out: str) -> tuple[Path, ...]:
    """Return the output files of a job, wherever it was started; raises `InputError` where one is outside ``out``."""
    real = cache(os.path.realpath)
    top = Path(real(out))
    paths = tuple(Path(order["folder"], str(name)) for name in order["outputs"])
    for path in paths:
        place = Path(real(path) if path.is_symlink() or path.name in ("", "..") else f"{real(path.parent)}/{path.name}")
        if place != top and top not in place.parents:
            ledger = f"{Path(out).name}{LEDGER}"
            raise InputError(f"{out}: {ledger} is the ledger of another output, {path}; move it away")
    return paths


def known_paths_of(order: Mapping[str, Any], out: str) -> tuple[Path, ...]:
    """Return the output files of a job; none where it wrote another output."""
    try:
        return paths_of(order, out)
    except InputError:
        return ()


def extra_shards(order: Mapping[str, Any], out: str, outputs: Sequence[Path]) -> dict[int, Path]:
    """Return the shards of a job, by their numbers, that a job with other outputs would leave where they are."""
    if order.get("shards") is None:
        return {}
    replaced = set(map(os.path.realpath, outputs))
    paths = enumerate(known_paths_of(order, out))
    return {target: path for target, path in paths if path.is_file() and os.path.realpath(path) not in replaced}


def refuse_leaving_shards(kept: BesideOutput, outputs: Sequence[Path], force: bool) -> None:
    """Raise `InputError` where shards of an earlier job would stay beside the new files, unless they may go."""
    earlier = None if force else read(kept.ledger)
    extra = {} if earlier is None else extra_shards(earlier.order, kept.out, outputs)
    if extra:
        first = f"{kept.out} holds shards of an earlier job, {min(extra.values()).name} among them; add "
        raise InputError(Message(first, Option("force", True), " to replace them all, or choose another output"))


def outputs_of(order: Mapping[str, Any], out: str) -> set[str]:
    """Return the files that a job writes and does not read."""
    written = {os.path.realpath(path) for path in known_paths_of(order, out)}
    return written - {os.path.realpath(entry["file"]) for entry in order["inputs"]}
