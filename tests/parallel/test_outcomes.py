"""Whatever an item raises is its own outcome: the others have theirs, and the worker lives."""

from __future__ import annotations

import builtins
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import ItemTimeout, WorkerError
from nlpmap.remote import double

BAD = 5


class Silent(Exception):
    def __str__(self) -> str:
        raise LookupError("no words")

    __repr__ = __str__


class Odd(Exception):
    def __str__(self) -> Any:
        return 7


class Cut(str):
    def __len__(self) -> int:
        raise ValueError("no length")

    def encode(self, *args: Any) -> bytes:
        raise ValueError("no bytes")


class OwnText(Exception):
    def __str__(self) -> str:
        return Cut("own text")


class Slow(Exception):
    def __str__(self) -> str:
        time.sleep(600)
        return ""


class Busy(Exception):
    def __str__(self) -> str:
        while True:
            pass


class Leaving(Exception):
    def __str__(self) -> str:
        sys.exit("from a __str__")


def nameless() -> BaseException:
    class Secretive(type):
        def __getattribute__(cls, name: str) -> Any:
            raise ValueError(name)

    class Nameless(Exception, metaclass=Secretive):
        pass

    return Nameless()


class Base(BaseException):
    pass


class Unpicklable(Exception):
    def __reduce__(self) -> Any:
        raise TypeError("not to be pickled")

    def __init__(self) -> None:
        super().__init__(open)


class OwnClass(Exception):
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise RuntimeError("of no class")


class OwnTrace(Exception):
    def from_nowhere(self) -> Any:
        raise RuntimeError("from nowhere")

    for slot in ("__traceback__", "__cause__", "__context__", "__suppress_context__"):
        locals()[slot] = property(from_nowhere)


class Closed(Exception):
    def __getattribute__(self, name: str) -> Any:
        raise KeyboardInterrupt(name)


def from_loader() -> BaseException:
    class Loader:
        def get_source(self, name: str) -> str:
            sys.exit("from a loader")

    exec(compile("raise ValueError('loaded')", "loaded.py", "exec"), {"__name__": "loaded", "__loader__": Loader()})
    return AssertionError()


def from_device() -> BaseException:
    exec(compile("raise ValueError('endless')", "/dev/zero", "exec"))  # a file that the traceback would read
    return AssertionError()


def circular() -> BaseException:
    one, other = ValueError("one"), KeyError("other")
    one.__cause__, other.__cause__ = other, one
    return one


def chained() -> BaseException:
    first = error = ValueError("the first")
    for number in range(100_000):
        error.__cause__ = error = ValueError(number)
    return first


def deep(depth: int) -> None:
    def one(left: int) -> None:
        if left == 0:
            raise ValueError("at the bottom")
        other(left - 1)

    def other(left: int) -> None:
        one(left)

    sys.setrecursionlimit(3 * depth)
    one(depth // 2)


def endless(n: int) -> int:
    return endless(n) + 1


def group(n: int) -> BaseException:
    kind = getattr(builtins, "BaseExceptionGroup", None)
    return kind("many", [KeyError(m) for m in range(n)] + [KeyboardInterrupt()]) if kind else KeyError()


RAISED: dict[str, tuple[Callable[[], BaseException], str, str]] = {
    "surrogate": (lambda: ValueError("lone \ud800"), "ValueError", r"lone \ud800"),
    "str raises": (Silent, "Silent", "(its __str__ raised LookupError)"),
    "str of no text": (Odd, "Odd", "(its __str__ raised TypeError)"),
    "str of own text": (OwnText, "OwnText", "own text"),
    "str leaves": (Leaving, "Leaving", "(its __str__ raised SystemExit)"),
    "no name": (nameless, "nameless.<locals>.Nameless", ""),
    "own class": (OwnClass, "OwnClass", ""),
    "own trace": (OwnTrace, "OwnTrace", ""),
    "closed": (Closed, "Closed", ""),
    "loader leaves": (from_loader, "ValueError", "loaded"),
    "source without end": (from_device, "ValueError", "endless"),
    "base": (lambda: BaseException("base"), "BaseException", "base"),
    "own base": (lambda: Base("own"), "Base", "own"),
    "generator exit": (GeneratorExit, "GeneratorExit", ""),
    "interrupt": (lambda: KeyboardInterrupt("mine"), "KeyboardInterrupt", "mine"),
    "exit": (lambda: SystemExit(3), "SystemExit", "3"),
    "stop": (lambda: StopIteration("at the end"), "StopIteration", "at the end"),
    "stop async": (StopAsyncIteration, "StopAsyncIteration", ""),
    "memory": (MemoryError, "MemoryError", ""),
    "end of file": (EOFError, "EOFError", ""),
    "broken pipe": (BrokenPipeError, "BrokenPipeError", ""),
    "unpicklable": (Unpicklable, "Unpicklable", "<built-in function open>"),
    "circle": (circular, "ValueError", "one"),
    "chain": (chained, "ValueError", "the first"),
    "huge": (lambda: ValueError("x" * 10**8), "ValueError", "99,983,616 characters left out"),
    "group": (lambda: group(3), type(group(3)).__name__, ""),
    "large group": (lambda: group(100_000), type(group(3)).__name__, ""),
}


def raising(make: Callable[[], BaseException]) -> Callable[[int], int]:
    def work(n: int) -> int:
        if n == BAD:
            raise make()
        return 2 * n

    return work


def assert_only_bad_fails(pool: nlpmap.Pool, work: Any, kind: str, message: str, **options: Any) -> WorkerError:
    restarts = sum(worker.restarts for worker in pool.stats())
    results = pool.map(work, range(200), on_error="return", **options)
    error = results[BAD]
    assert isinstance(error, WorkerError)
    assert (error.index, error.type) == (BAD, kind)
    assert message in error.message
    assert results[:BAD] + results[BAD + 1 :] == [2 * n for n in range(200) if n != BAD]
    assert sum(worker.restarts for worker in pool.stats()) == restarts
    assert len(str(error)) < 200_000
    return error


@pytest.mark.parametrize("name", RAISED)
def test_any_exception_fails_its_item_alone(pool: nlpmap.Pool, name: str) -> None:
    make, kind, message = RAISED[name]
    assert_only_bad_fails(pool, raising(make), kind, message)


@pytest.mark.parametrize("name", ["surrogate", "str raises", "base", "generator exit", "interrupt", "stop"])
def test_it_does_so_in_process_and_in_a_modules_own_loop(pool: nlpmap.Pool, name: str, tmp_path: Path) -> None:
    make, kind, message = RAISED[name]
    with nlpmap.Pool(workers=0) as here:
        assert_only_bad_fails(here, raising(make), kind, message)
    module = tmp_path / "looping.py"
    module.write_text(
        "from nlpmap.remote.function import unpickled\n"
        "work = unpickled(channel.receive())\n"
        "for i, n in channel:\n"
        "    channel.send((i, work(n)))\n"
    )
    from nlpmap.parallel.pickling import pickled

    assert_only_bad_fails(pool, module, kind, message, setup=pickled(raising(make)))


@pytest.mark.slow
@pytest.mark.parametrize("make", [Slow, Busy])
def test_a_message_that_is_never_told_is_given_up(pool: nlpmap.Pool, make: Callable[[], BaseException]) -> None:
    assert_only_bad_fails(pool, raising(make), make.__name__, "(its __str__ raised TimeoutError)")


def test_a_recursion_without_end_is_its_items_error(pool: nlpmap.Pool) -> None:
    error = assert_only_bad_fails(
        pool, lambda n: endless(n) if n == BAD else 2 * n, "RecursionError", "maximum recursion depth"
    )
    assert "in endless" in error.traceback


def test_a_traceback_of_very_many_frames_is_told_in_part(pool: nlpmap.Pool) -> None:
    error = assert_only_bad_fails(pool, lambda n: deep(100_000) if n == BAD else 2 * n, "ValueError", "at the bottom")
    assert "frames left out" in error.traceback
    assert 'raise ValueError("at the bottom")' in error.traceback


def test_stop_iteration_is_told_with_where_it_was_raised(pool: nlpmap.Pool) -> None:
    def first_of(n: int) -> int:
        return 2 * n if n != BAD else int(next(iter([])))

    error = assert_only_bad_fails(pool, first_of, "StopIteration", "")
    assert "in first_of" in error.traceback


def test_an_argument_whose_class_a_worker_cannot_have_fails_its_item(
    pool: nlpmap.Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone_by_then.py").write_text("import dataclasses\n@dataclasses.dataclass\nclass Held:\n    n: int\n")
    monkeypatch.syspath_prepend(tmp_path)
    held = importlib.import_module("gone_by_then").Held
    (tmp_path / "gone_by_then.py").unlink()
    arguments = [held(n) if n == BAD else n for n in range(20)]
    results = pool.map(double, arguments, on_error="return")
    assert isinstance(results[BAD], WorkerError)
    assert "gone_by_then" in str(results[BAD])
    assert results[:BAD] + results[BAD + 1 :] == [2 * n for n in range(20) if n != BAD]


@pytest.mark.slow
def test_a_timeout_holds_for_a_message_too(pool: nlpmap.Pool) -> None:
    def work(n: int) -> int:
        if n == BAD:
            raise Slow
        return 2 * n

    with nlpmap.Pool(workers=0) as here:  # a thread can't be interrupted, but a process can
        assert here.map(work, range(BAD)) == [2 * n for n in range(BAD)]
    [error] = [result for result in pool.map(work, range(10), timeout=60, on_error="return") if type(result) is not int]
    assert not isinstance(error, ItemTimeout)


@pytest.mark.slow
def test_ten_million_items_come_through_in_little_memory() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    total = count = 0
    for result in nlpmap.imap(double, range(10_000_000)):
        total += result
        count += 1
    assert (count, total) == (10_000_000, sum(range(0, 20_000_000, 2)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 40_000
