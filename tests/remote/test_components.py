"""The table of components: what it names is there, and each task needs what it says."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest

from nlpmap.remote.components import COMPONENTS, TASKS, Component, found, needed_for


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS)
def test_every_kernel_that_is_named_is_there(component: Component) -> None:
    named = (component.kinds, component.kernels, component.objects)
    for path in (component.adapter, *chain.from_iterable(paths.values() for paths in named)):
        assert callable(found(path))


def test_each_task_needs_what_those_before_it_need() -> None:
    needs = [needed_for(task) for task in TASKS]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(needs))
    assert needs[-1] == list(COMPONENTS)


def test_a_table_of_an_unknown_kind_is_refused_in_a_line() -> None:
    with pytest.raises(LookupError, match="this nlpmap knows no kernel for a table of the kind 'new'; upgrade it"):
        COMPONENTS["tagger"].of_table({"kind": "new"})
