"""A view over many documents is the sequence of their items, whatever is asked of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.corpus import views
from nlpmap.corpus.views import View

places = st.none() | st.integers(-250, 250)


@given(
    st.lists(st.lists(st.integers(), max_size=60), max_size=8), places, places, st.sampled_from([None, 1, 2, 7, -1, -3])
)
def test_slices_and_items_are_those_of_the_list(
    documents: list[list[int]], start: int | None, stop: int | None, step: int | None
) -> None:
    view: View[int] = View(lambda first: iter(documents[first:]), lambda: map(len, documents), list)
    items = [item for document in documents for item in document]
    assert list(view) == items
    assert len(view) == len(items)
    assert view[start:stop:step] == items[start:stop:step]
    for index in {0, -1, views.NEAR - 1, views.NEAR} & set(range(-len(items), len(items))):
        assert view[index] == items[index]
