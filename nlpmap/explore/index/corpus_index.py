"""The index of a corpus, opened: its columns, its regions and its documents, each read when it is looked at."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError, meant
from . import COLUMNS, NONE, REGIONS, VERSION
from .container import Array, Container, damage_told
from .lexicon import ValueLexicon, read_lexicon
from .regions import Regions
from .token_column import TokenColumn, read_column

ALIASES = {"word": "form", "tag": "xpos", "pos": "xpos", "lemmas": "lemma", "chunk": "iob", "features": "feats",
           "morph": "feats"}  # fmt: skip
FEATS = "feats"
LATER = (FEATS,)  # columns that the first indexes of this version lack
REGION_ALIASES = {"sentence": "s", "paragraph": "p", "document": "doc", "text": "doc"}


class CorpusIndex:
    """The tokens of a corpus by number: ``column("form")`` and others, ``region("s")`` and others, and its documents.

    Raises `InputError` where the file is no index, or of another version of nlpmap.
    """

    def __init__(self, path: str | Path) -> None:
        self.container = Container(Path(path))
        header = self.container.header
        if header.get("version") != VERSION:
            found = f"an index of version {header.get('version')}, and this nlpmap reads version {VERSION}"
            raise InputError(f"{path}: {found}; make it again: nlpmap index --force")
        try:
            self.tokens, self.documents = int(header["tokens"]), int(header["documents"])
            self.keys: list[str] = list(map(str, header["metadata"]))
            self.sources: list[dict[str, Any]] = list(header.get("sources", []))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise self.container.damaged("its header is none") from None
        lengths = {"flags": self.tokens, "doc.ends": self.documents, "id.ids": self.documents}
        if any(len(self.container[name]) != length for name, length in lengths.items()):
            raise self.container.damaged("parts are missing")
        self.where = str(path)  # what messages call it
        self._columns: dict[str, TokenColumn] = {}
        self._regions: dict[str, Regions] = {}

    @property
    def path(self) -> Path:
        return self.container.path

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns that tokens have values in."""
        known = [name for name in COLUMNS if name not in self.unknown]
        if not self.tokens:
            return known
        found = [name for name in known if len(self.container[f"{name}.counts"]) > 1]
        if "form" not in found:
            raise self.container.damaged("its tokens have no forms")
        return found

    @cached_property
    def unknown(self) -> list[str]:
        """The columns that an earlier nlpmap did not put into its indexes."""
        return [name for name in LATER if f"{name}.counts" not in self.container]

    def column(self, name: str) -> TokenColumn:
        """Return a column of tokens; raises `InputError` for one that there is not."""
        known = ALIASES.get(name, name)
        if known not in self.names:
            raise InputError(f"{self.where}: no column {name!r} in this corpus; {self._lacking(known, name)}")
        if known not in self._columns:
            self._columns[known] = read_column(self.container, known, self.tokens)
        return self._columns[known]

    def region(self, name: str) -> Regions:
        """Return the regions of a kind, ``s``, ``p`` or ``doc``; raises `InputError` for a kind that there is not."""
        known = REGION_ALIASES.get(name, name)
        if known not in REGIONS:
            raise InputError(f"no regions {name!r}; {meant(name, list(REGIONS))}")
        if known not in self._regions:
            ends = self.container[f"{known}.ends"]
            if (ends[1:] < ends[:-1]).any() or ends[-1:].tolist() not in self._last_ends:
                raise self.container.damaged(f"{known!r} has no order")
            self._regions[known] = Regions(ends)
        return self._regions[known]

    @property
    def _last_ends(self) -> list[list[int]]:
        """What may be the last end of regions, if any: without tokens there may be none."""
        return [[self.tokens]] if self.tokens else [[], [0]]

    @cached_property
    def flags(self) -> Array:
        return self.container["flags"]

    @cached_property
    def id_lexicon(self) -> ValueLexicon:
        return read_lexicon(self.container, "id.lexicon")

    def document_ids(self, numbers: Array) -> list[str]:
        """Return the ids of some documents."""
        return self.id_lexicon.some(self.container["id.ids"][np.asarray(numbers, np.int64)].tolist())

    def metadata_column(self, key: str) -> TokenColumn:
        """Return the values of a key of metadata, as JSON, by documents; raises `InputError` for an unknown key."""
        if key not in self.keys:
            known = meant(key, self.keys) if self.keys else "its documents have none"
            raise InputError(f"{self.where}: no metadata {key!r} in this corpus; {known}")
        name = f"metadata.{self.keys.index(key)}"
        if name not in self._columns:
            self._columns[name] = read_column(self.container, name, self.documents)
        return self._columns[name]

    def metadata_values(self, key: str) -> list[Any]:
        """Return the different values of a key of metadata by their numbers; None where a document has none."""
        return [value_of(text) for text in self.metadata_column(key).lexicon.values]

    def metadata_of(self, number: int) -> dict[str, Any]:
        """Return the metadata of a document."""
        found = {key: self.metadata_column(key).values_at(np.array([number]))[0] for key in self.keys}
        return {key: value_of(text) for key, text in found.items() if text != NONE}

    def changed(self) -> list[str]:
        """List the files that the index was made of and that are other files now; those that are gone are none."""
        return [str(source.get("file")) for source in self.sources if is_another(source)]

    def _lacking(self, known: str, name: str) -> str:
        if known in self.unknown:
            return "an earlier nlpmap made its index without; make it again: nlpmap index --force"
        if known in COLUMNS:
            how = " (nlpmap tag --feats finds them)" if known == FEATS else ""
            return f"it was written without{how}; it has {', '.join(self.names)}"
        return meant(name, self.names)


def is_another(source: Any) -> bool:
    """Return whether a file is another than when it was indexed, as far as its size and time tell."""
    try:
        status = Path(source["file"]).stat()
        return (source["size"], source["mtime_ns"]) != (status.st_size, status.st_mtime_ns)
    except (KeyError, TypeError, ValueError, OSError):
        return False


def value_of(text: str) -> Any:
    """Return what a text of JSON stands for.

    >>> value_of('"five"'), value_of("5"), value_of("")
    ('five', 5, None)
    """
    with damage_told():
        return json.loads(text) if text != NONE else None


def compared_text(text: str) -> str:
    """Return a value of metadata, given as JSON, as queries compare it: what is null is nothing.

    >>> compared_text('"five"'), compared_text("5"), compared_text("null"), compared_text("true")
    ('five', '5', '', 'true')
    """
    value = value_of(text)
    return text if isinstance(value, (float, list, dict)) else shown_text(value)


def shown_text(value: Any) -> str:
    """Return a value of metadata as text: one that is text as it is, and others as JSON; what is null is nothing.

    >>> shown_text("five"), shown_text(5), shown_text(None), shown_text([True])
    ('five', '5', '', '[true]')
    """
    if isinstance(value, str):
        return value
    return NONE if value is None else json.dumps(value, ensure_ascii=False)
