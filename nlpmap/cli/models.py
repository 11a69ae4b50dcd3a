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
    """List the available models: from where, how accurate, under which licence."""
    from ..models.listing import model_rows, model_table

    listed = model_rows()
    print_for_people(json.dumps([asdict(row) for row in listed], indent=2) if as_json else model_table(listed))
