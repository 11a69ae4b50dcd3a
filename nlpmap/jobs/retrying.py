"""Retrying: the documents that failed, alone, and those that now come out put in their places."""

from __future__ import annotations

import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, pairwise, zip_longest
from pathlib import Path
from typing import IO, Any

from ..annotate import Pool
from ..corpus.inputs import sources as corpus_sources
from ..corpus.inputs.sources import Source
from ..corpus.inputs.urls import is_url
from ..corpus.parquet import insert_rows, manifest_of
from ..corpus.reading.reading import Reading, documents_with_positions
from ..errors import InputError
from ..files.compression import compression_of, compressor, open_compressed
from ..files.write_errors import NamedFailures
from ..models import load
from ..parallel.transports.specs import Specs
from ..recipe import Recipe
from ..remote.components import COMPONENTS
from ..remote.formats import FORMATS
from .manifest import OWN, described, identity
from .outcomes import Outcome, outcomes
from .output import layout as layouts
from .output.partial_files import BLOCK, Counts
from .progress import Summary
from .records import ledger as ledgers
from .records import quarantine as quarantines
from .records.ledger import Found, Part, Piece, to_line
from .records.quarantine import Failure
from .verifying import ledger_of

NEXT = ".next"


@dataclass(frozen=True, slots=True)
class Again:
    """How failed documents are tried again: where, for how long each, and how long they may be.

    ``objects`` gives anew what a ledger can't keep: a tokenizer of one's own, a tagger, a chunker; ``recipe``, all.
    """

    workers: int | None = None
    specs: Specs | None = None
    timeout: float | None = None
    max_chars: int | None = None
    recipe: Recipe | None = None
    objects: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A document that now came out, and where it belongs."""

    failure: Failure
    outcome: Outcome


def retry(out: str | os.PathLike[str], again: Again = Again()) -> Summary:
    """Try the failed documents of a finished job again, and put those that come out in their places.

    The bytes are then those of a job in which they had not failed. Raises `InputError` where the job is not finished,
    or its inputs have changed.
    """
    ledger_of(out)
    with ledgers.opened(os.fspath(out)) as ledger:
        roll_forward(ledger.path)
        found = ledger_of(out)
        if not found.last.finished:
            raise InputError(f"{os.fspath(out)} is not finished: go on with the same command and --resume first")
        errors = quarantines.path_of(out)
        failures = list(quarantines.failures(errors))
        summary = Summary(found.order["task"], os.fspath(out), errors=str(errors))
        recipe = again.recipe or recipe_of(found.order, again.objects)
        tried = list(try_again(found, failures, again, recipe))
        inserted = [insertion for insertion in tried if insertion.outcome.error is None]
        left = [failed_again(one) for one in tried if one.outcome.error is not None]
        last = rewrite(found, ledger.path, inserted, left, recipe) if tried else found.last
    summary.documents, summary.sentences, summary.tokens = last.documents, last.sentences, last.tokens
    summary.failed, summary.seconds = last.failed, last.seconds
    return summary


def try_again(found: Found, failures: Sequence[Failure], again: Again, recipe: Recipe) -> Iterator[Insertion]:
    """Yield what becomes of each failed document this time."""
    order = found.order
    sources = sources_of(order)
    known = {**order["reading"], "max_chars": again.max_chars}
    reading = Reading(**known)
    with Pool(again.specs, workers=again.workers) as pool:
        setup = recipe.setup(order["task"], render=order["format"])
        records = [(failure.source, record_at(sources[failure.source], reading, failure)) for failure in failures]
        done = outcomes(pool, order["task"], records, setup, again.timeout)
        yield from map(Insertion, failures, done)


def failed_again(tried: Insertion) -> Failure:
    """Return a failure with what went wrong the last time."""
    kind, error, attempts = quarantines.described(tried.outcome.error, tried.outcome.found)
    return replace(tried.failure, kind=kind, error=error, attempts=tried.failure.attempts + attempts)


def record_at(source: Source, reading: Reading, failure: Failure) -> Any:
    """Read one record again."""
    return next(iter(documents_with_positions(source, reading, failure.position)))


def sources_of(order: Mapping[str, Any]) -> list[Source]:
    """Find the inputs of a job again; raises `InputError` where one has changed."""
    given = [entry if is_elsewhere(entry) else str(Path(order["folder"], entry)) for entry in order["given"]]
    found = corpus_sources.find(given, order["reading"].get("format"))
    sources = layouts.without_outputs(found, ledgers.outputs_of(order))
    now = [json.loads(json.dumps(identity(source))) for source in sources]
    if now != order["inputs"]:
        changed = next((new["file"] for new, old in zip(now, order["inputs"], strict=False) if new != old), "a file")
        raise InputError(f"{changed} is not as it was, so what failed can't be found in it; run the job anew")
    return sources


def is_elsewhere(entry: str) -> bool:
    return entry == corpus_sources.STDIN or entry.startswith("nltk:") or is_url(entry)


def recipe_of(order: Mapping[str, Any], objects: Mapping[str, Any]) -> Recipe:
    """Make the recipe of a job again; raises `InputError` where it had objects, which a ledger can't keep."""
    steps = {**order["recipe"], **objects}
    for step in COMPONENTS:
        if isinstance(given := steps.get(step), str) and OWN.fullmatch(given):
            raise InputError(f"the job had a {step} of your own, {given.split()[0]}: give it again, as --{step}")
    recipe = Recipe(model=order["model"]["given"], **steps)
    if load(recipe.model).digest != order["model"]["hash"]:
        raise InputError(f"the model {order['model']['given']} is not as it was; run the job anew")
    return recipe


def rewrite(found: Found, path: Path, inserted: Sequence[Insertion], left: Sequence[Failure], recipe: Recipe) -> Part:
    """Write outputs, ledger and failures anew beside the old ones, then put them in their places together."""
    paths = [Path(found.order["folder"], name) for name in found.order["outputs"]]
    parts = list(ledgers.parts(path))
    by_target: dict[int, list[Insertion]] = {}
    for insertion in inserted:
        by_target.setdefault(insertion.failure.target, []).append(insertion)
    for target, mine in by_target.items():
        if FORMATS[found.order["format"]].is_binary:
            with replacing(paths[target]) as file:
                rows = [(one.failure.tokens, one.outcome.rendered) for one in mine]
                insert_rows(paths[target], file, rows, manifest_with(paths[target], mine, recipe))
                made = crc_of(file)
            parts = [
                replace(part, files={**part.files, target: made}) if target in part.files else part for part in parts
            ]
        else:
            with replacing(paths[target]) as file, paths[target].open("rb") as old:
                parts = spliced(parts, target, mine, old, file, compression_of(paths[target]))
    with replacing(quarantines.path_of(without_suffix(path))) as file:
        file.writelines(json.dumps(asdict(failure)).encode() + b"\n" for failure in moved(left, inserted))
    with replacing(path) as file:  # written last: once it is whole, all are put in their places
        file.write(json.dumps(found.order, separators=(",", ":")).encode() + b"\n")
        parts = [counted_anew(part, inserted) for part in parts]
        file.writelines(map(to_line, parts))
    roll_forward(path)
    return parts[-1]


def manifest_with(path: Path, inserted: Sequence[Insertion], recipe: Recipe) -> dict[str, Any]:
    """Return a parquet file's manifest with what is put into the file counted in."""
    manifest = manifest_of(path)
    counts = Counts(*(manifest[key] for key in ("documents", "sentences", "tokens")))
    for one in inserted:
        counts += Counts(1, one.outcome.sentences, one.outcome.tokens)
    return manifest | asdict(counts) | {"recipe": described(recipe)}


def spliced(
    parts: Sequence[Part],
    target: int,
    inserted: Sequence[Insertion],
    old: IO[bytes],
    new: IO[bytes],
    compression: str | None,
) -> list[Part]:
    """Copy a file piece by piece, with documents put into those of the parts in which they failed."""
    pack = compressor(compression)
    done = []
    start = 0
    for part in parts:
        mine = [one for one in inserted if one.failure.part == part.number]
        piece = next((piece for piece in part.pieces if piece.target == target), None)
        stored = old.read(piece.stored) if piece else b""
        pieces = [other for other in part.pieces if other.target != target]
        if mine:
            content = open_compressed(io.BytesIO(stored), compression).read()
            documents = [(one.failure.raw - start, one.outcome.rendered) for one in mine]
            content = with_inserted(content, documents)
            stored = pack(content)
            pieces.append(Piece(target, len(content), len(stored), zlib.crc32(stored)))
        elif piece and piece.raw:
            pieces.append(piece)
        else:
            stored = b""  # a member without content, such as an empty file has, which this one no longer is
        new.write(stored)
        start += piece.raw if piece else 0
        done.append(replace(part, pieces=tuple(sorted(pieces, key=lambda one: one.target))))
    return done


def with_inserted(content: bytes, documents: Sequence[tuple[int, bytes]]) -> bytes:
    """Put documents into a content, each at its place.

    >>> with_inserted(b"ac", [(1, b"b"), (1, b"B")])
    b'abBc'
    """
    bounds = [0, *(place for place, _ in documents), len(content)]
    between = (content[start:end] for start, end in pairwise(bounds))
    return b"".join(chain.from_iterable(zip_longest(between, (document for _, document in documents), fillvalue=b"")))


def moved(left: Sequence[Failure], inserted: Sequence[Insertion]) -> Iterator[Failure]:
    """Yield the failures that are left, each after what was put in before it."""
    for failure in left:
        before = [
            one.outcome
            for one in inserted
            if one.failure.target == failure.target and place_in_input(one.failure) < place_in_input(failure)
        ]
        raw = failure.raw + sum(len(outcome.rendered) for outcome in before)
        yield replace(failure, raw=raw, tokens=failure.tokens + sum(outcome.tokens for outcome in before))


def place_in_input(failure: Failure) -> tuple[int, int, int]:
    return failure.source, failure.start, failure.record


def counted_anew(part: Part, inserted: Sequence[Insertion]) -> Part:
    """Count in a part's totals the documents that were put into it and those before it."""
    before = [one.outcome for one in inserted if one.failure.part <= part.number]
    return replace(
        part,
        documents=part.documents + len(before),
        failed=part.failed - len(before),
        sentences=part.sentences + sum(outcome.sentences for outcome in before),
        tokens=part.tokens + sum(outcome.tokens for outcome in before),
        error_bytes=0,
    )


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write what is to take a file's place once the ledger's new one is whole."""
    with NamedFailures(path), path.with_name(path.name + NEXT).open("w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def roll_forward(path: Path) -> None:
    """Finish a rewriting whose new ledger is whole; forget one that never came so far."""
    found = ledgers.read(path.with_name(path.name + NEXT))
    order = found or ledgers.read(path)
    if order is None:
        return
    outputs = [Path(order.order["folder"], name) for name in order.order["outputs"]]
    errors = quarantines.path_of(without_suffix(path))
    for changed in (*outputs, errors, path):
        beside = changed.with_name(changed.name + NEXT)
        if beside.exists() and found is None:
            beside.unlink()
        elif beside.exists():
            beside.replace(changed)
    if errors.exists() and not errors.stat().st_size:
        errors.unlink()


def without_suffix(path: Path) -> str:
    return str(path).removesuffix(ledgers.SUFFIX)


def crc_of(file: IO[bytes]) -> tuple[int, int]:
    """Return the size and the CRC-32 of a file."""
    file.seek(0)
    size = crc = 0
    while block := file.read(BLOCK):
        size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc
