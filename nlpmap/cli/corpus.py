"""``nlpmap tokenize``, ``tag``, ``chunk``: from a corpus's files to annotated ones; and ``map``, over lines of JSON."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import (
    Command,
    Examples,
    FormatOption,
    choices_of,
    files,
    input_names,
    model_names,
    named_by,
    output_names,
    places,
    worker_options,
)
from .printing import print_aside
from .progress import bar_fits, notes_shown, progress
from .recipe_options import chunker_options, recipe_from_flags, tagging_options

if TYPE_CHECKING:
    from ..jobs import Options


SOME_FAILED = 3  # documents, which are in the quarantine


def corpus_options(command: Command) -> Command:
    """Add the options of reading, annotating and writing files."""
    options = [
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", shell_complete=files),
        click.option("-o", "--out", metavar="OUT", shell_complete=files,
                     help="A file, or a directory for a file each. Default: standard output."),
        click.option("-f", "--format", cls=FormatOption, names=output_names,
                     help="{formats}; for a directory also conllu.gz. Default: by OUT's suffix."),
        click.option("--rows", type=click.Choice(["token", "sentence", "document"]),
                     help="What a row is in parquet (default: token) and jsonl (default: document; or sentence)."),
        click.option("--model", default="en", metavar="NAME", show_default=True, shell_complete=named_by(model_names),
                     help="en, nltk (your NLTK data), or a model file. See: nlpmap models."),
        click.option("--tokenizer", metavar="NAME", shell_complete=named_by(choices_of("tokenizer")),
                     help="web (default), nltk, ud, tweet, toktok, treebank, wordpunct, whitespace, regexp:PATTERN, or "
                          "MODULE:OBJECT of your own."),
        click.option("--splitter", metavar="NAME", shell_complete=named_by(choices_of("splitter")),
                     help="punkt, for NLTK's sentences, or MODULE:OBJECT. Default: the model's own."),
        click.option("--resume", is_flag=True, help="Resume an interrupted job after what it has done."),
        click.option("--on-error", type=click.Choice(["stop", "quarantine"]), default="stop", show_default=True,
                     help="A document that fails ends the job, or goes to OUT.errors.jsonl while the others go on."),
        click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
                     help="A document that takes longer fails."),
        click.option("--max-chars", type=click.IntRange(min=1), metavar="N",
                     help="A longer document fails."),
        click.option("--max-bytes", type=click.IntRange(min=1), metavar="N",
                     help="One that has more, unpacked, fails. Default: one that is packed as only bombs are."),
        click.option("--shards", type=click.IntRange(min=1), metavar="N",
                     help="Write OUT as a directory of N numbered files."),
        click.option("--parts", metavar="SIZE",
                     help="Work in parts of about SIZE (64MB) of the input; OUT is a folder or URL, other hosts join: "
                          "nlpmap work OUT."),
        click.option("--engine", metavar="NAME|URL",
                     help="With --parts: a cluster that does them: dask://HOST:PORT, ray, ray://HOST:PORT, slurm."),
        click.option("--no-ledger", is_flag=True,
                     help="Keep no ledger beside OUT: there is nothing to resume, retry or verify then."),
        click.option("--index", "is_indexed", is_flag=True,
                     help="Make an index beside OUT, too, for nlpmap concordance and its like."),
        click.option("--log-json", is_flag=True, help="Progress as lines of JSON on standard error, for machines."),
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Stop after N documents."),
        click.option("--input-format", cls=FormatOption, names=input_names,
                     help="{formats}. Default: by each suffix and content."),
        click.option("--include", multiple=True, metavar="GLOB", help="Read only such files, as '*.txt'. Repeatable."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Leave such files out. Repeatable."),
        click.option("--encoding", default="utf-8", metavar="NAME", show_default=True,
                     help="The files' encoding; auto: found out for each."),
        click.option("--split", type=click.Choice(["file", "paragraph", "line"]), default="file", show_default=True,
                     help="What is a document in a text file."),
        click.option("--text-key", default="text", metavar="KEY", show_default=True,
                     help="The text, in JSON and tables; user.name leads inwards."),
        click.option("--id-key", default="id", metavar="KEY", show_default=True,
                     help="The id, in JSON and tables."),
        click.option("--quoting", type=click.Choice(["minimal", "none"]), default="minimal", show_default=True,
                     help="Quotation marks in csv and tsv quote fields, or are characters like others."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), worker_options(command))


@click.command(cls=Examples, epilog="nlpmap tokenize book.txt -f slash")
@corpus_options
def tokenize(**options: Any) -> None:
    """Split the documents of INPUT into sentences and tokens.

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("tokenize", **options)


@click.command(cls=Examples, epilog="nlpmap tag reviews/ -o reviews.conllu -j 4")
@corpus_options
@tagging_options
def tag(**options: Any) -> None:
    """Tag each token of INPUT with its part of speech (Penn and universal tags), and find its lemma.

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("tag", **options)


@click.command(cls=Examples, epilog="nlpmap chunk letters.jsonl --text-key body -o letters.chunks.jsonl")
@corpus_options
@tagging_options
@chunker_options
def chunk(**options: Any) -> None:
    """Tag INPUT and mark its noun, verb and prepositional phrases.

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("chunk", **options)


def annotate(
    task: Any, inputs: tuple[str, ...], out: str | None, quiet: bool, is_indexed: bool, **options: Any
) -> None:
    """Run the job that the options describe, with a bar and a summary on standard error."""
    from ..jobs import annotate_files
    from ..jobs.output.streams import prints_aside
    from .exploring.indexing import index_place, make_index

    index = index_place(out) if is_indexed else None
    as_json = options["log_json"]
    shown = not quiet and not as_json and bar_fits(out)
    with prints_aside(out):
        job = job_of(options, out)
        with notes_shown(quiet, as_json), progress(task, shown, as_json) as report:
            summary = annotate_files(task, inputs, out, job, report=report)
    if not quiet and not as_json:
        print_aside(str(summary))
    if out is not None and index is not None:
        make_index([out], index, options["workers"], quiet or as_json)
    if summary.failed:
        raise SystemExit(SOME_FAILED)


def job_of(options: dict[str, Any], out: str | None) -> Options:
    """Return how a job is done that the options describe."""
    from ..corpus import Reading
    from ..corpus.writing import format_and_rows
    from ..jobs import Options

    workers, specs = places(options["workers"], options["specs"])
    return Options(
        recipe=recipe_from_flags(options),
        format=format_and_rows(Path(out) if out else None, options["format"], options["rows"]),
        workers=workers,
        specs=specs,
        limit=options["limit"],
        shards=options["shards"],
        parts=options["parts"],
        engine=options["engine"],
        on_error=options["on_error"],
        timeout=options["timeout"],
        resume=options["resume"],
        force=options["force"],
        ledger=not options["no_ledger"],
        reading=Reading(
            format=options["input_format"],
            encoding=options["encoding"],
            split=options["split"],
            text_key=options["text_key"],
            id_key=options["id_key"],
            max_chars=options["max_chars"],
            max_bytes=options["max_bytes"],
            quoting=options["quoting"],
            include=options["include"],
            exclude=options["exclude"],
        ),
    )


@click.command("map", cls=Examples, epilog="nlpmap map count_words.py items.jsonl -o counts.jsonl -j 4")
@click.argument("module")
@click.argument("items")
@click.option("-o", "--out", metavar="OUT", help="The file of results. Default: standard output.")
@worker_options
def map_items(
    module: str, items: str, out: str | None, workers: str, specs: tuple[str, ...], force: bool, quiet: bool
) -> None:
    """Run a worker MODULE (a .py file or a dotted name) over ITEMS, one JSON value a line; results likewise, in order.

    A worker loops over its channel: for i, arg in channel: channel.send((i, result)).
    """
    from ..jobs.map_lines import map_lines
    from ..jobs.output.streams import prints_aside

    count, where = places(workers, specs)
    with prints_aside(out):
        done = map_lines(module, items, out, workers=count, specs=where, force=force)
    if not quiet:
        print_aside(done)
