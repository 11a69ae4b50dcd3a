"""Edits: how a lemma is made of a form, as one of a few hundred rules that all words share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..typography import INVISIBLE, plain

QUOTES = {"``": '"', "''": '"'}  # what NLTK's tokenizer writes for one
UNSEEN = str.maketrans(dict.fromkeys(INVISIBLE))


class Edit(NamedTuple):
    """So many characters off the end of a form, others added, written as ``casing`` says.

    >>> Edit(3, "y", "lower").of("Cities"), Edit(1, "", "kept").of("McDonalds"), Edit(0, "", "digits").of("2,500")
    ('city', 'McDonald', '2500')
    """

    stripped: int
    added: str
    casing: str

    def of(self, form: str) -> str:
        """Return the lemma; of a form that is too short for the edit, the form itself."""
        made = CASINGS[self.casing](form)
        return made[: len(made) - self.stripped] + self.added if self.stripped <= len(made) else form


def titled(form: str) -> str:
    """Return a form with its first character alone in capitals.

    >>> titled("LONDON")
    'London'
    """
    return form[:1].upper() + form[1:].lower()


def without_commas(form: str) -> str:
    """Return a number without the commas between its digits.

    >>> without_commas("12,000")
    '12000'
    """
    return form.replace(",", "")


CASINGS: dict[str, Callable[[str], str]] = {  # the first that fits is taken
    "lower": str.lower,
    "kept": str,
    "title": titled,
    "upper": str.upper,
    "digits": without_commas,
}


def plain_form(form: str) -> str:
    """Return a form as plain text has it: of typographic quotes and apostrophes, those that stand for them.

    >>> plain_form("n’t"), plain_form("``"), plain_form("dogs")
    ("n't", '"', 'dogs')
    """
    if form.isascii():
        return QUOTES.get(form, form)
    return plain(form).translate(UNSEEN) or form


def edit_of(form: str, lemma: str) -> Edit:
    """Return the edit that makes a lemma of a form: the one that changes least.

    >>> edit_of("Dogs", "dog"), edit_of("IBM", "IBM"), edit_of("went", "go")
    (Edit(stripped=1, added='', casing='lower'), Edit(stripped=0, added='', casing='kept'), \
Edit(stripped=4, added='go', casing='lower'))
    """
    return min(edits_of(form, lemma), key=lambda edit: edit.stripped + len(edit.added))


def edits_of(form: str, lemma: str) -> Iterator[Edit]:
    """Yield the edits that make a lemma of a form, one a casing."""
    for casing, write in CASINGS.items():
        written = write(form)
        shared = shared_start(written, lemma)
        yield Edit(len(written) - shared, lemma[shared:], casing)


def shared_start(one: str, other: str) -> int:
    """Return how many characters two texts begin with together.

    >>> shared_start("cities", "city")
    3
    """
    differ = (place for place, (this, that) in enumerate(zip(one, other, strict=False)) if this != that)
    return next(differ, min(len(one), len(other)))
