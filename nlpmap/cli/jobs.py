"""``nlpmap status``, ``plan``, ``retry``, ``verify``: what one asks of a job before, while and after it runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from .corpus import SOME_FAILED, corpus_options, job_of
from .importing import named_object
from .options import Examples, places
from .printing import print_aside, print_for_people
from .progress import notes_shown
from .recipe_options import chunker_options, tagging_options

as_json = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")


@click.command(cls=Examples, epilog="nlpmap status reviews.conllu")
@click.argument("out")
@as_json
def status(out: str, as_json: bool) -> None:
    """Show how far the job is that writes OUT: progress, rate, time left, failures."""
    from ..jobs import status as status_of

    show(status_of(out), as_json)


@click.command(cls=Examples, epilog="nlpmap plan reviews/ -o reviews.conllu.gz")
@corpus_options
@tagging_options
@chunker_options
@click.option("--task", type=click.Choice(["tokenize", "tag", "chunk"]), default="tag", show_default=True,
              help="What is to be done.")  # fmt: skip
@as_json
def plan(inputs: tuple[str, ...], out: str | None, task: Any, as_json: bool, **options: Any) -> None:
    """Annotate a sample of INPUT, and say what all of it would take: documents, tokens, time, disk, workers.

    The options are those of the job: what is typed for nlpmap tag can be typed here.
    """
    from ..jobs import estimate
    from ..jobs.output.streams import prints_aside

    with prints_aside(), notes_shown(quiet=as_json or options["quiet"]):
        estimated = estimate(task, inputs, out, job_of(options, out))
    show(estimated, as_json)


@click.command(cls=Examples, epilog="nlpmap retry reviews.conllu --timeout 600")
@click.argument("out")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
              help="A document that takes longer fails again. Default: no limit.")  # fmt: skip
@click.option("--max-chars", type=click.IntRange(min=1), metavar="N",
              help="A longer one too.")  # fmt: skip
@click.option("--max-bytes", type=click.IntRange(min=1), metavar="N",
              help="One that has more, unpacked, too. Default: one that is packed as only bombs are.")  # fmt: skip
@click.option("--encoding", metavar="NAME", help="The encoding of the files with failures. Default: the job's.")
@click.option("--text-key", metavar="KEY", help="Where their texts are. Default: as the job had it.")
@click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True, help="Worker processes.")
@click.option("--tx", "specs", multiple=True, metavar="SPEC", help="Where workers run, as for nlpmap tag.")
@click.option("--model", metavar="NAME|FILE", help="The model of the job, where its ledger came from elsewhere.")
@click.option("--tokenizer", metavar="MODULE:OBJECT", help="The tokenizer of your own that the job had.")
@click.option("--tagger", metavar="MODULE:OBJECT", help="The tagger of your own that it had.")
@click.option("--lemmatizer", metavar="MODULE:OBJECT", help="The lemmatizer of your own that it had.")
@click.option("--features", metavar="MODULE:OBJECT", help="The features of your own that it had.")
@click.option("--chunker", metavar="MODULE:OBJECT", help="The chunker of your own that it had.")
def retry(
    out: str,
    inputs: tuple[str, ...],
    timeout: float | None,
    max_chars: int | None,
    max_bytes: int | None,
    encoding: str | None,
    text_key: str | None,
    model: str | None,
    workers: str,
    specs: tuple[str, ...],
    **named: str | None,
) -> None:
    """Try the documents that failed again, and put those that come out in their places in OUT.

    The job's ledger says what INPUT was; name it where that ledger is another user's, or comes from another machine.
    """
    from ..jobs import RetryOptions
    from ..jobs import retry as try_again

    count, where = places(workers, specs)
    objects = {step: named_object(name, f"--{step}") for step, name in named.items() if name is not None}
    options = RetryOptions(
        workers=count,
        specs=where,
        timeout=timeout,
        max_chars=max_chars,
        max_bytes=max_bytes,
        encoding=encoding,
        text_key=text_key,
        inputs=inputs or None,
        model=model,
        objects=objects,
    )
    with notes_shown():
        summary = try_again(out, options)
    print_aside(str(summary))
    if summary.failed:
        raise SystemExit(SOME_FAILED)


@click.command(cls=Examples, epilog="nlpmap verify reviews.conllu")
@click.argument("out")
@as_json
def verify(out: str, as_json: bool) -> None:
    """Compare OUT with its ledger, by checksums; the exit code is 1 where they differ."""
    from ..jobs import verify as compare

    verified = compare(out)
    show(verified, as_json)
    if verified.differences:
        raise SystemExit(1)


def show(found: Any, as_json: bool) -> None:
    from ..errors import with_flags

    print_for_people(json.dumps(asdict(found), indent=2) if as_json else with_flags(getattr(found, "message", found)))
