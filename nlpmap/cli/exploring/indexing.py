"""``nlpmap index``, and the index that a job makes of its output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..options import Examples, files, places
from ..printing import print_aside
from ..progress import notes_shown


@click.command(cls=Examples, epilog="nlpmap index reviews.parquet")
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS...", shell_complete=files)
@click.option("-o", "--out", metavar="OUT", shell_complete=files,
              help="The index, such as reviews.nlpx. Default: beside CORPUS, where others look.")  # fmt: skip
@click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True, help="Worker processes.")
@click.option("--force", is_flag=True, help="Make an index anew that is there.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def index(corpus: tuple[str, ...], out: str | None, workers: str, force: bool, quiet: bool) -> None:
    """Make an index of the tagged files of CORPUS, or add to one the files that are new."""
    from ...explore.opening import path_beside

    if out is None and len(corpus) > 1:
        raise click.UsageError("an index of several files needs a name: -o OUT.nlpx")
    make_index(corpus, path_beside(corpus[0]) if out is None else Path(out), workers, quiet, force)


def make_index(corpus: Sequence[str], out: Path, workers: str, quiet: bool, force: bool = False) -> None:
    """Make an index of tagged files, and say what it has."""
    from ...corpus import annotated
    from ...explore.index.building import build
    from ...parallel.transports.cores import usable_cores

    count, _ = places(workers, ())
    with notes_shown(quiet):
        sections = annotated.open(list(corpus)).sections
        made = build(sections, out, usable_cores() if count is None else count, force=force)
    if not quiet:
        print_aside(f"{out}: {made.tokens:,} tokens of {made.documents:,} documents; columns {', '.join(made.names)}")


def index_place(out: str | None) -> Path:
    """Return where a job's index goes, before the job is begun; refuse an output that can have none beside it."""
    from ...explore.index.building import check_place
    from ...explore.opening import path_beside
    from ...jobs.planning.spared import is_stream

    if out is None or is_stream(out) or "://" in out:
        raise click.UsageError("--index needs a file or a folder on this machine, beside which it is: -o OUT")
    place = path_beside(out)
    check_place(place, (), force=False)
    return place
