"""What may travel: the types that need no look inside."""

from __future__ import annotations

from http import HTTPStatus
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.native import compiled
from nlpmap.remote.serving import values
from nlpmap.remote.serving.values import SMALL, all_small


@pytest.mark.parametrize("items", [None, compiled("items")])
@given(listed=st.lists(st.sampled_from([None, True, 1, 2**70, 1.5, 2j, "a", b"", (), HTTPStatus.OK])))
def test_small_values_are_known_by_their_exact_types(items: object, listed: list[object]) -> None:
    with patch.object(values, "ITEMS", items):
        assert all_small(listed) == (set(map(type, listed)) <= SMALL)
