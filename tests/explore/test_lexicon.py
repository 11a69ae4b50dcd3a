"""A lexicon finds its values, also those of another."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.index import lexicon
from nlpmap.explore.index.lexicon import lexicon_of

BEGINNINGS = st.sampled_from(["", "a" * 7, "ab" * 4, "a" * 60, "a" * 64, "a" * 70])  # as long as is hashed, or longer
VALUES = st.lists(st.builds(str.__add__, BEGINNINGS, st.text("ab\0é", max_size=4)), unique=True)


@given(VALUES, VALUES)
@pytest.mark.parametrize("multiplier", [lexicon.MULTIPLIER, 1, 0])  # 0: each hash is the same
def test_numbers_in_another_lexicon_are_those_of_the_same_values(
    multiplier: int, values: list[str], others: list[str]
) -> None:
    with patch.object(lexicon, "MULTIPLIER", multiplier):
        one, other = lexicon_of(values), lexicon_of(others)
        expected = [others.index(value) if value in others else -1 for value in values]
        assert one.numbers_in(other, np.arange(len(values))).tolist() == expected
