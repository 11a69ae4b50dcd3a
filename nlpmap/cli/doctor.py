"""``nlpmap doctor``: what there is on this machine, and whether it works: the first thing to paste into a report."""

from __future__ import annotations

import json

import click

from .options import Examples
from .printing import print_for_people

FAULTS = 1


@click.command(cls=Examples, epilog="nlpmap doctor --tx ssh=user@host")
@click.option("--tx", "specs", multiple=True, metavar="SPEC", help="Hosts to try, as for nlpmap tag. Repeatable.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def doctor(specs: tuple[str, ...], as_json: bool) -> None:
    """Show versions, cores, kernels, models, NLTK's data and extras; and try workers here, and on hosts.

    The exit code is 1 where something that is to work does not.
    """
    from ..checkup import check_up

    found = check_up(list(specs))
    print_for_people(json.dumps(found.as_dict(), indent=2) if as_json else str(found))
    if found.faults:
        raise SystemExit(FAULTS)
