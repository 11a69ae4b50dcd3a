"""``nlpmap train``: from a treebank to a model."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..terminal import printable
from .options import Command, Examples, FormatOption, places, treebank_names
from .printing import print_aside, print_for_people
from .progress import is_terminal

if TYPE_CHECKING:
    from ..learn.progress import Report
    from ..learn.training import Trainable

input_format = click.option(
    "--input-format", cls=FormatOption, names=treebank_names, help="{formats}. Default: by each suffix."
)


names_option = click.option("--names", is_flag=True, help="The names of CoNLL-2003 files, in the place of phrases.")


def training_options(command: Command) -> Command:
    """Add the options that say what is trained on, how, and where the model goes."""
    options = [
        click.argument("treebanks", nargs=-1, required=True, metavar="TRAIN..."),
        click.option("-o", "--out", metavar="MODEL", help="The model's file, such as my.nlpmap."),
        click.option("--dev", metavar="DEV", help="A treebank to measure the model on."),
        click.option("--base", metavar="NAME", help="A model whose other components the new one gets."),
        click.option("--passes", type=click.IntRange(min=1), metavar="N", help="Passes over the treebanks."),
        click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Seed of the order of sentences."),
        click.option("--folds", type=click.IntRange(min=2), metavar="K", help="Cross-validate first, in K folds."),
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes for the folds."),
        click.option("--name", help="The model's name. Default: its file's."),
        click.option("--licence", "--license", "licence", help="The licence of the treebanks, and so of the model."),
        click.option("--origin", help="Where the treebanks come from, in words."),
        click.option("--datasheet", metavar="FILE", help="What else is to be known, in JSON: docs/datasheets.md."),
        input_format,
        click.option("--force", is_flag=True, help="Overwrite a model's file that exists."),
        click.option("-q", "--quiet", is_flag=True, help="No progress and no summary."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


@click.group()
def train() -> None:
    """Train a component of a model on treebanks.

    \b
    Example:
      nlpmap train tagger en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu -o my.nlpmap
    """


@train.command(cls=Examples, epilog="nlpmap train tagger train.conllu --dev dev.conllu -o my.nlpmap --base en")
@training_options
@click.option("--tags", type=click.Choice(["xpos", "upos", "both"]), default="both", show_default=True,
              help="The treebank's own tags, the universal ones, or both.")  # fmt: skip
@click.option("--text", multiple=True, metavar="FILE", help="Plain text for word clusters: a file, folder or zip.")
@click.option("--dictionary", metavar="FILE", help="Text tagged otherwise, as word_TAG: a file, folder or zip.")
@click.option("--models", type=click.IntRange(min=1), metavar="N", help="Models trained and averaged.")
def tagger(**options: Any) -> None:
    """Train a tagger on TRAIN: CoNLL-U, or NLTK's word/TAG."""
    train_component("tagger", **options)


@train.command(cls=Examples, epilog="nlpmap train splitter train.conllu --dev dev.conllu -o my.nlpmap --base en")
@training_options
@click.option("--punkt", is_flag=True, help="NLTK's kind of splitter, which learns from the text alone.")
def splitter(**options: Any) -> None:
    """Train a sentence splitter on the text of TRAIN."""
    train_component("splitter", **options)


@train.command(cls=Examples, epilog="nlpmap train tokenizer train.conllu --dev dev.conllu -o my.nlpmap --base en")
@training_options
def tokenizer(**options: Any) -> None:
    """Train a tokenizer on the text and the words of TRAIN."""
    train_component("tokenizer", **options)


@train.command(cls=Examples, epilog="nlpmap train lemmatizer train.conllu --dev dev.conllu -o my.nlpmap --base en")
@training_options
def lemmatizer(**options: Any) -> None:
    """Train a lemmatizer on the lemmas and tags of TRAIN."""
    train_component("lemmatizer", **options)


@train.command("features", cls=Examples, epilog="nlpmap train features train.conllu -o my.nlpmap --base en")
@training_options
def morphology(**options: Any) -> None:
    """Train morphological features on the column FEATS of TRAIN, and its tags."""
    train_component("features", **options)


@train.command(cls=Examples, epilog="nlpmap train chunker train.iob --retag en --folds 10 -j 2 -o my.nlpmap --base en")
@training_options
@click.option("--retag", metavar="NAME", help="A model from whose tags to learn, beside those of TRAIN.")
@names_option
def chunker(**options: Any) -> None:
    """Train a chunker on TRAIN: CoNLL-2000 or 2003 files, or CoNLL-U with Chunk=."""
    train_component("chunker", **options)


@train.command(cls=Examples, name="all", epilog="nlpmap train all UD_French-GSD/ -o fr.nlpmap")
@training_options
@click.option("--tags", type=click.Choice(["xpos", "upos", "both"]), default="both", show_default=True,
              help="The treebank's own tags, the universal ones, or both.")  # fmt: skip
@click.option("--language", metavar="CODE", help="Such as fr. Default: by the names of the treebank's files.")
def all_components(**options: Any) -> None:
    """Train all that TRAIN is enough for: files, or a folder of Universal Dependencies, measured by its dev part."""
    train_component("all", **options)


def train_component(
    component: Trainable, treebanks: tuple[str, ...], out: str | None, quiet: bool, **options: Any
) -> None:
    """Train as the options say; progress and a summary go to standard error, cross-validated scores to the output."""
    from ..errors import with_flags
    from ..learn.evaluation.table import one_line, table
    from ..learn.train_files import Files, train_files
    from ..learn.training import Training
    from ..models.datasheet import read_datasheet

    if out is None and options["folds"] is None:
        raise click.UsageError("give -o MODEL for the model's file, or --folds K for scores alone")
    facts: dict[str, Any] = {key: options[key] for key in ("licence", "origin") if options[key]}
    if options["datasheet"]:
        facts["datasheet"] = read_datasheet(Path(options["datasheet"]))
    settings = {field.name: options[field.name] for field in fields(Training) if options.get(field.name)}
    workers, _ = places(options["workers"], ())
    names = options.get("names", False)
    files = Files(options["input_format"], options["dev"], options["folds"], workers, options["force"], names)
    with reporting(shown=not quiet and is_terminal(sys.stderr)) as report:
        trained = train_files(treebanks, out, Training(component, metadata=facts, **settings), files, report=report)
    if trained.folds:
        print_for_people(table(trained.folds))
    if trained.model and not quiet:
        scores = "" if trained.dev is None else f", {one_line(trained.dev)}"
        print_aside(f"{out}: {Path(str(out)).stat().st_size:,} bytes, {trained.model.digest[:12]}{scores}")
    for remark in () if quiet else trained.said:
        print_aside(f"nlpmap: {with_flags(remark)}")


@contextmanager
def reporting(shown: bool) -> Iterator[Report]:
    """Return a function that shows how far the work is, in one line of standard error, or does nothing."""
    from tqdm import tqdm

    with tqdm(bar_format="{desc}", disable=not shown, leave=False) as line:
        yield lambda said: line.set_description_str(printable(said))
