"""What holds of every compiled tagger, whatever its models are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nlpmap.remote.native import OFF


def assert_lengths_have_to_fit_the_forms(tagger: Any) -> None:
    for lengths in ([1], [3], [-1, 3]):
        with pytest.raises(ValueError, match="sentences of other lengths"):
            tagger.tag_columns(["a", "b"], lengths)
    with pytest.raises(TypeError, match="a form is a string, not int"):
        tagger.tag_columns([1], [1])
    assert tagger.tag_columns(["a"], [1])[0]
    assert tagger.tag_columns([], [])[0] == []


def assert_python_does_it_without(
    make: Callable[[Any], Any], model: Mapping[str, Any], twin: type, pure: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(make(model), twin)
    monkeypatch.setenv(OFF, "0")
    assert isinstance(make(model), pure)
