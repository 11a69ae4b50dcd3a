"""What tests of real workers share: a mark by which all that they start is found."""

from __future__ import annotations

import textwrap
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import nlpmap
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


@pytest.fixture(scope="module")
def pool() -> Iterator[nlpmap.Pool]:
    with nlpmap.Pool(workers=2) as pool:
        yield pool


@pytest.fixture
def worker(tmp_path: Path) -> Callable[..., Path]:
    """Writes a worker module's body into a file, under the seed's guard."""

    def write(body: str, head: str = "") -> Path:
        path = tmp_path / "worker.py"
        guarded = "if __name__ == '__channelexec__':\n" + textwrap.indent(textwrap.dedent(body), "    ")
        path.write_text(textwrap.dedent(head) + guarded)
        return path

    return write
