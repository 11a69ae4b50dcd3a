"""The parts of a treebank, by the names that files of Universal Dependencies have: to train on, and to measure by."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...corpus.inputs.sources import PathLike

NAME = re.compile(r"(?P<treebank>(?P<language>[a-z]{2,3})_\w+)-ud-(?P<part>train|dev|test)[\w-]*\.conllu(\.\w+)?")
ORDER = ("train", "dev", "test")
LICENCE = re.compile(r"^License:(.*)$", re.MULTILINE)
NO_LICENCES = ("", "unknown", "see LICENSE.txt")


@dataclass(frozen=True, slots=True)
class TreebankParts:
    """The files to train on and those to measure by, and what they tell of themselves; ``said`` is for people."""

    train: tuple[PathLike, ...]
    dev: tuple[PathLike, ...] = ()
    language: str = ""
    name: str = ""
    licence: str = ""
    said: tuple[str, ...] = ()


def ud_parts(inputs: Sequence[PathLike], dev: PathLike | None = None) -> TreebankParts:
    """Return which files of the inputs are to train on and which to measure by.

    Of a folder with files such as ``fr_gsd-ud-train.conllu`` those of the train part are trained on and those of the
    dev part measured by, as far as there are any; others are taken as they are.

    >>> ud_parts(["fr_gsd-ud-train.conllu"]).language, ud_parts(["mine.conllu"], dev="other.conllu").dev
    ('fr', ('other.conllu',))
    """
    train: list[PathLike] = []
    found_dev: list[PathLike] = [] if dev is None else [dev]
    said: list[str] = []
    licences: list[str] = []
    for entry in inputs:
        files = files_of(entry)
        if not files:
            train.append(entry)
            continue
        parts = [part for part in ORDER if part in files]
        train += files[parts[0]]
        if dev is None and parts[1:]:
            found_dev += files[parts[1]]
        said += remarks(entry, parts, dev is not None)
        licences += licence_of(Path(entry))
    names = [match for path in train if (match := NAME.fullmatch(Path(path).name))]
    languages = {match["language"] for match in names}
    return TreebankParts(
        tuple(train),
        tuple(found_dev),
        languages.pop() if len(languages) == 1 else "",
        ", ".join(dict.fromkeys(match["treebank"] for match in names)),
        ", ".join(dict.fromkeys(licences)),
        tuple(said),
    )


def files_of(entry: PathLike) -> dict[str, list[str]]:
    """Return the files of a folder by the part of a treebank that they are; none where it is no such folder."""
    found: dict[str, list[str]] = {}
    folder = Path(entry)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if match := NAME.fullmatch(path.name):
            found.setdefault(match["part"], []).append(str(path))
    return found


def remarks(entry: PathLike, parts: Sequence[str], has_dev: bool) -> Iterator[str]:
    """Yield what is to be said of a folder that has not all of its parts, or has others that are not used.

    >>> list(remarks("UD_X", ["dev", "test"], False))
    ['UD_X has no train part: trained on its dev part, measured on its test part']
    """
    if parts[:2] == ["train", "dev"] or (has_dev and parts[0] == "train"):
        return
    lacking = "train" if parts[0] != "train" else "dev"
    measured = "" if has_dev else f", measured on its {parts[1]} part" if parts[1:] else ", and measured on nothing"
    yield f"{os.fspath(entry)} has no {lacking} part: trained on its {parts[0]} part{measured}"


def licence_of(folder: Path) -> Iterator[str]:
    """Yield the licence that a treebank's README states, if it does."""
    for name in ("README.md", "README.txt", "README"):
        path = folder / name
        if path.is_file() and (match := LICENCE.search(path.read_text("utf-8", "replace"))):
            if (licence := match[1].strip()) not in NO_LICENCES:
                yield licence
            return
