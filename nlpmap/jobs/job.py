"""A job: reads a corpus's files, annotates their documents in parallel, and writes them in order.

The workers render the text; this side reads, relays bytes, and counts.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter

from ..annotate import NEEDS, TASKS, Pool
from ..corpus import sources as corpus_sources
from ..corpus.reading import Reading, documents
from ..corpus.sources import PathLike, Source
from ..corpus.writing import format_for
from ..errors import InputError, WorkerError
from ..parallel.specs import Specs
from ..recipe import Recipe, Task
from ..remote.document import Document
from ..remote.pipeline import pack_document
from .outputs import (
    FileOutput,
    FolderOutput,
    Output,
    folder_paths,
    is_folder,
    is_stdout,
    refuse_overwriting,
    refuse_reading_output,
    standard_output,
)

PAST = {"tokenize": "tokenized", "tag": "tagged", "chunk": "chunked"}
Report = Callable[["Summary"], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a job is done: by which recipe, where, and how its files are read and written."""

    recipe: Recipe = field(default_factory=Recipe)
    format: str | None = None
    workers: int | None = None
    specs: Specs | None = None
    limit: int | None = None
    force: bool = False
    reading: Reading = field(default_factory=Reading)


@dataclass(slots=True)
class Summary:
    """What a job has done so far."""

    task: Task
    out: str
    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.tokens / self.seconds if self.seconds else 0.0
        counts = [(self.documents, "document"), (self.sentences, "sentence"), (self.tokens, "token")]
        done = ", ".join(counted(number, noun) for number, noun in counts)
        return f"{PAST[self.task]} {done} in {self.seconds:.1f} s ({rate:,.0f} tokens/s): {self.out}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "token"), counted(1200, "token")
    ('1 token', '1,200 tokens')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def annotate_files(
    task: Task,
    inputs: PathLike | Iterable[PathLike],
    out: PathLike | None = None,
    options: Options = Options(),
    *,
    report: Report = lambda summary: None,
) -> Summary:
    """Annotate a corpus's files: to one file, to a directory (a file for each), or to standard output.

    Raises `InputError` before any work is done where inputs or outputs are not as they should be, and `WorkerError`
    where a document fails; then no output is left half-written.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> folder = tempfile.mkdtemp()
    >>> summary = annotate_files("tag", corpora.path("sample"), f"{folder}/sample.conllu", Options(limit=2))
    >>> summary.documents
    2
    """
    given = corpus_sources.listed(inputs)
    found = corpus_sources.find(given, options.reading.format)
    target = None if out is None else os.fspath(out)
    format, make_output = plan_output(target, found, given, options)
    corpus = Corpus(found, options.reading)
    summary = Summary(task, "standard output" if target is None or is_stdout(target) else target)
    with Pool(options.specs, workers=options.workers) as pool:
        pool.start()  # the workers come up while the model is read
        setup = options.recipe.setup(task, render=format)
        with make_output() as output:
            for source, text in rendered(pool, task, islice(corpus, options.limit), setup, summary):
                output.write(source, text)
                report(summary)
            output.write(corpus.reached, b"")  # the last inputs may have had no documents
    return summary


def plan_output(
    out: str | None, found: Sequence[Source], given: Sequence[str], options: Options
) -> tuple[str, Callable[[], Output]]:
    """Choose the format, and how to make the output once the work begins."""
    if out is None or is_stdout(out):
        return format_for(None, options.format), standard_output
    if not out:
        raise InputError("the output has an empty name; for the current directory, write .")
    if is_folder(out, found, given):
        format = format_for(None, options.format)
        paths = folder_paths(Path(out), found, format)
        refuse_overwriting(paths, options.force)
        return format, lambda: FolderOutput(paths)
    refuse_reading_output(Path(out), found)
    refuse_overwriting([Path(out)], options.force)
    return format_for(Path(out), options.format), lambda: FileOutput(Path(out))


class Corpus:
    """All documents, each with the number of its source; ``reached`` is the source that is being read."""

    def __init__(self, found: Sequence[Source], reading: Reading) -> None:
        self.found = found
        self.reading = reading
        self.reached = -1

    def __iter__(self) -> Iterator[tuple[int, Document]]:
        for number, source in enumerate(self.found):
            self.reached = number
            for document in documents(source, self.reading):
                yield number, document


def rendered(
    pool: Pool, task: Task, numbered: Iterable[tuple[int, Document]], setup: object, summary: Summary
) -> Iterator[tuple[int, bytes]]:
    """Yield each document's text as its worker rendered it, with the number of its source, and count."""
    started = perf_counter()
    sent: deque[tuple[int, str]] = deque()

    def parcels() -> Iterator[object]:
        for source, document in numbered:
            sent.append((source, document.id))
            yield pack_document(document, whole=True)

    for answer in pool.imap(TASKS[task], parcels(), setup=setup, on_error="return", needs=NEEDS):
        source, name = sent.popleft()
        if isinstance(answer, WorkerError):
            raise failure(answer, name)
        text, sentences, tokens = answer
        summary.documents += 1
        summary.sentences += sentences
        summary.tokens += tokens
        summary.seconds = perf_counter() - started
        yield source, text


def failure(error: WorkerError, name: str) -> Exception:
    """Name the document that failed; what its format can't hold is the user's to mend, not the worker's."""
    if error.type == "UnfitForFormat":
        return InputError(f"document {name!r}: {error.message}")
    error.message = f"{error.message} (document {name!r})"
    return error
