"""``nlpmap models``: the models that are available."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from .options import Examples, model_names, named_by
from .printing import print_for_people


@click.command(cls=Examples, epilog="nlpmap models en -v")
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...", shell_complete=named_by(model_names))
@click.option("-v", "--verbose", is_flag=True,
              help="The datasheet, too: use, data, scores, known weaknesses, training.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def models(names: tuple[str, ...], verbose: bool, as_json: bool) -> None:
    """List the available models: from where, how accurate, under which licence; and which kernels run them here."""
    from ..models.listing import model_rows, model_table
    from ..remote.native import kernels_in_use

    listed = model_rows(names)
    if as_json:
        more = () if verbose else ("datasheet", "trained")
        rows = [{key: fact for key, fact in asdict(row).items() if key not in more} for row in listed]
        print_for_people(json.dumps(rows, indent=2))
    else:
        print_for_people(f"{model_table(listed, verbose)}\n\nrun by {kernels_in_use()}")
