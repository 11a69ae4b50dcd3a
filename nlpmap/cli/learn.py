"""``nlpmap train`` and ``nlpmap evaluate``: from a treebank to a model, and what a model is worth."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..remote.components import COMPONENTS, ComponentName
from ..terminal import printable
from .corpus import read_text
from .importing import named_object
from .options import Command, Examples, FormatOption, places, treebank_names
from .printing import print_aside, print_for_people
from .progress import is_terminal

if TYPE_CHECKING:
    from ..annotate.recipe import RecipeOptions
    from ..learn.progress import Report
    from ..remote.document import Document

input_format = click.option(
    "--input-format", cls=FormatOption, names=treebank_names, help="{formats}. Default: by each suffix."
)


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


@train.command(cls=Examples, epilog="nlpmap train chunker train.iob --retag en --folds 10 -j 2 -o my.nlpmap --base en")
@training_options
@click.option("--retag", metavar="NAME", help="A model from whose tags to learn, beside those of TRAIN.")
def chunker(**options: Any) -> None:
    """Train a chunker on TRAIN: CoNLL-2000 files, or CoNLL-U with Chunk=."""
    train_component("chunker", **options)


@click.group()
def evaluate() -> None:
    """Measure a component of a model on a gold treebank.

    \b
    Example:
      nlpmap evaluate tagger en_ewt-ud-dev.conllu --model en
    """


def evaluation_options(command: Command) -> Command:
    """Add the options that say what is measured, and how it is shown."""
    options = [
        click.argument("gold", nargs=-1, required=True, metavar="GOLD..."),
        click.option("--model", default="en", metavar="NAME", show_default=True, help="A model's name or file."),
        click.option("--json", "as_json", is_flag=True, help="As JSON, for programs."),
        input_format,
    ]
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


splitters, chunkers = (click.Choice(COMPONENTS[name].choices) for name in ("splitter", "chunker"))
picture_option = click.option("--picture", metavar="FILE", help="Draw what was taken for what: .png, .svg or .pdf.")
tokenizer_option = click.option("--tokenizer", metavar="NAME", help="As for nlpmap tokenize.")


@evaluate.command("tagger", cls=Examples, epilog="nlpmap evaluate tagger dev.conllu --train train.conllu --raw")
@evaluation_options
@picture_option
@tokenizer_option
@click.option("--raw", is_flag=True, help="From the text alone, aligned by characters as in CoNLL 2018.")
@click.option("--train", "seen", multiple=True, metavar="FILE",
              help="The training data, to tell known words. Default: the model's lexicon.")  # fmt: skip
def evaluate_tagger(**options: Any) -> None:
    """Measure a tagger on the tokens of GOLD, or on its text with --raw."""
    evaluate_component("tagger", **options)


@evaluate.command("tokenizer", cls=Examples, epilog="nlpmap evaluate tokenizer dev.conllu --tokenizer treebank")
@evaluation_options
@tokenizer_option
def evaluate_tokenizer(**options: Any) -> None:
    """Measure tokens and sentences found in the text of GOLD."""
    evaluate_component("tokenizer", **options)


@evaluate.command("splitter", cls=Examples, epilog="nlpmap evaluate splitter dev.conllu --model nltk --json")
@evaluation_options
@click.option(
    "--splitter",
    type=splitters,
    help="NLTK's kind, in the place of the model's own.",
)
def evaluate_splitter(**options: Any) -> None:
    """Measure sentences found in the text of GOLD."""
    evaluate_component("splitter", **options)


@evaluate.command("chunker", cls=Examples, epilog="nlpmap evaluate chunker gold.iob --picture confusions.png")
@evaluation_options
@picture_option
@click.option("--grammar", metavar="FILE", help="A chunk grammar, in the place of the model's chunker.")
@click.option("--chunker", type=chunkers, help="Default: the model's, if it has one.")
def evaluate_chunker(**options: Any) -> None:
    """Measure phrases over the tokens and tags of GOLD."""
    evaluate_component("chunker", **options)


def train_component(
    component: ComponentName, treebanks: tuple[str, ...], out: str | None, quiet: bool, **options: Any
) -> None:
    """Train as the options say; progress and a summary go to standard error, cross-validated scores to the output."""
    from ..learn.evaluation.table import one_line, table
    from ..learn.train_files import Files, train_files
    from ..learn.training import Training

    if out is None and options["folds"] is None:
        raise click.UsageError("give -o MODEL for the model's file, or --folds K for scores alone")
    facts = {key: options[key] for key in ("licence", "origin") if options[key]}
    settings = {field.name: options[field.name] for field in fields(Training) if options.get(field.name)}
    workers, _ = places(options["workers"], ())
    files = Files(options["input_format"], options["dev"], options["folds"], workers, options["force"])
    with reporting(shown=not quiet and is_terminal(sys.stderr)) as report:
        trained = train_files(treebanks, out, Training(component, metadata=facts, **settings), files, report=report)
    if trained.folds:
        print_for_people(table(trained.folds))
    if trained.model and not quiet:
        scores = "" if trained.dev is None else f", {one_line(trained.dev)}"
        print_aside(f"{out}: {Path(str(out)).stat().st_size:,} bytes, {trained.model.digest[:12]}{scores}")
        if not {"splitter", "punkt"} & set(trained.model.tables):
            print_aside(f"nlpmap: {out} has no splitter: it takes tokenized input; for plain text, add --base en")


def evaluate_component(component: ComponentName, gold: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Measure as the options say, and print a table or JSON."""
    from ..learn import evaluate as measure
    from ..learn import read_treebank
    from ..learn.evaluation.confusion_plot import draw
    from ..learn.evaluation.result import as_dict
    from ..learn.evaluation.table import table

    format = options["input_format"]
    seen = {form for document in _read(options.get("seen"), format) for form in document.annotated.forms}
    recipe: RecipeOptions = {"model": options["model"], "tokenizer": named_object(options.get("tokenizer"))}
    recipe["splitter"], recipe["chunker"] = options.get("splitter"), options.get("chunker")
    recipe["grammar"] = read_text(options["grammar"]) if options.get("grammar") else None
    found = measure(component, read_treebank(gold, format), known=seen or None, raw=options.get("raw", False), **recipe)
    print_for_people(json.dumps(as_dict(found), indent=2) if as_json else table(found))
    if options.get("picture"):
        draw(found, Path(options["picture"]))


def _read(paths: tuple[str, ...] | None, format: str | None) -> list[Document]:
    from ..learn import read_treebank

    return read_treebank(paths, format) if paths else []


@contextmanager
def reporting(shown: bool) -> Iterator[Report]:
    """Return a function that shows how far the work is, in one line of standard error, or does nothing."""
    from tqdm import tqdm

    with tqdm(bar_format="{desc}", disable=not shown, leave=False) as line:
        yield lambda said: line.set_description_str(printable(said))
