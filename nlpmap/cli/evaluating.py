"""``nlpmap evaluate``: what a model is worth on a treebank that it has not seen."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..remote.components import COMPONENTS, TAGSETS, ComponentName
from .exploring.answers import check_output
from .importing import named_object
from .learn import input_format, names_option
from .options import Command, Examples
from .printing import print_for_people
from .recipe_options import read_text

if TYPE_CHECKING:
    from ..annotate.recipe import RecipeOptions
    from ..remote.document import Document


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
tokenizer_option = click.option("--tokenizer", metavar="NAME", help="As for nlpmap tokenize.")
raw_option = click.option("--raw", is_flag=True, help="From the text alone, aligned by characters as in CoNLL 2018.")
seen_option = click.option("--train", "seen", multiple=True, metavar="FILE",
                           help="The training data, to tell known words. Default: the model's lexicon.")  # fmt: skip


def picture_options(command: Command) -> Command:
    """Add the options of a picture."""
    picture = click.option("--picture", metavar="FILE", help="Draw what was taken for what: .png, .svg or .pdf.")
    force = click.option("--force", is_flag=True, help="Overwrite a picture that exists.")
    return picture(force(command))


@evaluate.command("tagger", cls=Examples, epilog="nlpmap evaluate tagger dev.conllu --train train.conllu --raw")
@evaluation_options
@picture_options
@tokenizer_option
@click.option("--tags", type=click.Choice(TAGSETS), help="penn: for gold data with the classic Penn tags.")
@raw_option
@seen_option
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
@click.option("--splitter", type=splitters, help="NLTK's kind, in the place of the model's own.")
def evaluate_splitter(**options: Any) -> None:
    """Measure sentences found in the text of GOLD."""
    evaluate_component("splitter", **options)


@evaluate.command("lemmatizer", cls=Examples, epilog="nlpmap evaluate lemmatizer dev.conllu --train train.conllu")
@evaluation_options
@tokenizer_option
@raw_option
@seen_option
def evaluate_lemmatizer(**options: Any) -> None:
    """Measure lemmas by the tags of GOLD and by the model's own, or on its text with --raw."""
    evaluate_component("lemmatizer", **options)


@evaluate.command("features", cls=Examples, epilog="nlpmap evaluate features dev.conllu --raw")
@evaluation_options
@tokenizer_option
@raw_option
@seen_option
def evaluate_features(**options: Any) -> None:
    """Measure features by the tags of GOLD and by the model's own, or on its text with --raw, as in CoNLL 2018."""
    evaluate_component("features", **options)


@evaluate.command("chunker", cls=Examples, epilog="nlpmap evaluate chunker gold.iob --picture confusions.png")
@evaluation_options
@picture_options
@click.option("--grammar", metavar="FILE", help="A chunk grammar, in the place of the model's chunker.")
@click.option("--chunker", type=chunkers, help="Default: the model's, if it has one.")
@names_option
def evaluate_chunker(**options: Any) -> None:
    """Measure phrases over the tokens and tags of GOLD."""
    evaluate_component("chunker", **options)


def evaluate_component(component: ComponentName, gold: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Measure as the options say, and print a table or JSON."""
    from ..corpus.inputs.sources import refuse_inputs
    from ..jobs.output.streams import prints_aside
    from ..learn import evaluate as measure
    from ..learn import read_treebank
    from ..learn.evaluation.confusion_plot import draw
    from ..learn.evaluation.result import as_dict
    from ..learn.evaluation.table import table

    if options.get("picture"):
        check_output(None, options["picture"], options["force"])
        refuse_inputs(options["picture"], [*gold, *(options.get("seen") or ())])
    format = options["input_format"]
    with prints_aside():
        seen = {form for document in _read(options.get("seen"), format) for form in document.annotated.forms}
        recipe: RecipeOptions = {"model": options["model"], "tokenizer": named_object(options.get("tokenizer"))}
        recipe["splitter"], recipe["chunker"] = options.get("splitter"), options.get("chunker")
        recipe["tags"] = options.get("tags")
        recipe["grammar"] = read_text(options["grammar"]) if options.get("grammar") else None
        documents = read_treebank(gold, format, names=options.get("names", False))
        found = measure(component, documents, known=seen or None, raw=options.get("raw", False), **recipe)
    print_for_people(json.dumps(as_dict(found), indent=2) if as_json else table(found))
    if options.get("picture"):
        draw(found, Path(options["picture"]))


def _read(paths: tuple[str, ...] | None, format: str | None) -> list[Document]:
    from ..learn import read_treebank

    return read_treebank(paths, format) if paths else []
