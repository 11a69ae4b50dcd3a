"""What tests of real workers share: a mark by which all that they start is found."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.processes import MARK, workers_marked


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A mark that every process started in the test inherits; at its end none may be left."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    yield mark
    left = workers_marked(mark)
    for process in left:
        process.kill()
    assert left == []
