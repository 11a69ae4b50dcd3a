"""``nlpmap work``: join a job that many hosts share."""

from __future__ import annotations

import click

from .corpus import SOME_FAILED
from .importing import named_object
from .options import Examples, files, model_names, named_by, places
from .printing import print_aside
from .progress import bar_fits, notes_shown, progress


@click.command(cls=Examples, epilog="nlpmap work s3://letters/tagged/ -j 8")
@click.argument("out", shell_complete=files)
@click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
              help="Worker processes; auto: one a core; 0: none, work in this process.")  # fmt: skip
@click.option("--tx", "specs", multiple=True, metavar="SPEC", help="Where workers run, as for nlpmap tag.")
@click.option("--model", metavar="NAME|FILE", shell_complete=named_by(model_names),
              help="The model of the job, where its file is elsewhere on this host.")  # fmt: skip
@click.option("--tokenizer", metavar="MODULE:OBJECT", help="The tokenizer of your own that the job has.")
@click.option("--splitter", metavar="MODULE:OBJECT", help="The splitter of your own that it has.")
@click.option("--tagger", metavar="MODULE:OBJECT", help="The tagger of your own that it has.")
@click.option("--lemmatizer", metavar="MODULE:OBJECT", help="The lemmatizer of your own that it has.")
@click.option("--features", metavar="MODULE:OBJECT", help="The features of your own that it has.")
@click.option("--chunker", metavar="MODULE:OBJECT", help="The chunker of your own that it has.")
@click.option("--log-json", is_flag=True, help="Progress as lines of JSON on standard error, for machines.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def work(
    out: str, workers: str, specs: tuple[str, ...], model: str | None, log_json: bool, quiet: bool, **named: str | None
) -> None:
    """Do parts of the job at OUT, a folder or URL that nlpmap tag --parts has planned, until all are done.

    Any number of hosts may: each takes parts that no other has. The inputs must have the same paths on all of them.
    """
    from ..jobs import work as join

    count, where = places(workers, specs)
    objects = {step: named_object(name, f"--{step}") for step, name in named.items() if name is not None}
    shown = not quiet and not log_json and bar_fits(out)
    with notes_shown(quiet, log_json), progress("work", shown, log_json) as report:
        summary = join(out, workers=count, specs=where, model=model, objects=objects, report=report)
    if not quiet and not log_json:
        print_aside(str(summary))
    if summary.failed:
        raise SystemExit(SOME_FAILED)
