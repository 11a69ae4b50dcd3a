"""How many workers a job has where nobody says so: each takes longer to start than it does to annotate a page."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from ..annotate.recipe import Recipe
from ..corpus.inputs.source import Source
from ..parallel.transports.cores import usable_cores
from .manifest import Options

NO_WORK = 2**14  # bytes of text that are annotated in this process
WORK = 2**18  # bytes for which one more worker is started


def workers_for(sources: Sequence[Source], options: Options) -> int | None:
    """Return the number of workers, 0 for none beside this process; ``None`` is one for each core."""
    if options.workers is not None or options.specs is not None or not is_predictable(options.recipe):
        return options.workers
    cores = usable_cores()
    size = 0
    for source in sources:
        if (more := size_of(source)) is None or size + more > WORK * cores:
            return None
        size += more
    if size <= NO_WORK and options.timeout is None:
        return 0
    return ceil(size / WORK)


def is_predictable(recipe: Recipe) -> bool:
    """Return whether all steps are nlpmap's: a user's own object or pattern may take any time for a page, or never end.

    >>> is_predictable(Recipe(tokenizer="web")), is_predictable(Recipe(tokenizer=r"regexp:\\w+"))
    (True, False)
    """
    own = (recipe.splitter, recipe.tokenizer, recipe.tagger, recipe.chunker)
    return recipe.grammar is None and all(step is None or (isinstance(step, str) and ":" not in step) for step in own)


def size_of(source: Source) -> int | None:
    """Return the size of a source's text, where it is a file that is not packed."""
    if source.most_unpacked is not None or source.path is None:
        return None
    try:
        return source.path.stat().st_size
    except OSError:
        return None
