"""``nlpmap models``: the models that are available."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from .options import Examples
from .printing import print_for_people


@click.command(cls=Examples, epilog="nlpmap models --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def models(as_json: bool) -> None:
    """List the available models: from where, how accurate, under which licence; and which kernels run them here."""
    from ..models.listing import model_rows, model_table
    from ..remote.native import kernels_in_use

    listed = model_rows()
    if as_json:
        print_for_people(json.dumps([asdict(row) for row in listed], indent=2))
    else:
        print_for_people(f"{model_table(listed)}\n\nrun by {kernels_in_use()}")
