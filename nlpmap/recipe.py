"""How documents are annotated: by which model, and by what else in the place of its kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from .errors import InputError, ModelError, meant
from .models import Model, load
from .parallel.pickling import pickled
from .remote.kernels.tokenizer import adapters

Task = Literal["tokenize", "tag", "chunk"]
STEPS: Mapping[Task, tuple[str, ...]] = {
    "tokenize": ("splitter", "tokenizer"),
    "tag": ("splitter", "tokenizer", "tagger"),
    "chunk": ("splitter", "tokenizer", "tagger", "chunker"),
}
METHODS = {"splitter": "tokenize", "tokenizer": "tokenize", "tagger": "tag", "chunker": "parse"}
NAMES: Mapping[str, tuple[str, ...]] = {
    "splitter": ("punkt",),
    "tokenizer": ("nltk", "ud", *adapters.NAMES),
    "tagger": (),
    "chunker": ("grammar", "perceptron"),
}


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

    ``splitter`` is the model's own or ``"punkt"``, which finds NLTK's sentences. ``tokenizer`` is ``"nltk"``
    (`nltk.word_tokenize`), ``"ud"`` (words as in Universal Dependencies, from the model), ``"tweet"``, ``"toktok"``,
    ``"treebank"``, ``"wordpunct"``, ``"whitespace"`` or ``"regexp:..."`` with a pattern that matches a token.
    ``chunker`` is ``"perceptron"``, where the model has one, or ``"grammar"``, by default for noun, verb and
    prepositional phrases, and with ``grammar`` any that `nltk.RegexpParser` takes. Each may be an object instead:
    splitter and tokenizer with ``tokenize``, an `nltk.TaggerI`, an `nltk.ChunkParserI`; NLTK's are run by NLTK, in the
    workers. Raises `InputError` where an option is none of these.

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
        for step in METHODS:
            check_step(step, getattr(self, step))
        if self.grammar is not None:
            check_grammar(self.grammar)
            if self.chunker not in (None, "grammar"):
                raise InputError("give a grammar or a chunker, not both")

    def setup(self, task: Task, render: str | None = None) -> dict[str, object]:
        """Gather what a worker module gets before its first document: of the model, only what the task needs.

        Raises `ModelError` where the model lacks what was asked for by name.
        """
        model = load(self.model)
        tables = [table for step in STEPS[task] if (table := self.table(step, model)) is not None]
        for table in tables:
            if table not in model.parcel and getattr(self, table, None) is not None:
                raise ModelError(f"the model {model.name!r} has no {table}; name another, or train one: nlpmap train")
        steps = {step: self.sendable(step) for step in METHODS if getattr(self, step) is not None}
        needed = {table: model.parcel[table] for table in tables if table in model.parcel}
        return {"model": needed, "steps": steps | {"grammar": self.grammar}, "render": render}

    def table(self, step: str, model: Model) -> str | None:
        """Name the table of the model that a step works by, if it works by one."""
        given = getattr(self, step)
        if step == "splitter" and given == "punkt" and "punkt" in model.parcel:
            return "punkt"
        if step == "tokenizer":
            return step if given == "ud" else None
        if step == "chunker":
            by_model = given == "perceptron" or (given is None and self.grammar is None and step in model.parcel)
            return step if by_model else None
        return step if given is None or given == "punkt" else None

    def sendable(self, step: str) -> object:
        """Return a kernel's replacement as it travels: a name, or an object pickled."""
        given = getattr(self, step)
        return given if isinstance(given, str) else pickled(given, step)


def check_step(step: str, given: object) -> None:
    """Raise `InputError` where what is to stand in a kernel's place is no name, and no object with NLTK's method."""
    known = NAMES[step]
    if isinstance(given, str) and known:
        if step == "tokenizer" and given.startswith(adapters.REGEXP):
            check_pattern(given)
        elif given not in known:
            others = ["regexp:PATTERN"] if step == "tokenizer" else []
            raise InputError(f"unknown {step} {given!r}; {meant(given, [*known, *others])}")
    elif given is not None and (isinstance(given, type) or not callable(getattr(given, METHODS[step], None))):
        name = given.__name__ if isinstance(given, type) else repr(given)
        hint = f"; make one: {name}()" if isinstance(given, type) else ""
        raise InputError(f"a {step} is an object with NLTK's method {METHODS[step]}(), not {name}{hint}")


def check_pattern(name: str) -> None:
    """Raise `InputError` where a tokenizer's pattern can't be read."""
    try:
        re.compile(name.removeprefix(adapters.REGEXP))
    except re.error as error:
        raise InputError(f"tokenizer {name!r}: the pattern can't be read: {error}") from None


def check_grammar(grammar: str) -> None:
    """Raise `InputError` where NLTK can't read a chunk grammar."""
    from .remote.kernels.chunker.grammar import ChunkGrammar

    if not isinstance(grammar, str):
        raise InputError(f"a chunk grammar is a string as nltk.RegexpParser takes it, not {type(grammar).__name__}")
    if not grammar.strip():
        raise InputError("the chunk grammar is empty; leave it out for the default one")
    try:
        ChunkGrammar(grammar)
    except Exception as error:  # NLTK raises ValueError, re.error and others
        raise InputError(f"the chunk grammar can't be read: {error}") from None
