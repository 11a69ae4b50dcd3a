"""Tokenize, tag and chunk: a worker module, a model, and the map."""

from __future__ import annotations

import operator
import types
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any, Literal

from . import parallel
from .errors import InputError, WorkerError
from .models import Model, load
from .parallel.results import Blocks, Results
from .parallel.run import OnError
from .parallel.specs import Specs
from .remote import chunker, tagger, tokenizer
from .remote.document import Document
from .remote.pipeline import pack_document, unpack_annotation

Task = Literal["tokenize", "tag", "chunk"]
Documents = Iterable[str | Document]
NEEDS = ("nltk", "numpy")
TASKS: Mapping[Task, types.ModuleType] = {"tokenize": tokenizer, "tag": tagger, "chunk": chunker}


class Pool(parallel.Pool):
    """Workers kept open for many calls: the map, and the NLP tasks; a context manager.

    >>> with Pool(workers=2) as pool:
    ...     [document] = pool.tag(["Cats sleep."])
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """

    def tokenize(
        self, documents: Documents, *, model: str | Model = "en", on_error: OnError = "raise", progress: bool = False
    ) -> Results[Document]:
        """Yield the documents, in order, with sentences and tokens."""
        return self.annotate("tokenize", documents, model=model, on_error=on_error, progress=progress)

    def tag(
        self, documents: Documents, *, model: str | Model = "en", on_error: OnError = "raise", progress: bool = False
    ) -> Results[Document]:
        """Yield the documents, in order, with a Penn tag for each token."""
        return self.annotate("tag", documents, model=model, on_error=on_error, progress=progress)

    def chunk(
        self,
        documents: Documents,
        *,
        model: str | Model = "en",
        grammar: str | None = None,
        on_error: OnError = "raise",
        progress: bool = False,
    ) -> Results[Document]:
        """Yield the documents, in order, with tags and phrases; ``grammar`` is as `nltk.RegexpParser` takes it."""
        return self.annotate("chunk", documents, model=model, grammar=grammar, on_error=on_error, progress=progress)

    def annotate(
        self,
        task: Task,
        documents: Documents,
        *,
        model: str | Model = "en",
        grammar: str | None = None,
        on_error: OnError = "raise",
        progress: bool = False,
    ) -> Results[Document]:
        """Yield the documents, in order, after one of the `TASKS`."""
        parallel.pool.check_on_error(on_error)
        parcels = Parcels(documents, whole=False)
        setup = set_up(model, grammar)
        answers = self.imap(TASKS[task], parcels, setup=setup, on_error="return", needs=NEEDS, progress=progress)
        return Results(self._unpacked(answers, parcels, on_error))

    def _unpacked(self, answers: Results[Any], parcels: Parcels, on_error: OnError) -> Blocks[Document]:
        with closing(answers):  # else the traceback of an error keeps the pool busy
            for answer in answers:
                document = parcels.sent.popleft()
                if not isinstance(answer, WorkerError):
                    yield [document.with_annotation(unpack_annotation(document.text, answer))]
                elif on_error == "raise":
                    raise answer
                elif on_error == "return":
                    yield [answer]  # type: ignore[list-item]  # asked for by name


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


def set_up(model: str | Model, grammar: str | None = None, render: str | None = None) -> dict[str, object]:
    """Gather what a worker module gets before its first document."""
    if grammar is not None:
        check_grammar(grammar)
    return {"model": load(model).tables, "grammar": grammar, "render": render}


def check_grammar(grammar: str) -> None:
    """Raise `InputError` where NLTK can't read a chunk grammar."""
    from .remote.kernels.grammar import ChunkGrammar

    if not isinstance(grammar, str):
        raise InputError(f"a chunk grammar is a string as nltk.RegexpParser takes it, not {type(grammar).__name__}")
    if not grammar.strip():
        raise InputError("the chunk grammar is empty; leave it out for the default one")
    try:
        ChunkGrammar(grammar)
    except Exception as error:  # NLTK raises ValueError, re.error and others
        raise InputError(f"the chunk grammar can't be read: {error}") from None


def tokenize(
    documents: Documents,
    *,
    model: str | Model = "en",
    workers: int | None = None,
    specs: Specs | None = None,
    on_error: OnError = "raise",
    progress: bool = False,
) -> Results[Document]:
    """Yield the documents, in order, with the sentences and tokens that NLTK finds.

    >>> [document] = tokenize(["It's here. Good!"], workers=0)
    >>> document.sents()
    [['It', "'s", 'here', '.'], ['Good', '!']]
    """
    pool = Pool(specs, workers=workers)
    return pool.tokenize(documents, model=model, on_error=on_error, progress=progress).then(pool.close)


def tag(
    documents: Documents,
    *,
    model: str | Model = "en",
    workers: int | None = None,
    specs: Specs | None = None,
    on_error: OnError = "raise",
    progress: bool = False,
) -> Results[Document]:
    """Yield the documents, in order, with a Penn tag for each token.

    >>> [document] = tag(["Cats sleep."], workers=0)
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """
    pool = Pool(specs, workers=workers)
    return pool.tag(documents, model=model, on_error=on_error, progress=progress).then(pool.close)


def chunk(
    documents: Documents,
    *,
    model: str | Model = "en",
    grammar: str | None = None,
    workers: int | None = None,
    specs: Specs | None = None,
    on_error: OnError = "raise",
    progress: bool = False,
) -> Results[Document]:
    """Yield the documents, in order, with tags and phrases.

    >>> [document] = chunk(["The old dog barked."], workers=0)
    >>> print(document.chunked_sents()[0])
    (S (NP The/DT old/JJ dog/NN) (VP barked/VBD) ./.)
    """
    pool = Pool(specs, workers=workers)
    chunked = pool.chunk(documents, model=model, grammar=grammar, on_error=on_error, progress=progress)
    return chunked.then(pool.close)
