"""Taking a text and an id out of objects: what is done in one go is what each step comes to."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.nested_keys import MISSING, NoText, taken, under, without

KEYS = st.sampled_from(["text", "id", "a", "a.b", "id.x", "text.en", "x"])
VALUES = st.one_of(st.none(), st.text(max_size=2), st.integers(0, 9))
ROWS = st.dictionaries(KEYS, VALUES | st.dictionaries(st.sampled_from("bxn"), VALUES, max_size=2), max_size=5)


@given(row=ROWS, text_key=KEYS, id_key=KEYS)
def test_an_object_is_parted_into_its_text_its_id_and_the_rest(row: dict[str, Any], text_key: str, id_key: str) -> None:
    before = dict(row)
    text = under(row, text_key)
    try:
        found, identity, rest = taken(row, text_key, id_key)
    except NoText:
        assert text is MISSING or not isinstance(text, (str, type(None)))
    else:
        left = without(row, path_to(row, text_key))
        named = under(left, id_key)
        assert (found, identity) == (text or "", None if named is MISSING else named)
        assert rest == (left if named is MISSING else without(left, path_to(left, id_key)))
    assert row == before


def path_to(row: dict[str, Any], key: str) -> tuple[str, ...]:
    return (key,) if key in row else tuple(key.split("."))
