"""The files below a folder: those of a corpus, and those that an earlier job wrote there."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from ...errors import InputError
from ...files.names import LEDGER, LEDGER_BEGINS, NEXT, beside, is_shared, without_kept
from ...files.plain import open_plain
from .selection import is_hidden


class Below(NamedTuple):
    """A file below a folder, or a folder that an earlier job wrote."""

    path: str
    is_output: bool = False


def visible_files(folder: Path, outputs: bool = False) -> Iterator[Below]:
    """Yield the files below a folder, also behind links, but none that is hidden, nor what jobs keep for themselves.

    What an earlier job wrote, by its ledger, is marked, unless ``outputs`` says that it is like the others.
    """

    def fail(error: OSError) -> None:
        raise InputError(f"{error.filename}: {error.strerror}")

    for parent, folders, files in os.walk(folder, onerror=fail, followlinks=True):
        names = set(files)
        here = Path(parent)
        visible = [name for name in folders if not is_hidden(name) and not _leads_back(here / name)]
        written = set() if outputs else {name for name in (*visible, *names) if is_output_in(here, name, names)}
        yield from (Below(below(here, name), True) for name in visible if name in written)
        folders[:] = [name for name in visible if name not in written]
        kept_by_jobs = set(_beside_outputs(here.absolute(), names))
        for name in names:
            if not is_hidden(name) and name not in kept_by_jobs:
                yield Below(below(here, name), name in written)


def below(folder: Path, name: str) -> str:
    """Return the path of a name in a folder, as text: of very many files no path is made.

    >>> below(Path("letters"), "a.txt"), below(Path(), "a.txt")
    ('letters/a.txt', 'a.txt')
    """
    above = str(folder)
    return name if above == os.curdir else os.path.join(above, name)  # noqa: PTH118


def expanded(pattern: str) -> list[Path]:
    """List what a glob matches, sorted; ``**`` leads into folders behind links too, but into none twice from within.

    >>> [path.name for path in expanded(f"{os.path.dirname(__file__)}/**/wal[k].py")]
    ['walk.py']
    """
    parts = Path(pattern).parts
    place = parts.index("**") if "**" in parts else len(parts)
    above, below = parts[:place], parts[place:]
    if not below:
        return sorted(map(Path, glob.glob(pattern)))
    bases = [Path(base) for base in glob.glob(str(Path(*above)))] if above else [Path()]
    files = ((base, Path(file.path)) for base in bases if base.is_dir() for file in visible_files(base, outputs=True))
    return sorted(path for base, path in files if fits(path.relative_to(base).parts, below))


def fits(parts: Sequence[str], globs: Sequence[str]) -> bool:
    """Return whether the parts of a path fit those of a glob, of which ``**`` is any number.

    >>> fits(["a", "b", "x.txt"], ["**", "*.txt"]), fits(["a", "b", "x.txt"], ["**", "a", "*.txt"])
    (True, False)
    """
    if not globs:
        return not parts
    if globs[0] == "**":
        return fits(parts, globs[1:]) or (bool(parts) and fits(parts[1:], globs))
    return bool(parts) and fnmatchcase(parts[0], globs[0]) and fits(parts[1:], globs[1:])


def _beside_outputs(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield the names of the files that a job keeps beside its outputs: its ledger is beside them or their folder."""
    for name in names:
        output = without_kept(name)
        if output != name and any(map(is_output, (folder / output, folder, *folder.parents))):
            yield name


def is_output(path: Path) -> bool:
    """Return whether a job has its ledger beside a file or folder."""
    ledger = beside(path, LEDGER)
    return is_ledger(ledger) or is_ledger(beside(ledger, NEXT))


def is_ledger(path: Path) -> bool:
    """Return whether a file begins as a ledger does."""
    try:
        with open_plain(path) as file:
            return file.read(len(LEDGER_BEGINS)) == LEDGER_BEGINS
    except (OSError, InputError):
        return False


def is_output_in(folder: Path, name: str, names: Iterable[str]) -> bool:
    """Return whether a file or folder was written by a job; ``names`` are those of the files beside it."""
    ledgers = (f"{name}{LEDGER}", f"{name}{LEDGER}{NEXT}")
    if any(ledger in names for ledger in ledgers) and is_output(folder / name):
        return True
    return name not in names and is_shared(folder / name)


def _leads_back(folder: Path) -> bool:
    """Return whether a folder is a link to one above it."""
    return folder.is_symlink() and folder.resolve() in {above.resolve() for above in folder.absolute().parents}
