"""Counting documents: in the workers, which tag them first where that is needed; their counts are merged here."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, cast

from ...annotate import Recipe
from ...annotate.entries import EntryReader, Misfit
from ...errors import InputError, meant
from ...parallel import WorkerPool
from ...parallel.setups import Setup
from ...parallel.transports.specs import Specs
from ...remote import counter
from ...remote.document import Document
from ...remote.document.packing import pack_document
from .stored import StoredConditionalFreqDist, StoredFreqDist

if TYPE_CHECKING:
    from nltk.probability import ConditionalFreqDist, FreqDist

MOST = 2_000_000  # different samples that are kept in memory
FEATS = "feats"  # which are found where they are asked for
ALL = ""  # the condition of documents that are not told apart
Conditions = Callable[[Document], Sequence[Hashable]]
By = Union[str, Callable[[Document], Any], None]  # noqa: UP007 - evaluated by Python 3.10


def count(
    documents: Iterable[Any],
    of: str | Sequence[str] = "form",
    by: By = None,
    *,
    ignore_case: bool = False,
    store: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    specs: Specs | None = None,
    text_key: str = "text",
    id_key: str = "id",
    **recipe: Any,
) -> FreqDist | ConditionalFreqDist | StoredFreqDist | StoredConditionalFreqDist:
    """Return how often each value occurs in documents, which workers tokenize and tag as far as that is needed.

    ``of`` is ``"form"``, ``"lemma"``, ``"xpos"``, ``"upos"``, ``"feats"`` or ``"iob"``, or several for tuples. With
    ``by``, a key of metadata or a function of a document, there is a distribution for each of its values. They are
    NLTK's; with ``store``, a file, or where there are more samples than fit the memory, they are on disk, with the same
    methods.
    Other options: those of `nlpmap.Recipe`.

    >>> found = count(["Dogs bark.", "Cats sleep. Dogs sleep."], workers=0)
    >>> found["Dogs"], found.N()
    (2, 9)
    """
    names = [of] if isinstance(of, str) else list(of)
    for name in names:
        if name not in counter.COLUMNS:
            raise InputError(f"of={name!r} is no column; {meant(name, list(counter.COLUMNS))}")
    merged = MergedCounts(store)
    how = Recipe(**{"feats": True, **recipe} if FEATS in names and "features" not in recipe else recipe)
    entries = labelled(documents, condition_by(by), EntryReader(text_key, id_key, False))
    for condition, samples, numbers in counts_of(entries, names, ignore_case, how, workers, specs):
        merged.add(condition, zip(samples, numbers, strict=True))
    return merged.conditional() if by is not None else merged.plain()


def labelled(
    documents: Iterable[Any], conditions: Conditions, reader: EntryReader
) -> Iterator[tuple[Document, Sequence[Hashable]]]:
    """Yield each document with its conditions; raises `InputError` for an entry that is no document."""
    for number, entry in enumerate(documents):
        document = reader(entry, number).document
        if isinstance(document, Misfit):
            raise InputError(document.message)
        yield document, conditions(document)


def condition_by(by: By) -> Conditions:
    """Return what tells the conditions of a document: one, or several where its value is a list or a set."""
    if by is None:
        return lambda document: (ALL,)

    def conditions(document: Document) -> Sequence[Hashable]:
        found = by(document) if callable(by) else document.metadata.get(by)
        return tuple(found) if isinstance(found, (list, set, frozenset)) else (found,)

    return conditions


def counts_of(
    entries: Iterable[tuple[Document, Sequence[Hashable]]],
    names: Sequence[str],
    ignore_case: bool,
    recipe: Recipe,
    workers: int | None,
    specs: Specs | None,
) -> Iterator[tuple[Hashable, Sequence[Any], Sequence[int]]]:
    """Yield counts by condition: of documents that have what is counted from here, of others from workers."""
    known: dict[Hashable, int] = {}
    here: dict[Hashable, Counter[Any]] = {}

    def parcels() -> Iterator[tuple[list[int], tuple[object, ...]]]:
        for document, conditions in entries:
            if counter.has_all(document, names):
                for condition, counts in counter.work([document], [conditions], names, ignore_case).items():
                    here.setdefault(condition, Counter()).update(counts)
            else:
                numbers = [known.setdefault(condition, len(known)) for condition in conditions]
                yield numbers, pack_document(document, whole=False)

    waiting = parcels()
    first = list(islice(waiting, 1))
    if first:  # else no worker is needed
        task = counter.task_for(names)
        setup = recipe.shared_setup(task)
        value = {
            **cast("dict[str, object]", setup.value),
            "count": {"task": task, "of": names, "ignore_case": ignore_case},
        }
        with WorkerPool(specs, workers=workers) as pool:
            sent = pool.imap(counter, chain(first, waiting), setup=Setup(value, setup.needs, setup.rarely))
            for batch in sent:
                conditions = list(known)
                for number, samples, numbers in batch or ():
                    yield conditions[number], samples, numbers
    for condition, counts in here.items():
        yield condition, list(counts), list(counts.values())


class MergedCounts:
    """Counts that are added up: in memory as long as they are few, then on disk; or there at once, where asked."""

    def __init__(self, store: str | os.PathLike[str] | None = None, most: int = MOST) -> None:
        self.most = most
        self.counts: dict[Hashable, Counter[Any]] = {}
        self.size = 0
        self.stored = None if store is None else StoredConditionalFreqDist(store)

    def add(self, condition: Hashable, counts: Iterable[tuple[Any, int]]) -> None:
        """Add counts of a condition; samples that are None are not counted."""
        mine = self.counts.setdefault(condition, Counter())
        before = len(mine)
        for sample, n in counts:
            if sample is not None:
                mine[sample] += n
        self.size += len(mine) - before
        if self.size > self.most:
            self.spill()

    def spill(self) -> None:
        """Put on disk what is in memory."""
        if self.stored is None:
            folder = tempfile.mkdtemp()
            self.stored = StoredConditionalFreqDist(Path(folder, "counts"))
            weakref.finalize(self.stored, shutil.rmtree, folder, ignore_errors=True)
        self.stored.add(self.counts)
        self.counts, self.size = {}, 0

    def conditional(self) -> ConditionalFreqDist | StoredConditionalFreqDist:
        """Return a distribution for each condition."""
        from nltk.probability import ConditionalFreqDist

        if self.stored is not None:
            self.spill()
            return self.stored
        found = ConditionalFreqDist()
        for condition, counts in self.counts.items():
            found[condition].update(counts)
        return found

    def plain(self) -> FreqDist | StoredFreqDist:
        """Return the distribution of documents that are not told apart."""
        from nltk.probability import FreqDist

        if self.stored is not None:
            self.spill()
            return self.stored[ALL]
        return FreqDist(self.counts.get(ALL, {}))
