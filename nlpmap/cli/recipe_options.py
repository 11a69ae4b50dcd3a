"""Options of how texts are annotated, and the recipe that they describe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..remote.components import TAGSETS
from .importing import named_object
from .options import Command, choices_of, named_by

if TYPE_CHECKING:
    from ..annotate.recipe import Recipe


def tagging_options(command: Command) -> Command:
    """Add the options of finding tags, lemmas and features."""
    tagger = click.option("--tagger", metavar="MODULE:OBJECT", help="A tagger of your own, with NLTK's method tag().")
    lemmatizer = click.option(
        "--lemmatizer",
        metavar="NAME",
        shell_complete=named_by(choices_of("lemmatizer")),
        help="wordnet, for NLTK's, or MODULE:OBJECT with its method lemmatize(). Default: the model's own.",
    )
    no_lemmas = click.option("--no-lemmas", is_flag=True, help="Find no lemmas.")
    feats = click.option("--feats", is_flag=True, help="Find morphological features, too, as Number=Plur.")
    features = click.option("--features", metavar="MODULE:OBJECT", help="Features of your own, by a method feats().")
    tags = click.option("--tags", type=click.Choice(TAGSETS), help="penn: the classic Penn tags, as NLTK has them.")
    return tagger(tags(lemmatizer(no_lemmas(feats(features(command))))))


def chunker_options(command: Command) -> Command:
    """Add the options of finding phrases."""
    grammar = click.option(
        "--grammar", metavar="FILE", help="A file with a chunk grammar as nltk.RegexpParser takes it."
    )
    chunker = click.option(
        "--chunker",
        metavar="NAME",
        shell_complete=named_by(choices_of("chunker")),
        help="perceptron, grammar, names, names:binary or MODULE:OBJECT. Default: the model's own.",
    )
    return grammar(chunker(command))


def recipe_from_flags(options: dict[str, Any]) -> Recipe:
    """Return the recipe that the options describe; ``MODULE:OBJECT`` is imported, also from the current folder."""
    from ..annotate.recipe import Recipe

    return Recipe(
        model=options["model"],
        tokenizer=named_object(options["tokenizer"]),
        tagger=named_object(options.get("tagger"), "--tagger"),
        lemmatizer=named_object(options.get("lemmatizer")),
        lemmas=not options.get("no_lemmas"),
        features=named_object(options.get("features"), "--features"),
        feats=bool(options.get("feats")),
        splitter=named_object(options["splitter"]),
        chunker=named_object(options.get("chunker")),
        grammar=read_text(options["grammar"]) if options.get("grammar") else None,
        tags=options.get("tags"),
    )


def read_text(path: str) -> str:
    from ..errors import InputError

    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
