"""What is to be trained, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..corpus.inputs.sources import PathLike
from ..models import Model
from ..remote.components import ComponentName

TagColumns = Literal["xpos", "upos", "both"]


@dataclass(frozen=True, slots=True)
class Training:
    """What is to be trained, and how: what is not given is as the component's own trainer has it.

    A tagger learns word clusters from the plain ``text`` of files, folders or zip files too, and from ``dictionary``,
    files of word_TAG, which tags words may have; ``models`` are averaged. A chunker learns from the treebank's own
    tags, and where ``retag`` names a model also from those that it gives. A splitter is a network, or with ``punkt``
    NLTK's kind.
    """

    component: ComponentName
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
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the table that is trained."""
        return "punkt" if self.punkt else self.component

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given."""
        return {key: value for key in ("passes", "seed") if (value := getattr(self, key)) is not None}
