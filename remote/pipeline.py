"""A model's kernels, ready for work, and the loop of the worker modules that annotate by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

from . import formats, function
from .blocks import LinesOfFile, done_at_once, is_block
from .components import COMPONENTS, NONE, Component, ComponentName
from .document import Document
from .document.buffers import raw_columns, with_feats
from .document.packing import pack_annotation, unpack_document
from .kernels.familiarity import NOTHING, Familiarity, Weighed, familiarity_of
from .kernels.protocols import Chunker, Featuring, Lemmatizing, Splitter, Tagger, Tokenizer
from .model_tables import tables_from

MOST_SAID = 200  # characters
CONLLU = "conllu"
Work = Callable[[Sequence[Document], "Pipeline"], list[Document]]


class MissingTable(LookupError):
    """A model lacks what a document needs."""


class UnusableTable(ValueError):
    """A model's table is none of its component."""


class FailingTable(ValueError):
    """A model's table by which a document can't be annotated."""


class Pipeline:
    """The kernels of one model; each is made when it is first needed, and numpy is loaded no sooner.

    ``choices`` says what is to do a component's work in the place of the model's own kernel: a name, or an object that
    the user's own process pickled; for ``"grammar"`` a chunk grammar; for ``"tags"`` the tagset to map tags to.
    """

    def __init__(self, model: Mapping[str, Any], choices: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.model = tables_from(model)
        self.choices = choices
        self.made_of: dict[str, str] = {}  # the tables of those kernels that are made of one

    @cached_property
    def splitter(self) -> Splitter:
        kernel: Splitter = self.kernel("splitter")
        return kernel

    @cached_property
    def tokenizer(self) -> Tokenizer:
        kernel: Tokenizer = self.kernel("tokenizer")
        return kernel

    @cached_property
    def tagger(self) -> Tagger:
        kernel: Tagger = self.kernel("tagger")
        return kernel

    @cached_property
    def lemmatizer(self) -> Lemmatizing:
        kernel: Lemmatizing = self.kernel("lemmatizer")
        return kernel

    @cached_property
    def features(self) -> Featuring:
        kernel: Featuring = self.kernel("features")
        return kernel

    @property
    def finds_feats(self) -> bool:
        """Whether features are asked for."""
        return self.choices.get("features") not in (None, NONE)

    @cached_property
    def chunker(self) -> Chunker:
        kernel: Chunker = self.kernel("chunker")
        return kernel

    @property
    def chunks_by_own_tags(self) -> bool:
        """Whether the chunker is for the model's own tags; names, and what the user brings, are for those returned."""
        choice = COMPONENTS["chunker"].chosen(self.choices.get("chunker"), self.choices, self.model)
        if isinstance(choice, bytes) or self.choices.get("grammar") is not None:
            return False
        return COMPONENTS["chunker"].table(choice, self.model) in (None, "chunker")

    @cached_property
    def familiarity(self) -> Familiarity | None:
        """What tells strange words, once the tagger is made; None where that is not made of a table that does."""
        table = self.made_of.get("tagger")
        try:
            return familiarity_of(self.table(table)) if table else None
        except Exception as error:  # a table may be anything
            raise UnusableTable(f"the model's tagger can't be used: {in_short(str(error))}") from error

    def weighed(self, documents: Sequence[Document]) -> Sequence[Weighed]:
        """Return how strange the words of tagged documents are."""
        if "tagger" not in self.made_of or self.familiarity is None:
            return [NOTHING] * len(documents)
        return self.familiarity.weigh_all([raw_columns(document.annotated).forms for document in documents])

    def kernel(self, name: ComponentName) -> Any:
        """Make what does a component's work; raises `LookupError` where the model has not the table for it."""
        component = COMPONENTS[name]
        choice = component.chosen(self.choices.get(name), self.choices, self.model)
        if isinstance(choice, bytes):
            return component.of_object(function.unpickled(choice, name))
        table = component.table(choice, self.model)
        if table is None:
            return component.named(choice, self.choices)
        self.made_of[name] = table
        return self.kernel_of_table(component, table)

    def kernel_of_table(self, component: Component, name: str) -> Any:
        """Make the kernel of a table; raises `UnusableTable` where that is not as a kernel's table is."""
        try:
            table = self.table(name)
            return component.of_table(table)
        except (ImportError, MissingTable):
            raise
        except Exception as error:  # a table may be anything
            kind = "" if type(error) is LookupError else f"{type(error).__name__}: "
            raise UnusableTable(f"the model's {name} can't be used: {in_short(f'{kind}{error}')}") from error

    def make_ready(self) -> None:
        """Make the kernels of tables, so that no document waits for them; what can't be made fails where it is used."""
        for name, component in COMPONENTS.items():
            choice = component.chosen(self.choices.get(name), self.choices, self.model)
            if isinstance(choice, str) and component.table(choice, self.model) in self.model:
                with suppress(Exception):
                    getattr(self, name)

    @contextmanager
    def using(self, name: ComponentName) -> Iterator[None]:
        """Raise `FailingTable` where the kernel of a table fails; the error of what the user brought stays as it is."""
        try:
            yield
        except (ImportError, MissingTable, UnusableTable):
            raise
        except Exception as error:
            if name not in self.made_of:
                raise
            reason = in_short(f"{type(error).__name__}: {error}")
            raise FailingTable(f"the model's {self.made_of[name]} fails: {reason}") from error

    def has_table(self, name: str) -> bool:
        """Return whether the model has a table of that name."""
        return name in self.model

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a table of the model; raises `LookupError` where it has none of that name."""
        if name not in self.model:
            ways = f"name another, or train one: nlpmap train {name}; or train with --base en, which has one"
            raise MissingTable(f"the model has no {name}; {ways}")
        table: Mapping[str, Any] = self.model[name]
        return table


def in_short(message: str) -> str:
    """Return a message in one line, not a long one."""
    return " ".join(message.split())[:MOST_SAID]


class Annotator:
    """A pipeline, and what is sent back of a document: its annotation or, where it is to be rendered, its text."""

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self.pipeline = Pipeline(setup["model"], setup["choices"])
        render = setup["render"]
        self.needs_tokens = bool(render) and formats.FORMATS[render].needs_tokens
        self.drops_feats = bool(render) and not (self.pipeline.finds_feats or "FEATS" in formats.FORMATS[render].holds)
        self.answer = partial(write_and_count, formats.writer(render)) if render else pack_annotation

    def annotate(self, work: Work, parcels: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Do a worker's work on a batch of documents, or of blocks, from what was sent to what is sent back."""
        if any(map(is_block, parcels)):
            return [self.one(work, parcel) for parcel in parcels]
        return self.answers(work, list(map(unpack_document, parcels)))

    def answers(self, work: Work, documents: Sequence[Document]) -> list[Any]:
        """Return what is sent back of each document, and last how strange its words are."""
        done = work(documents, self.pipeline)
        weighed = self.pipeline.weighed(done)
        if self.drops_feats:
            done = list(map(without_treebanks_feats, done))
        return [(*self.answer(one), weight) for one, weight in zip(done, weighed, strict=True)]

    def one(self, work: Work, parcel: tuple[Any, ...]) -> Any:
        """Return what is sent back of one document or block."""
        if is_block(parcel):
            return done_at_once(LinesOfFile(*parcel), partial(self.answers, work), self.needs_tokens)
        return self.answers(work, [unpack_document(parcel)])[0]


def serve(channel: Any, work: Work) -> None:
    """Do a worker module's loop: take the set-up, then annotate batch after batch of documents."""
    annotator = KEPT.pop(channel.setup_key, None) or Annotator(channel.receive())
    if channel.is_rehearsal:
        annotator.pipeline.make_ready()
    channel.map_batches(partial(annotator.annotate, work))
    if channel.setup_key is not None:
        keep(channel.setup_key, annotator)


KEPT: dict[str, Annotator] = {}  # by their set-ups' hashes; one that is in use is not among them
MOST_KEPT = 2


def keep(key: str, annotator: Annotator) -> None:
    """Keep an annotator, whose kernels are made and have learned words, for the next run of the same set-up."""
    KEPT[key] = annotator
    for oldest in list(KEPT)[:-MOST_KEPT]:
        KEPT.pop(oldest, None)


def without_treebanks_feats(document: Document) -> Document:
    """Return a document without the features that only its lines of CoNLL-U have, which another format leaves out."""
    if document.original is None or document.original.format != CONLLU or document.annotation is None:
        return document
    return document.with_annotation(with_feats(document.annotation, None))


def write_and_count(write: formats.Write, document: Document) -> tuple[bytes, int, int]:
    """Return a document as a format has it, in UTF-8, and the number of its sentences and tokens."""
    columns = raw_columns(document.annotated)
    return write(document), len(columns.sentence_ends), len(columns.forms)
