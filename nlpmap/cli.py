"""The command line: one short function a command, which calls the public API only."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from . import __version__
from .endings import OneLineErrors

if TYPE_CHECKING:
    from .jobs import Summary

Command = TypeVar("Command", bound=Callable[..., Any])


class Examples(click.Command):
    """A command whose help ends with an example."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            with formatter.section("Example"):
                for line in self.epilog.splitlines():
                    formatter.write_text(line)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nlpmap")
def main() -> None:
    """Tokenize, tag and chunk corpora in parallel, in order, with NLTK's answers.

    \b
    Example:
      nlpmap tag reviews/ -o reviews.conllu -j 4
    """


def worker_options(command: Command) -> Command:
    """Add the options that say where the work is done."""
    options = [
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes; auto: one for each core; 0: none, work in this process."),
        click.option("--tx", "specs", multiple=True, metavar="SPEC",
                     help="Where workers run, as in pytest-xdist: '4*popen', 'ssh=user@host'. Repeatable."),
        click.option("--force", is_flag=True, help="Overwrite outputs that exist."),
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def corpus_options(command: Command) -> Command:
    """Add the options that say how files are read, annotated and written."""
    options = [
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
        click.option("-o", "--out", metavar="OUT",
                     help="A file, or a directory for a file each. Default: standard output."),
        click.option("-f", "--format", metavar="FORMAT",
                     help="conllu, slash, jsonl or vertical. Default: by OUT's suffix."),
        click.option("--model", default="en", metavar="NAME", show_default=True,
                     help="en, nltk (your NLTK data), or a model file. See: nlpmap models."),
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Stop after N documents."),
        click.option("--input-format", metavar="FORMAT", help="txt, jsonl, conllu or slash. Default: by each suffix."),
        click.option("--encoding", default="utf-8", metavar="NAME", show_default=True, help="The files' encoding."),
        click.option("--split", type=click.Choice(["file", "paragraph", "line"]), default="file", show_default=True,
                     help="What is a document in a text file."),
        click.option("--text-key", default="text", metavar="KEY", show_default=True, help="The text, in JSON lines."),
        click.option("--id-key", default="id", metavar="KEY", show_default=True, help="The id, in JSON lines."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), worker_options(command))


@main.command(cls=Examples, epilog="nlpmap tokenize book.txt -f slash")
@corpus_options
def tokenize(**options: Any) -> None:
    """Split the documents of INPUT into sentences and tokens.

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("tokenize", **options)


@main.command(cls=Examples, epilog="nlpmap tag reviews/ -o reviews.conllu -j 4")
@corpus_options
def tag(**options: Any) -> None:
    """Give each token of INPUT its part of speech (Penn and universal tags).

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("tag", **options)


@main.command(cls=Examples, epilog="nlpmap chunk letters.jsonl --text-key body -o letters.chunks.jsonl")
@corpus_options
@click.option("--grammar", metavar="FILE", help="A file with a chunk grammar as nltk.RegexpParser takes it.")
def chunk(**options: Any) -> None:
    """Tag INPUT and mark its noun, verb and prepositional phrases.

    INPUT: files, directories, globs, or - for standard input.
    """
    annotate("chunk", **options)


def annotate(task: Any, inputs: tuple[str, ...], out: str | None, quiet: bool, **options: Any) -> None:
    """Run a job as the options say, with a bar and a summary on standard error."""
    from .corpus import Reading
    from .jobs import Options, annotate_files

    workers, specs = places(options["workers"], options["specs"])
    job = Options(
        model=options["model"],
        grammar=read_text(options["grammar"]) if options.get("grammar") else None,
        format=options["format"],
        workers=workers,
        specs=specs,
        limit=options["limit"],
        force=options["force"],
        reading=Reading(
            format=options["input_format"],
            encoding=options["encoding"],
            split=options["split"],
            text_key=options["text_key"],
            id_key=options["id_key"],
        ),
    )
    with progress(task, shown=not quiet and bar_fits(out)) as report:
        summary = annotate_files(task, inputs, out, job, report=report)
    if not quiet:
        click.echo(str(summary), err=True)


@main.command("map", cls=Examples, epilog="nlpmap map count_words.py items.jsonl -o counts.jsonl -j 4")
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
    from .jobs.lines import map_lines

    count, where = places(workers, specs)
    done = map_lines(module, items, out, workers=count, specs=where, force=force)
    if not quiet:
        click.echo(done, err=True)


@main.command(cls=Examples, epilog="nlpmap models --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def models(as_json: bool) -> None:
    """List the models that are there: from where, how accurate, under which licence."""
    from .models.listing import rows, table

    listed = rows()
    click.echo(json.dumps([asdict(row) for row in listed], indent=2) if as_json else table(listed))


def places(workers: str, specs: tuple[str, ...]) -> tuple[int | None, list[str] | None]:
    """Turn -j and --tx into the API's ``workers`` and ``specs``."""
    if specs:
        if workers != "auto":
            raise click.UsageError("give -j or --tx, not both")
        return None, list(specs)
    if workers == "auto":
        return None, None
    if not workers.isdecimal():
        raise click.BadParameter(f"{workers!r} is neither auto nor a whole number", param_hint="-j")
    return int(workers), None


def read_text(path: str) -> str:
    from .errors import InputError

    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def bar_fits(out: str | None) -> bool:
    """Say whether standard error is a terminal, on which a bar would not run through the output."""
    to_stdout = out is None or out == "-"
    return is_terminal(sys.stderr) and not (to_stdout and is_terminal(sys.stdout))


def is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()  # None: closed by the shell


@contextmanager
def progress(task: str, shown: bool) -> Iterator[Callable[[Summary], None]]:
    """Give a function that moves a bar on standard error, or does nothing."""
    if not shown:
        yield lambda summary: None
        return
    from tqdm import tqdm

    with tqdm(desc=task, unit=" documents", file=sys.stderr) as bar:

        def update(summary: Summary) -> None:
            bar.set_postfix_str(f"{summary.tokens / max(summary.seconds, 1e-9):,.0f} tokens/s", refresh=False)
            bar.update(summary.documents - bar.n)

        yield update
