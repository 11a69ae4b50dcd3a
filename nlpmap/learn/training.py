"""What is to be trained, and how."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..corpus.inputs.sources import PathLike
from ..models import Model
from ..remote.components import OWN_WORDS, ComponentName
from ..remote.document import Document

TagColumns = Literal["xpos", "upos", "both"]
Trainable = ComponentName | Literal["all"]
ALL: Literal["all"] = "all"  # the components that the treebank has what they need for


@dataclass(frozen=True, slots=True)
class Training:
    """What is to be trained, and how: what is not given is as the component's own trainer has it.

    A tagger learns word clusters from the plain ``text`` of files, folders or zip files too, and from ``dictionary``,
    files of word_TAG, which tags words may have; ``models`` are averaged. A chunker learns from the treebank's own
    tags, and where ``retag`` names a model also from those that it gives. A splitter is a network, or with ``punkt``
    NLTK's kind. With ``"all"`` for the component, each is trained that the treebank has what it needs for, and the
    tokenizer is the model's default one; ``language`` is a code such as ``"fr"``.
    """

    component: Trainable
    passes: int | None = None
    seed: int | None = None
    tags: TagColumns = "both"
    models: int | None = None
    text: Sequence[PathLike] = ()
    dictionary: PathLike | None = None
    punkt: bool = False
    retag: str | Model | None = None
    name: str = ""
    base: str | Model | None = None
    language: str = ""
    of_all: bool = False  # whether it is one of all components
    metadata: Mapping[str, Any] = field(default_factory=dict)
    treebanks: Sequence[str] = ()  # their names, for the record

    @property
    def table(self) -> str:
        """The name of the table that is trained."""
        if self.component == "tokenizer" and self.of_all:
            return OWN_WORDS
        return "punkt" if self.punkt else self.component

    def table_in(self, tables: Container[str]) -> str:
        """Return the name of the table that is trained, in a model that has these tables already."""
        return OWN_WORDS if self.table == "tokenizer" and OWN_WORDS in tables else self.table

    @property
    def is_english(self) -> bool:
        """Whether the treebank is taken to be English, which some of a splitter's training is made for."""
        return self.language == "en" or not (self.language or self.of_all)

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given."""
        return {key: value for key in ("passes", "seed") if (value := getattr(self, key)) is not None}

    def record(self, documents: Sequence[Document]) -> dict[str, Any]:
        """Return what a model's metadata says of this training: the data, its size, and the options given.

        >>> Training("tagger", passes=5, treebanks=["train.conllu"]).record([Document.from_sents([["Dogs", "bark"]])])
        {'treebanks': ['train.conllu'], 'documents': 1, 'sentences': 1, 'tokens': 2, 'passes': 5}
        """
        facts: dict[str, Any] = {
            "treebanks": list(self.treebanks),
            "documents": len(documents),
            "sentences": sum(len(document.annotated.sentence_ends) for document in documents),
            "tokens": sum(len(document.annotated.forms) for document in documents),
            **{key: self.metadata.get(key) for key in ("licence", "origin")},
            **self.given,
            "models": self.models,
            "text": [Path(os.fspath(place)).name for place in self.text],
            "dictionary": None if self.dictionary is None else Path(os.fspath(self.dictionary)).name,
            "retag": None if self.retag is None else getattr(self.retag, "name", str(self.retag)),
        }
        return {key: fact for key, fact in facts.items() if fact not in (None, [])}
