"""Any worker module over JSON lines: a value a line in, a result a line out, in order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from ..corpus.inputs.sources import refuse_inputs
from ..corpus.reading.reading import json_lines_of
from ..errors import InputError, WorkerError
from ..parallel import WorkerPool
from ..parallel.scheduling.reader import Prompt
from ..parallel.transports.specs import Specs
from .output.layout import refuse_overwriting
from .output.streams import is_stdout, stream_or_file
from .progress.summary import counted


def map_lines(
    module: str,
    items: str,
    out: str | None = None,
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    force: bool = False,
) -> str:
    """Map a worker module over a file of JSON lines (``-``: standard input), and say in a line what was done.

    Raises `InputError` that names the line where it is not JSON, or its result can't be written as JSON, and
    `WorkerError` where the module fails.
    """
    if out is not None and not is_stdout(out):
        refuse_overwriting([Path(out)], force)
        refuse_inputs(out, [items, module])
    started = perf_counter()
    count = 0
    sent: deque[int] = deque()
    with WorkerPool(specs, workers=workers) as pool:
        results = pool.imap(module, Prompt(values(items, sent)), on_error="return")
        with stream_or_file(out) as write:
            for result in results:
                write(encoded_line(result, f"{items}:{sent.popleft()}"))
                count += 1
    where = "standard output" if is_stdout(out) else out
    return f"mapped {counted(count, 'item')} in {perf_counter() - started:.1f} s: {where}"


def values(path: str, sent: deque[int]) -> Iterator[object]:
    """Yield the values of JSON lines, and note their lines' numbers; empty lines are left out."""
    for number, line in enumerate(json_lines_of(path), start=1):
        if line.strip():
            sent.append(number)
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{path}:{number}: not JSON: {error.msg} at character {error.pos + 1}") from None
            except (ValueError, RecursionError) as error:  # a number or a nesting that Python can't hold
                raise InputError(f"{path}:{number}: not JSON: {error}") from None


def encoded_line(result: object, where: str) -> bytes:
    """Write a result as a line of JSON."""
    if isinstance(result, WorkerError):
        result.message = f"{result.message} ({where})"
        raise result
    try:
        return json.dumps(result).encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"{where}: its result can't be written as JSON: {error}") from None
