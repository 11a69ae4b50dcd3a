"""Tokenize, tag and chunk: a worker module, a recipe, and the map."""

from __future__ import annotations

import logging
import operator
import types
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypedDict, get_type_hints

from ..errors import InputError, ModelError, WorkerError
from ..option_names import check_options
from ..parallel import WorkerPool
from ..parallel.options import POOL_OPTIONS, OnError, Policy
from ..parallel.results import Blocks, Results
from ..parallel.scheduling.reader import Prompt, is_prompt
from ..parallel.transports.specs import Specs
from ..remote import chunker, tagger, tokenizer
from ..remote.components import Task
from ..remote.document import Document
from ..remote.document.packing import pack_document, unpacked_later
from .entries import Entries, EntryReader, Given, Misfit, check_documents
from .recipe import Recipe, RecipeOptions
from .strangeness import StrangenessWatch

if TYPE_CHECKING:
    from typing_extensions import Unpack

Documents = Entries
TASKS: Mapping[Task, types.ModuleType] = {"tokenize": tokenizer, "tag": tagger, "chunk": chunker}
OTHER_MODEL = "name another model, or train this one anew: nlpmap train"
log = logging.getLogger("nlpmap")


class InputOptions(TypedDict, total=False):
    """How entries become documents, and what becomes of those that don't."""

    on_error: OnError
    progress: bool
    window: int | None
    text_key: str
    id_key: str
    as_tuples: bool


class Options(RecipeOptions, InputOptions, total=False):
    """The keyword options of `tokenize`, `tag` and `chunk`: those of a `Recipe`, and how documents are taken."""


OPTIONS = get_type_hints(Options).keys()


class Pool(WorkerPool):
    """Workers kept open for many calls: the map, and the NLP tasks; a context manager.

    >>> with Pool(workers=2) as pool:
    ...     [document] = pool.tag(["Cats sleep."])
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """

    def tokenize(self, documents: Documents, **options: Unpack[Options]) -> Results[Document]:
        """Yield the documents, in order, with sentences and tokens; options as for `nlpmap.tokenize`."""
        return self.annotate("tokenize", documents, **options)

    def tag(self, documents: Documents, **options: Unpack[Options]) -> Results[Document]:
        """Yield the documents, in order, with a tag for each token; options as for `nlpmap.tag`."""
        return self.annotate("tag", documents, **options)

    def chunk(self, documents: Documents, **options: Unpack[Options]) -> Results[Document]:
        """Yield the documents, in order, with tags and phrases; options as for `nlpmap.chunk`."""
        return self.annotate("chunk", documents, **options)

    def annotate(
        self,
        task: Task,
        documents: Documents,
        *,
        on_error: OnError = "raise",
        progress: bool = False,
        window: int | None = None,
        text_key: str = "text",
        id_key: str = "id",
        as_tuples: bool = False,
        **steps: Unpack[RecipeOptions],
    ) -> Results[Any]:
        """Yield the documents, in order, after one of the `TASKS`."""
        policy = Policy(on_error=on_error, window=window)
        if not steps.keys() <= OPTIONS:
            check_options(steps, OPTIONS, f"Pool.{task}")
        check_documents(documents, text_key)
        parcels = Parcels(documents, EntryReader(text_key, id_key, as_tuples))
        setup = Recipe(**steps).shared_setup(task)
        answers = self.imap(
            TASKS[task],
            Prompt(parcels) if is_prompt(documents) else parcels,
            setup=setup,
            on_error="return",
            needs=setup.needs,
            progress=progress,
            window=window,
        )
        return Results(_unpacked(answers, parcels, policy), answers.feed)


def _unpacked(answers: Results[Any], parcels: Parcels, policy: Policy) -> Blocks[Any]:
    left_out: list[Misfit] = []
    watch = StrangenessWatch()
    with closing(answers):  # else the traceback of an error keeps the pool busy
        for number, answer in enumerate(answers, start=1):
            given = parcels.sent.popleft()
            if isinstance(given.document, Misfit):
                left_out += [given.document] if policy.on_error == "skip" else []
                outcome: list[Any] = policy.results_of(error_of(given.document, policy))
            elif isinstance(answer, WorkerError):
                if (fault := model_fault(answer)) is not None:
                    raise fault
                if answer.type == "FailingTable" and policy.on_error == "raise":
                    raise ModelError(f"{answer.message} (item {answer.index}); {OTHER_MODEL}") from answer
                outcome = policy.results_of(answer)
            else:
                *packed, weighed = answer
                watch.see(weighed, given.document.id or str(number))
                outcome = [given.document.with_annotation(unpacked_later(given.document.text, tuple(packed)))]
            yield [(document, given.context) for document in outcome] if given.is_pair else outcome
    if watch.surplus > 0:
        watch.end()
    if left_out:
        log.warning("%d left out: %s", len(left_out), left_out[0].message)


def error_of(misfit: Misfit, policy: Policy) -> WorkerError:
    """Return the error of an entry that is no document, or raise `InputError` where errors are raised."""
    if policy.on_error == "raise":
        raise InputError(f"{misfit.message}. To go on without it: on_error='skip'")
    return WorkerError(misfit.index, "InputError", misfit.message)


def model_fault(error: WorkerError) -> ModelError | None:
    """Return what is wrong with the model, where it is that: no document can be annotated by it."""
    return ModelError(f"{error.message}; {OTHER_MODEL}") if error.type == "UnusableTable" else None


class Parcels:
    """Documents on their way to the workers; ``sent`` holds those that have not come back, in order.

    In the place of an entry that is no document an empty one is sent, so that its error comes in its turn.
    """

    def __init__(self, documents: Documents, entries: EntryReader) -> None:
        self.documents = documents
        self.entries = entries
        self.sent: deque[Given] = deque()

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        for index, entry in enumerate(self.documents):
            given = self.entries(entry, index)
            self.sent.append(given)
            yield NOTHING if isinstance(given.document, Misfit) else pack_document(given.document, whole=False)

    def __length_hint__(self) -> int:
        return operator.length_hint(self.documents, -1) if hasattr(self.documents, "__len__") else NotImplemented


NOTHING = pack_document(Document(), whole=False)


def tokenize(
    documents: Documents,
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    threads: int = 1,
    **options: Unpack[Options],
) -> Results[Document]:
    """Yield the documents, in order, with the sentences and tokens that NLTK finds.

    ``documents`` are texts, `nlpmap.Document`, or dicts with the text under ``text_key``, an id under ``id_key`` and
    metadata under the others. One that is given as a pair ``(text, context)`` comes back as ``(document, context)``;
    with ``as_tuples=True`` all must be pairs. Options: ``model``; ``splitter`` and ``tokenizer`` (see
    `nlpmap.Recipe`); ``on_error``, one of ``"raise"``, ``"return"``, ``"skip"``, also for what is missing or no text;
    ``window``, how many are read ahead of those taken; ``progress=True`` for a bar.

    >>> [document] = tokenize(["It's here. Good!"], workers=0)
    >>> document.sents()
    [['It', "'s", 'here', '.'], ['Good', '!']]
    """
    return _in_a_pool("tokenize", documents, workers, specs, threads, options)


def tag(
    documents: Documents,
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    threads: int = 1,
    **options: Unpack[Options],
) -> Results[Document]:
    """Yield the documents, in order, with a Penn tag for each token.

    Options: those of `tokenize`, ``tagger``, any `nltk.TaggerI`, and ``tags="penn"`` for NLTK's classic Penn tags.

    >>> [document] = tag(["Cats sleep."], workers=0)
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """
    return _in_a_pool("tag", documents, workers, specs, threads, options)


def chunk(
    documents: Documents,
    *,
    workers: int | None = None,
    specs: Specs | None = None,
    threads: int = 1,
    **options: Unpack[Options],
) -> Results[Document]:
    """Yield the documents, in order, with tags and phrases.

    Options: those of `tag`, and ``grammar``, as `nltk.RegexpParser` takes it, or ``chunker``: ``"names"`` as
    `nltk.ne_chunk`, by your NLTK data, or any `nltk.ChunkParserI`.

    >>> [document] = chunk(["The old dog slept."], workers=0)
    >>> print(document.chunked_sents()[0])
    (S (NP The/DT old/JJ dog/NN) (VP slept/VBD) ./.)
    """
    return _in_a_pool("chunk", documents, workers, specs, threads, options)


def _in_a_pool(
    task: Task, documents: Documents, workers: int | None, specs: Specs | None, threads: int, options: Options
) -> Results[Document]:
    check_options(options, (*OPTIONS, *POOL_OPTIONS), f"nlpmap.{task}")
    pool = Pool(specs, workers=workers, threads=threads)
    return pool.annotate(task, documents, **options).then(pool.close)
