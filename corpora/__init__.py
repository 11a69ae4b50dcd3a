"""Small sample corpora that come with nlpmap; README.md beside this file tells their origin and licence."""

from __future__ import annotations

import importlib.resources
from pathlib import Path


def path(name: str) -> Path:
    """Return the folder of a bundled corpus: ``sample`` (plain texts) or ``gold`` (CoNLL-U, corrected by hand).

    >>> path("sample").is_dir()
    True
    """
    folder = importlib.resources.files(__name__) / name
    if not isinstance(folder, Path) or not folder.is_dir():
        raise LookupError(f"no bundled corpus {name!r}; there are: gold, sample")
    return folder
