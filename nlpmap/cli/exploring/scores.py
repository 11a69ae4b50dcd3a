"""``nlpmap scores``: words that tell the groups of a corpus apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .commands import exploring

if TYPE_CHECKING:
    from ...explore.opening import ExplorableCorpus
    from ...explore.table import Table


@exploring("scores", "nlpmap scores reviews.parquet --by stars")
@click.option("--by", required=True, metavar="KEY", help="A key of metadata, or folder.")
@click.option("--of", default="form", metavar="COLUMN", show_default=True, help="form, lemma, xpos, upos or feats.")
@click.option("--measure", default="chi2", metavar="NAME", show_default=True,
              help="chi2, log_likelihood, mi, mi3, t or logdice.")  # fmt: skip
@click.option("--least", type=click.IntRange(min=1), default=1, show_default=True, help="Occurrences in CORPUS.")
def scores(corpus: ExplorableCorpus, by: str, of: str, measure: str, least: int) -> Table:
    """Show the words that tell apart best documents of CORPUS with different metadata, or from different folders."""
    return corpus.word_scores(by, of, measure, least)
