"""What a ledger says of objects of the user's own: which they are, the same each time, and another when they change."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from nlpmap import Recipe
from nlpmap.jobs.manifest import OWN, described


def hashed(tokenize: Callable[[str], list[str]]) -> str:
    """Describe a tokenizer whose code goes along."""
    return str(described(Recipe(tokenizer=SimpleNamespace(tokenize=tokenize)))["tokenizer"])


def test_an_object_whose_code_goes_along_is_known_again_until_it_changes() -> None:
    found = {hashed(lambda text, mark=mark: text.split(mark)) for mark in [",", ",", ";"]}  # type: ignore[misc]
    assert all(map(OWN.fullmatch, found))
    assert len(found) == 2
