"""``nlpmap index``, ``count``, ``concordance`` and others: what one asks of a corpus, tagged already or not."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import Command, Examples, files, model_names, named_by, places
from .printing import print_aside, print_for_people
from .progress import notes_shown

if TYPE_CHECKING:
    from ..explore.opening import ExplorableCorpus
    from ..explore.table import Table

ROWS = 20
FORMATS = ("tsv", "csv", "jsonl", "parquet")


def corpus_argument(command: Command) -> Command:
    """Add the corpus, how it is read where it is not tagged yet, and where the answer goes."""
    options = [
        click.argument("corpus", nargs=1, metavar="CORPUS", shell_complete=files),
        click.option("-f", "--format", type=click.Choice(FORMATS), help="For other programs. Default: for people."),
        click.option("-o", "--out", metavar="OUT", shell_complete=files, help="A file. Default: standard output."),
        click.option("-n", "--limit", type=click.IntRange(min=0), metavar="N",
                     help=f"At most N rows. Default: {ROWS} for people, all for programs."),
        click.option("--model", default="en", metavar="NAME", show_default=True, help="For texts without tags.",
                     shell_complete=named_by(model_names)),
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes that tag such texts."),
        click.option("--split", type=click.Choice(["file", "paragraph", "line"]), default="file", show_default=True,
                     help="What is a document in a text file."),
        click.option("--text-key", default="text", metavar="KEY", show_default=True,
                     help="The text, in JSON and tables."),
        click.option("--encoding", default="utf-8", metavar="NAME", show_default=True, help="The files' encoding."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def opened_corpus(corpus: str, model: str, workers: str, split: Any, text_key: str, encoding: str) -> ExplorableCorpus:
    """Open a corpus, and tag it if need be."""
    from ..explore.tagging import open_or_tag

    count, _ = places(workers, ())
    return open_or_tag([corpus], model, count, split=split, text_key=text_key, encoding=encoding)


def exploring(name: str, epilog: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Return a decorator that makes a command of a function from a corpus to a table."""

    def decorated(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def command(
            corpus: str,
            format: str | None,
            out: str | None,
            limit: int | None,
            model: str,
            workers: str,
            split: str,
            text_key: str,
            encoding: str,
            **options: Any,
        ) -> None:
            with notes_shown(quiet=False):
                opened = opened_corpus(corpus, model, workers, split, text_key, encoding)
                answer(function(opened, **options), format, out, limit)

        made: click.Command = click.command(name, cls=Examples, epilog=epilog)(corpus_argument(command))
        return made

    return decorated


def answer(found: Any, format: str | None, out: str | None, limit: int | None) -> None:
    """Show a table or a concordance to people, or write it for programs."""
    from ..explore.concordance import Concordance

    format = format or format_by_suffix(out)
    if format is None and out is None:
        rows = ROWS if limit is None else limit
        print_for_people(
            lines_for_people(found, rows) if isinstance(found, Concordance) else table_for_people(found, rows)
        )
        return
    table: Table = found.to_table() if isinstance(found, Concordance) else found
    write_table(table if limit is None else table.head(limit), format or "tsv", out)


def format_by_suffix(out: str | None) -> str | None:
    suffix = Path(out).suffix.lower().lstrip(".") if out else ""
    return suffix if suffix in FORMATS else None


def table_for_people(table: Table, rows: int) -> str:
    from ..explore.table_display import table_lines

    return "\n".join(table_lines(table, rows))


def lines_for_people(concordance: Any, rows: int) -> str:
    """Lay a concordance out for the terminal: as wide as that is, in colour where it has colours."""
    from ..explore.concordance.display import concordance_text

    width = shutil.get_terminal_size((100, 24)).columns
    note = f"{len(concordance):,} lines" + (
        f", the first {rows:,} of which are shown" if len(concordance) > rows else ""
    )
    return concordance_text(concordance.page(rows), note, width, colour=False)


def write_table(table: Table, format: str, out: str | None) -> None:
    from ..explore.table_formats import TABLE_FORMATS
    from ..files.atomic import PartialFile

    if out is None:
        for content in TABLE_FORMATS[format](table):
            sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with PartialFile(Path(out)) as file:
        for content in TABLE_FORMATS[format](table):
            file.write(content)


@click.command(cls=Examples, epilog="nlpmap index reviews.parquet -o reviews.nlpx")
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS...", shell_complete=files)
@click.option(
    "-o", "--out", metavar="OUT", required=True, shell_complete=files, help="The index, such as reviews.nlpx."
)
@click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True, help="Worker processes.")
@click.option("--force", is_flag=True, help="Make an index anew that is there.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def index(corpus: tuple[str, ...], out: str, workers: str, force: bool, quiet: bool) -> None:
    """Make an index of the tagged files of CORPUS, or add to one the files that are new."""
    from ..corpus import annotated
    from ..explore.index.building import build
    from ..parallel.transports.cores import usable_cores

    count, _ = places(workers, ())
    with notes_shown(quiet):
        if force:
            Path(out).unlink(missing_ok=True)
        made = build(annotated.open(list(corpus)).sections, out, usable_cores() if count is None else count)
    if not quiet:
        print_aside(f"{out}: {made.tokens:,} tokens of {made.documents:,} documents; columns {', '.join(made.names)}")


@exploring("count", "nlpmap count reviews.parquet --of lemma --where '[upos=\"ADJ\"]' --by stars")
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos, upos or iob.")
@click.option("--where", metavar="QUERY", help="Of the matches of a query only.")
@click.option("--by", metavar="KEY", help="Told apart by a key of metadata, or by id.")
@click.option("--per-million", is_flag=True, help="Also how often that is in a million tokens.")
@click.option("--ignore-case", is_flag=True, help="Upper and lower case are the same.")
def count(corpus: ExplorableCorpus, **options: Any) -> Table:
    """Count the words of CORPUS, or other values of its tokens."""
    return corpus.frequencies(**options)


@exploring("concordance", "nlpmap concordance reviews.parquet '[xpos=\"JJ\"] \"film\"' --sort 'left 1'")
@click.argument("query")
@click.option("--context", default="12", metavar="N|s|p|doc", show_default=True,
              help="Tokens before and after the match; or its sentence, paragraph or document.")  # fmt: skip
@click.option("--sort", multiple=True, metavar="KEY", help="'left 1', 'right 2', node, id, metadata. Repeatable.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="So many lines, drawn at random.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the drawing.")
def concordance(corpus: ExplorableCorpus, query: str, context: str, sort: Sequence[str], **options: Any) -> Any:
    """Show the matches of QUERY in CORPUS below each other, with what is before and after them."""
    return corpus.concordance(query, context=int(context) if context.isdecimal() else context, sort=sort, **options)


@exploring("query", 'nlpmap query reviews.parquet \'[xpos="JJ"]+ [upos="NOUN"] within s\' -f tsv')
@click.argument("query")
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos, upos or iob.")
def query(corpus: ExplorableCorpus, query: str, of: str) -> Table:
    """Count what QUERY matches in CORPUS. Queries are in CQP's language."""
    return corpus.frequencies(of, where=query)


@exploring("collocations", "nlpmap collocations reviews.parquet '\"film\"' --window 3 --measure logdice --measure mi")
@click.argument("query")
@click.option("--window", type=click.IntRange(min=1), default=5, show_default=True, help="Tokens before and after.")
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos or upos.")
@click.option("--measure", "measures", multiple=True, metavar="NAME", default=("logdice", "log_likelihood", "mi"),
              show_default=True, help="logdice, mi, mi3, log_likelihood, t or chi2; the first sorts.")  # fmt: skip
@click.option("--least", type=click.IntRange(min=1), default=5, show_default=True, help="Occurrences near a match.")
def collocations(corpus: ExplorableCorpus, query: str, **options: Any) -> Table:
    """Show what stands near the matches of QUERY in CORPUS more often than chance would have it."""
    return corpus.collocations(query, **options)


@exploring("keywords", "nlpmap keywords speeches.parquet --reference reviews.parquet")
@click.option("--reference", required=True, metavar="CORPUS", help="The corpus to compare with.")
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos or upos.")
@click.option("--measure", "measures", multiple=True, metavar="NAME", default=("log_likelihood", "log_ratio"),
              show_default=True, help="Or percent_difference, simple_maths; the first sorts. Repeatable.")  # fmt: skip
@click.option("--least", type=click.IntRange(min=1), default=5, show_default=True, help="Occurrences in CORPUS.")
def keywords(corpus: ExplorableCorpus, reference: str, **options: Any) -> Table:
    """Show what CORPUS has more of than another."""
    from ..explore.tagging import open_or_tag

    return corpus.keywords(open_or_tag([reference]), **options)


@exploring("ngrams", "nlpmap ngrams reviews.parquet 2 --of xpos")
@click.argument("n", type=click.IntRange(min=1, max=10))
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos or upos.")
@click.option("--skip-punctuation", is_flag=True, help="Leave out those with a punctuation mark.")
@click.option("--least", type=click.IntRange(min=1), default=1, show_default=True, help="Occurrences.")
def ngrams(corpus: ExplorableCorpus, n: int, **options: Any) -> Table:
    """Count the sequences of N tokens in the sentences of CORPUS."""
    return corpus.ngrams(n, **options)


@exploring("stats", "nlpmap stats reviews.parquet")
def stats(corpus: ExplorableCorpus) -> Table:
    """Show how large CORPUS is, and how rich its vocabulary."""
    return corpus.summary()


EXPLORING = (index, count, concordance, query, collocations, keywords, ngrams, stats)
