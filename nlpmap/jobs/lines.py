"""Any worker module over JSON lines: a value a line in, a result a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from ..corpus.reading import lines_of
from ..errors import InputError
from ..parallel import Pool
from ..parallel.specs import Specs
from .job import standard_output
from .outputs import FileOutput, Output, StreamOutput, refuse_overwriting


def map_lines(
    module: str,
    items: str,
    out: str | None,
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    force: bool = False,
) -> str:
    """Map a worker module over a file of JSON lines (``-``: standard input), and say in a line what was done.

    Raises `InputError` that names the line where it is not JSON, or its result can't be written as JSON.
    """
    if out is not None:
        refuse_overwriting([Path(out)], force)
    started = perf_counter()
    count = 0
    with Pool(specs, workers=workers) as pool:
        results = pool.imap(module, values(items))
        output: Output = StreamOutput(standard_output()) if out is None else FileOutput(Path(out))
        try:
            for count, result in enumerate(results, start=1):
                output.write(0, encoded(result, count))
        except BaseException:
            output.abandon()
            raise
        output.finish()
    return f"mapped {count:,} items in {perf_counter() - started:.1f} s: {out or 'standard output'}"


def values(path: str) -> Iterator[object]:
    """Yield the values of JSON lines; empty lines are left out."""
    for number, line in enumerate(lines_of(path), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{path}:{number}: not JSON: {error}") from None


def encoded(result: object, number: int) -> bytes:
    """Write a result as a line of JSON."""
    try:
        return json.dumps(result).encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the result of item {number} can't be written as JSON: {error}") from None
