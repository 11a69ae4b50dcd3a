"""Tokenize, tag and chunk: a worker module, a recipe, and the map."""

from __future__ import annotations

import operator
import types
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from .errors import InputError, WorkerError
from .parallel import WorkerPool
from .parallel.options import OnError, Policy
from .parallel.results import Blocks, Results
from .parallel.transports.specs import Specs
from .recipe import Recipe, RecipeOptions
from .remote import chunker, tagger, tokenizer
from .remote.components import Task
from .remote.document import Annotation, Document
from .remote.document.packing import pack_document, unpack_annotation

if TYPE_CHECKING:
    from typing_extensions import Unpack

Documents = Iterable[str | Document]
NEEDS = ("nltk", "numpy")
TASKS: Mapping[Task, types.ModuleType] = {"tokenize": tokenizer, "tag": tagger, "chunk": chunker}


class Options(RecipeOptions, total=False):
    """The keyword options of `tokenize`, `tag` and `chunk`: those of a `Recipe`, and how failures are treated."""

    on_error: OnError
    progress: bool


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
        **steps: Unpack[RecipeOptions],
    ) -> Results[Document]:
        """Yield the documents, in order, after one of the `TASKS`."""
        policy = Policy(on_error=on_error)
        parcels = Parcels(documents, whole=False)
        setup = Recipe(**steps).shared_setup(task)
        answers = self.imap(TASKS[task], parcels, setup=setup, on_error="return", needs=NEEDS, progress=progress)
        return Results(_unpacked(answers, parcels, policy))


def _unpacked(answers: Results[Any], parcels: Parcels, policy: Policy) -> Blocks[Document]:
    with closing(answers):  # else the traceback of an error keeps the pool busy
        for answer in answers:
            document = parcels.sent.popleft()
            if isinstance(answer, WorkerError):
                yield policy.results_of(answer)
            else:
                annotation = Annotation.lazy(partial(unpack_annotation, document.text, answer))
                yield [document.with_annotation(annotation)]


class Parcels:
    """Documents on their way to the workers; ``sent`` holds those that have not come back, in order."""

    def __init__(self, documents: Documents, whole: bool) -> None:
        if isinstance(documents, (str, Document)):
            raise InputError("documents are an iterable of texts or Documents; for one, write [text]")
        self.documents = documents
        self.whole = whole
        self.sent: deque[Document] = deque()

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        for number, entry in enumerate(self.documents, start=1):
            document = as_document(entry, number)
            self.sent.append(document)
            yield pack_document(document, self.whole)

    def __length_hint__(self) -> int:
        return operator.length_hint(self.documents, -1) if hasattr(self.documents, "__len__") else NotImplemented


def as_document(entry: object, number: int) -> Document:
    """Make a text a document; one without a name is known by its number.

    >>> as_document("Hello.", 3).id
    '3'
    """
    if isinstance(entry, Document):
        return entry
    if isinstance(entry, str):
        return Document(str(number), str(entry))  # of the exact type, as only builtins travel
    raise InputError(f"document {number} is a {type(entry).__name__}; documents are texts or nlpmap.Document")


def tokenize(
    documents: Documents, *, workers: int | None = None, specs: Specs | None = None, **options: Unpack[Options]
) -> Results[Document]:
    """Yield the documents, in order, with the sentences and tokens that NLTK finds.

    Options: ``model``; ``splitter`` and ``tokenizer`` (see `nlpmap.Recipe`); ``on_error``, one of ``"raise"``,
    ``"return"``, ``"skip"``; ``progress=True`` for a bar.

    >>> [document] = tokenize(["It's here. Good!"], workers=0)
    >>> document.sents()
    [['It', "'s", 'here', '.'], ['Good', '!']]
    """
    return _in_a_pool("tokenize", documents, workers, specs, options)


def tag(
    documents: Documents, *, workers: int | None = None, specs: Specs | None = None, **options: Unpack[Options]
) -> Results[Document]:
    """Yield the documents, in order, with a Penn tag for each token.

    Options: those of `tokenize`, and ``tagger``, any `nltk.TaggerI`.

    >>> [document] = tag(["Cats sleep."], workers=0)
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """
    return _in_a_pool("tag", documents, workers, specs, options)


def chunk(
    documents: Documents, *, workers: int | None = None, specs: Specs | None = None, **options: Unpack[Options]
) -> Results[Document]:
    """Yield the documents, in order, with tags and phrases.

    Options: those of `tag`, and ``grammar``, as `nltk.RegexpParser` takes it, or ``chunker``, any `nltk.ChunkParserI`.

    >>> [document] = chunk(["The old dog slept."], workers=0)
    >>> print(document.chunked_sents()[0])
    (S (NP The/DT old/JJ dog/NN) (VP slept/VBD) ./.)
    """
    return _in_a_pool("chunk", documents, workers, specs, options)


def _in_a_pool(
    task: Task, documents: Documents, workers: int | None, specs: Specs | None, options: Options
) -> Results[Document]:
    pool = Pool(specs, workers=workers)
    return pool.annotate(task, documents, **options).then(pool.close)
