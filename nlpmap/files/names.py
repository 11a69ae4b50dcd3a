"""Names: which files a job keeps beside its output, all named after it, and how a ledger is recognized."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

LEDGER = ".ledger"
ERRORS = ".errors.jsonl"  # the documents that failed
PARTIAL = ".partial"  # an output that is not complete yet
MADE = ".made"  # a table that is made of a partial output
NEXT = ".next"  # the new version of a file, which takes its place once all of its set are complete
NEW = ".new"  # a hidden file with a random name, which gets its own once it is whole
LOCK = ".lock"  # keeps other jobs from an output while one is at work
PROGRESS = ".progress"  # how far a job is that is at work
KEPT_FOLDER = ".nlpmap"  # within an output that many hosts write: their plan, and what is done of it
PLAN = f"{KEPT_FOLDER}/plan.json"
BESIDE_OUTPUTS = (LEDGER, ERRORS, PARTIAL, MADE, NEXT, LOCK, PROGRESS)
LEDGER_KEY = "nlpmap_ledger"  # the first of a ledger's entries, with the version of its format
LEDGER_BEGINS = f'{{"{LEDGER_KEY}":'.encode()


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a file that is kept beside another.

    >>> beside(Path("out.conllu"), PARTIAL).name
    'out.conllu.partial'
    """
    return path.parent / f"{path.name}{suffix}"  # with_name() takes no root


def without_kept(name: str) -> str:
    """Return the name that a file is kept beside by a job, which may be that of another that it keeps.

    >>> without_kept("out.conllu.next.partial"), without_kept("out.conllu")
    ('out.conllu', 'out.conllu')
    """
    while suffix := next((suffix for suffix in BESIDE_OUTPUTS if name.endswith(suffix)), None):
        name = name.removesuffix(suffix)
    return name


def is_store_url(out: str | os.PathLike[str]) -> bool:
    """Return whether an output is a URL.

    >>> is_store_url("s3://letters/tagged/"), is_store_url("tagged/")
    (True, False)
    """
    return "://" in os.fspath(out)


def is_shared(out: str | os.PathLike[str]) -> bool:
    """Return whether an output is written in parts, by any number of hosts: it is a URL, or a folder with a plan.

    >>> is_shared("s3://letters/tagged/"), is_shared("no-such-folder/")
    (True, False)
    """
    return is_store_url(out) or os.path.lexists(os.path.join(out, PLAN))  # noqa: PTH118 - pathlib takes twice as long


class BesideOutput(NamedTuple):
    """An output as it was named, and what a job keeps beside it: what is done, what failed, how far it is, its lock."""

    out: str
    ledger: Path
    next_ledger: Path
    errors: Path
    progress: Path
    lock: Path


def beside_output(out: str | os.PathLike[str]) -> BesideOutput:
    """Return an output, which may be a folder, with the absolute paths of the files that are kept beside it.

    >>> beside_output("/corpus/out/").ledger.name, beside_output("/corpus/out.conllu").errors.name
    ('out.ledger', 'out.conllu.errors.jsonl')
    """
    path = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link to its target
    ledger, *others = (beside(path, suffix) for suffix in (LEDGER, ERRORS, PROGRESS, LOCK))
    return BesideOutput(os.fspath(out), ledger, beside(ledger, NEXT), *others)
