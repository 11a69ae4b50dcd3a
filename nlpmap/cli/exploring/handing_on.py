"""``nlpmap report`` and ``export``: a page about a corpus, and files of it for other programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from ..options import Examples, files
from ..printing import print_aside
from .answers import check_output
from .commands import explored_corpus_options, keep_corpora, keys_of_corpus, opened_corpora, own_options_first


@click.option("-o", "--out", required=True, metavar="OUT", shell_complete=files, help="The page, such as report.html.")
@click.option("--title", metavar="TEXT", help="Of the page. Default: the corpus's name.")
@click.option("--by", metavar="KEY", help="Keywords by a key of metadata, or by id. Default: a key with few values.",
              shell_complete=keys_of_corpus)  # fmt: skip
@click.option("--sentences", type=click.IntRange(min=0), default=3000, show_default=True,
              help="To search in the page, drawn at random.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the drawing.")
def report(out: str, title: str | None, **options: Any) -> None:
    """Write a page about CORPUS that needs no network: words, tags, keywords, collocations, a search box."""
    check_output(None, out, options["force"])
    keep_corpora(options, out)
    quiet = options["quiet"]
    with opened_corpora(options) as [corpus]:
        corpus.report(out, title, **options)
    if not quiet:
        print_aside(f"{out}: {Path(out).stat().st_size / 1e6:.1f} MB")


@click.argument("out", shell_complete=files)
@click.option(
    "--to",
    "target",
    type=click.Choice(["cwb", "hits"]),
    required=True,
    help="cwb: a folder of vertical text, registry and configuration, for CWB and NoSketch Engine; hits: a "
    "file of the sentences of matches, whose suffix tells the format.",
)
@click.option("--name", metavar="NAME", help="Of the corpus in CWB. Default: that of the folder.")
@click.option("--where", "query", metavar="QUERY", help="What hits are of.")
def export(out: str, target: str, name: str | None, query: str | None, **options: Any) -> None:
    """Write CORPUS to OUT for CWB and NoSketch Engine, or the sentences in which a query matches as CoNLL-U."""
    from ...explore.export.cwb import check_name, export_places

    if (target == "hits") != (query is not None):
        raise click.UsageError("--to hits needs --where QUERY" if query is None else "--where is for --to hits")
    path, quiet = Path(out), options["quiet"]
    if name is None:
        name = re.sub("[^a-z0-9_-]|^(?=[^a-z_])", "_", path.absolute().name.lower())
    else:
        check_name(name)
    check_output(None, out, options["force"] or query is None)
    places = export_places(path, name) if query is None else ()
    for place in places:
        if place.parent.is_dir():
            check_output(None, str(place), options["force"])
    keep_corpora(options, out, *map(str, places))
    with opened_corpora(options) as [corpus]:
        if query is not None:
            said = f"{out}: sentences: {corpus.write_hits(query, out):,}"
        else:
            said = f"{out}: for CWB, encode it with: {corpus.to_cwb(out, name)}"
    if not quiet:
        print_aside(said)


def written_by(function: Any, epilog: str) -> click.Command:
    """Make a command of a function that writes files of a corpus."""
    own = list(function.__click_params__)
    command = click.command(function.__name__, cls=Examples, epilog=epilog)(explored_corpus_options(function))
    return own_options_first(command, own)


HANDING_ON = (
    written_by(report, "nlpmap report reviews.parquet -o report.html --by stars"),
    written_by(export, "nlpmap export reviews.parquet --to cwb reviews-cwb"),
)
