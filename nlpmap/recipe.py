"""How documents are annotated: by which model, and by what else in the place of its kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from .errors import InputError, meant
from .models import Model, load
from .parallel.pickled import pickled
from .remote.kernels import nltk_words

Task = Literal["tokenize", "tag", "chunk"]
TABLES: Mapping[Task, tuple[str, ...]] = {
    "tokenize": ("splitter",),
    "tag": ("splitter", "tagger"),
    "chunk": ("splitter", "tagger"),
}
TOKENIZERS = ("nltk", *nltk_words.NAMES)
METHODS = {"splitter": "tokenize", "tokenizer": "tokenize", "tagger": "tag", "chunker": "parse"}


class Steps(TypedDict, total=False):
    """The fields of a `Recipe`, as keyword options."""

    model: str | Model
    splitter: Any
    tokenizer: Any
    tagger: Any
    chunker: Any
    grammar: str | None


@dataclass(frozen=True)
class Recipe:
    """A model, and what stands in the place of its kernels.

    ``tokenizer`` is ``"nltk"`` (`nltk.word_tokenize`), ``"tweet"``, ``"toktok"``, ``"treebank"``, ``"wordpunct"``,
    ``"whitespace"``, ``"regexp:..."`` with a pattern that matches a token, or an object with ``tokenize``; so is
    ``splitter``, for sentences. ``tagger`` is an `nltk.TaggerI`, ``chunker`` an `nltk.ChunkParserI`: NLTK runs them,
    in the workers. ``grammar`` is a chunk grammar as `nltk.RegexpParser` takes it. Raises `InputError` where an
    option is none of these.

    >>> Recipe(tokenizer="twet")
    Traceback (most recent call last):
    nlpmap.errors.InputError: unknown tokenizer 'twet'; did you mean 'tweet'?
    """

    model: str | Model = "en"
    splitter: Any = None
    tokenizer: Any = None
    tagger: Any = None
    chunker: Any = None
    grammar: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.tokenizer, str):
            check_tokenizer(self.tokenizer)
        for step, method in METHODS.items():
            check_object(step, getattr(self, step), method, named=step == "tokenizer")
        if self.grammar is not None:
            check_grammar(self.grammar)
            if self.chunker is not None:
                raise InputError("give a grammar or a chunker, not both")

    def setup(self, task: Task, render: str | None = None) -> dict[str, object]:
        """Gather what a worker module gets before its first document: of the model, only what the task needs."""
        tables = load(self.model).parcel
        replaced = [step for step in METHODS if getattr(self, step) is not None]
        needed = {name: tables[name] for name in TABLES[task] if name in tables and name not in replaced}
        steps = {step: self.sendable(step) for step in replaced}
        return {"model": needed, "steps": steps | {"grammar": self.grammar}, "render": render}

    def sendable(self, step: str) -> object:
        """Give what stands in a kernel's place as it travels: a name, or an object pickled."""
        given = getattr(self, step)
        return given if isinstance(given, str) else pickled(given, step)


def check_tokenizer(name: str) -> None:
    """Raise `InputError` where no tokenizer has the name, or a pattern can't be read."""
    if name.startswith(nltk_words.REGEXP):
        try:
            re.compile(name.removeprefix(nltk_words.REGEXP))
        except re.error as error:
            raise InputError(f"tokenizer {name!r}: the pattern can't be read: {error}") from None
    elif name not in TOKENIZERS:
        raise InputError(f"unknown tokenizer {name!r}; {meant(name, [*TOKENIZERS, 'regexp:PATTERN'])}")


def check_object(step: str, given: object, method: str, named: bool) -> None:
    """Raise `InputError` where what is to stand in a kernel's place has not the method that NLTK's have."""
    if given is None or (named and isinstance(given, str)):
        return
    if isinstance(given, type) or not callable(getattr(given, method, None)):
        name = given.__name__ if isinstance(given, type) else repr(given)
        hint = f"; make one: {name}()" if isinstance(given, type) else ""
        raise InputError(f"a {step} is an object with NLTK's method {method}(), not {name}{hint}")


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
