"""The command line: one short function a command, which calls the public API only."""

from __future__ import annotations

import click

from .. import __version__
from .corpus import chunk, map_items, tag, tokenize
from .doctor import doctor
from .evaluating import evaluate
from .exits import OneLineErrors
from .exploring.asking import EXPLORING
from .exploring.handing_on import HANDING_ON
from .exploring.indexing import index
from .exploring.scores import scores
from .jobs import plan, retry, status, verify
from .learn import train
from .models import models
from .work import work


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nlpmap")
def main() -> None:
    """Tokenize, tag and chunk corpora in parallel, in order, with NLTK's answers.

    \b
    Example:
      nlpmap tag reviews/ -o reviews.conllu -j 4
    """


for command in (
    tokenize,
    tag,
    chunk,
    work,
    plan,
    status,
    retry,
    verify,
    map_items,
    train,
    evaluate,
    models,
    doctor,
    index,
    *EXPLORING,
    *HANDING_ON,
    scores,
):
    main.add_command(command)
