"""Threads of this process are workers like others: the same answers in the same order."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.remote import double

TEXTS = [f"Dog number {number} barked at {number * 7} cats. They didn't mind." for number in range(60)]


def test_threads_annotate_as_one_does() -> None:
    def lines(threads: int) -> list[object]:
        return [document.to_dict() for document in nlpmap.chunk(TEXTS, workers=0, threads=threads)]

    assert lines(3) == lines(1)


def test_all_threads_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "together", threading.Barrier(3, timeout=60), raising=False)

    def meet(number: int) -> int:
        import threading

        return threading.together.wait() * 0 + number  # type: ignore[attr-defined,no-any-return]

    with nlpmap.Pool(workers=0, threads=3) as pool:
        assert len(pool.stats()) == 3
        assert pool.map(meet, range(3)) == [0, 1, 2]  # else one waits in vain


def test_modules_and_errors_are_as_with_one() -> None:
    assert nlpmap.map(double, range(100), workers=0, threads=4) == [2 * n for n in range(100)]
    inverses = nlpmap.map(lambda n: 1 / n, range(9), workers=0, threads=4, on_error="return")
    assert "ZeroDivisionError" in str(inverses[0])
    assert inverses[1:] == [1 / n for n in range(1, 9)]


@pytest.mark.parametrize("options", [{"threads": 2}, {"threads": 2, "workers": 1}, {"threads": 0, "workers": 0}])
def test_threads_are_of_this_process(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="threads"):
        nlpmap.Pool(**options)
