"""A component for spaCy's pipelines: nlpmap's sentences, tags and phrases on spaCy's own tokens.

spaCy finds it by its entry point, and asks for ``factory``; importing this module needs no spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NoReturn, cast

from .annotate.portable_recipe import WORK, PortableRecipe
from .annotate.recipe import Recipe, RecipeOptions
from .errors import InputError
from .remote.components import Task
from .remote.document import Annotation, Document
from .remote.document.interchange import SPACE
from .remote.document.tagset import UNIVERSAL_TAGS, universal
from .remote.kernels.protocols import Span
from .remote.pipeline import Pipeline

TASKS = ("tag", "chunk")
CONFIG = {
    "task": "tag", "model": "en", "splitter": None, "chunker": None, "grammar": None, "tags": None, "lemmas": True,
    "feats": False,
}  # fmt: skip
ASSIGNS = ("token.tag", "token.pos", "token.lemma", "token.morph", "token.is_sent_start", "doc.spans")
ErrorHandler = Callable[[str, Any, list[Any], Exception], object]


class SpacyComponent:
    """Sets tags on the tokens of spaCy's documents, sentences where there are none, phrases as ``spans["chunks"]``."""

    def __init__(self, name: str, recipe: PortableRecipe) -> None:
        self.name = name
        self.recipe = recipe
        self.error_handler: ErrorHandler = raise_error

    def __call__(self, doc: Any) -> Any:
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Any], *, batch_size: int = 256) -> Iterator[Any]:
        """Yield documents, annotated; one that fails goes to the error handler, by itself."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            try:
                self.annotate(batch)
            except Exception:
                batch = list(filter(self.succeeds, batch))
            yield from batch

    def succeeds(self, doc: Any) -> bool:
        """Annotate a document by itself, and return whether that could be done."""
        try:
            self.annotate([doc])
        except Exception as error:
            self.error_handler(self.name, self, [doc], error)
            return False
        return True

    def annotate(self, docs: Sequence[Any]) -> None:
        """Set what is found on spaCy's documents."""
        with self.recipe.using() as pipeline:
            documents = list(map(document_of_doc, docs, sentences_of_docs(docs, pipeline)))
            annotated = WORK[self.recipe.task](documents, pipeline)
        for doc, document in zip(docs, annotated, strict=True):
            set_annotation(doc, document.annotated)

    def set_error_handler(self, error_handler: ErrorHandler) -> None:
        self.error_handler = error_handler

    def get_error_handler(self) -> ErrorHandler:
        return self.error_handler


def raise_error(name: str, component: Any, docs: list[Any], error: Exception) -> NoReturn:
    raise error


def sentences_of_docs(docs: Sequence[Any], pipeline: Pipeline) -> Iterator[Sequence[Span]]:
    """Yield where the sentences of each document are: those that it has, or else by the model's splitter."""
    bare = [doc.text for doc in docs if not doc.has_annotation("SENT_START")]
    found = iter(pipeline.splitter.spans_of_all(bare) if bare else ())
    for doc in docs:
        has_own = doc.has_annotation("SENT_START")
        yield [(sent.start_char, sent.end_char) for sent in doc.sents] if has_own else next(found)


def document_of_doc(doc: Any, sentences: Sequence[Span]) -> Document:
    """Make a document of spaCy's tokens, those of white space left out."""
    words = words_of_doc(doc)
    starts = [word.idx for word in words]
    ends = [word.idx + len(word) for word in words]
    bounds = sentence_bounds(starts, [start for start, _ in sentences])
    return Document("", doc.text, annotation=Annotation([word.text for word in words], starts, ends, bounds))


def words_of_doc(doc: Any) -> list[Any]:
    return [token for token in doc if not token.is_space]


def sentence_bounds(starts: Sequence[int], begins: Sequence[int]) -> list[int]:
    """Return where the sentences end, in tokens, of tokens that start at these places, by where sentences begin.

    >>> sentence_bounds([0, 4, 9, 12], [0, 8, 30])
    [2, 4]
    """
    waiting = [*begins[1:]][::-1]
    bounds = []
    for index, start in enumerate(starts):
        is_first = False
        while waiting and waiting[-1] <= start:
            waiting.pop()
            is_first = True
        if is_first and index:
            bounds.append(index)
    return [*bounds, len(starts)] if starts else []


def set_annotation(doc: Any, annotation: Annotation) -> None:
    """Set tags, lemmas, features, sentences where there are none, and chunks on spaCy's document."""
    words = words_of_doc(doc)
    tags = annotation.tags or [None] * len(words)
    for token in doc:
        if token.is_space:
            token.tag_, token.pos_ = SPACE
            token.lemma_ = token.text
    for word, tag, known in zip(words, tags, annotation.universal or [None] * len(words), strict=True):
        pos = known or universal(tag)
        word.tag_, word.pos_ = tag or "", pos if pos in UNIVERSAL_TAGS else ""
    if annotation.lemmas is not None:
        for word, lemma in zip(words, annotation.lemmas, strict=True):
            word.lemma_ = lemma or ""
    if annotation.feats is not None:
        for word, feats in zip(words, annotation.feats, strict=True):
            word.set_morph(feats or "")
    if not doc.has_annotation("SENT_START"):
        firsts = {words[first].i for first, _ in annotation.sentence_ranges() if first}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.i in firsts  # white space before the first belongs to it
    if annotation.chunks is not None:
        doc.spans["chunks"] = [
            labelled(doc[words[start].i : words[end - 1].i + 1], label) for label, start, end in annotation.chunks
        ]


def labelled(span: Any, label: str) -> Any:
    span.label_ = label
    return span


def make_spacy_component(
    nlp: Any,
    name: str,
    task: str,
    model: str,
    splitter: Any,
    chunker: Any,
    grammar: Any,
    tags: str | None,
    lemmas: bool = True,
    feats: bool = False,
) -> SpacyComponent:
    """Make the component that ``nlp.add_pipe("nlpmap", config={...})`` adds: options as for `nlpmap.tag`, by name."""
    if task not in TASKS:
        raise InputError(f"the component's task is 'tag' or 'chunk', not {task!r}: the tokens are spaCy's own")
    names: RecipeOptions = {"splitter": splitter, "chunker": chunker, "grammar": grammar, "tags": tags}
    names |= {"model": model, "lemmas": lemmas, "feats": feats}
    recipe = Recipe(**names)
    return SpacyComponent(name, PortableRecipe(cast(Task, task), recipe))


def __getattr__(name: str) -> Any:
    """Register the component with spaCy, which has just asked for it, and return its factory."""
    if name != "factory":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from spacy.language import Language

    return Language.factory("nlpmap", assigns=ASSIGNS, default_config=CONFIG)(make_spacy_component)
