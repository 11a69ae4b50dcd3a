"""How many workers a job has where nobody says so: each takes longer to start than it does to annotate a page."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path

from ..annotate.recipe import REGEXP, Recipe
from ..corpus.formats import ALL, BY_SUFFIX
from ..corpus.inputs.sources import is_archive
from ..files.compression import compression_of
from ..parallel.transports.cores import usable_cores
from ..remote.components import COMPONENTS
from .manifest import Options

NO_WORK = 2**14  # bytes of text that are annotated in this process
WORK = 2**18  # bytes for which one more worker is started


def workers_for(given: Iterable[str], options: Options) -> int | None:
    """Return the number of workers for inputs, 0 for none beside this process; ``None`` is one for each core."""
    if options.workers is not None or options.specs is not None or not is_predictable(options.recipe):
        return options.workers
    size = 0
    most = WORK * usable_cores()
    for more in sizes(given):
        if more is None or size + more > most:
            return None
        size += more
    if size <= NO_WORK and options.timeout is None:
        return 0
    return max(1, ceil(size / WORK))


def is_predictable(recipe: Recipe) -> bool:
    """Return whether all steps are nlpmap's: a user's own object or pattern may take any time for a page, or never end.

    >>> is_predictable(Recipe(tokenizer="web")), is_predictable(Recipe(tokenizer=r"regexp:\\\\w+"))
    (True, False)
    """
    own = (getattr(recipe, name) for name in COMPONENTS)
    return recipe.grammar is None and all(
        step is None or (isinstance(step, str) and not step.startswith(REGEXP)) for step in own
    )


def sizes(given: Iterable[str]) -> Iterator[int | None]:
    """Yield the sizes of the inputs' files, one by one; ``None`` for what is packed, or no file."""
    for name in given:
        try:
            mode = os.stat(name).st_mode  # noqa: PTH116 - pathlib takes twice as long
        except (OSError, ValueError):
            yield None  # a pattern, a URL, standard input, or nothing at all
            continue
        if stat.S_ISDIR(mode):
            yield from (size_of(os.path.join(folder, file)) for folder, _, files in os.walk(name) for file in files)  # noqa: PTH118
        else:
            yield size_of(name) if stat.S_ISREG(mode) else None


def size_of(name: str) -> int | None:
    """Return the size of a file, where its text is not packed."""
    path = Path(name)
    format = BY_SUFFIX.get(path.suffix.lower(), "")
    if compression_of(name) is not None or is_archive(name) or (format and ALL[format].is_binary):
        return None
    try:
        return path.stat().st_size
    except OSError:
        return 0  # a link to nothing
