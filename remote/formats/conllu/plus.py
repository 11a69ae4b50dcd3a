"""CoNLL-U Plus: a comment at the head of a file names its columns, of which some may be left out, others added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

STANDARD = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
READ = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "MISC")
GLOBAL = "global.columns"
Cells = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Columns:
    """The columns of a file, by their names.

    >>> Columns(("ID", "FORM", "UPOS")).cells(["1", "Dogs", "NOUN"])
    ('1', 'Dogs', '_', 'NOUN', '_', '_', '_')
    """

    names: tuple[str, ...] = STANDARD

    @classmethod
    def named(cls, value: str) -> Columns:
        """Return the columns that a comment names; raises `ValueError` where FORM is not among them."""
        names = tuple(value.split())
        if "FORM" not in names:
            raise ValueError(f"{GLOBAL} names no column FORM, but {', '.join(names) or 'none'}")
        return cls(names)

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def are_standard(self) -> bool:
        return self.names == STANDARD

    def cells(self, row: Sequence[str]) -> Cells:
        """Return number, form, lemma, both tags, features and MISC of a row; ``_`` for what there is no column of.

        Raises `ValueError` for a row of another length.
        """
        if len(row) == len(self.names):
            if self.are_standard:
                return row[0], row[1], row[2], row[3], row[4], row[5], row[9]
            number, form, lemma, upos, xpos, feats, misc = self._read
            row = (*row, "_")
            return row[number], row[form], row[lemma], row[upos], row[xpos], row[feats], row[misc]
        if len(row) == len(STANDARD):  # after a file with columns of its own may come one without
            return PLAIN.cells(row)
        if self.are_standard:
            raise ValueError(f"a token line has 10 columns between tabs, not {len(row)}")
        raise ValueError(f"a token line has the {len(self.names)} columns of {GLOBAL} between tabs, not {len(row)}")

    @cached_property
    def _read(self) -> tuple[int, ...]:
        return tuple(self.places.get(name, len(self.names)) for name in READ)


PLAIN = Columns()
