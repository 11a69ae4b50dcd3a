"""The answers of a worker module: gathered, checked against the items in hand, and posted many to a message."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from operator import itemgetter, length_hint
from time import perf_counter
from typing import Any

from . import wire
from .failure_reports import ANSWER_ALL, ProtocolViolation
from .messages import AmbiguousFailure, Answers, Broken, FromWorker, LateError, Scattered, Starved
from .processes.forks import FORGETFUL
from .values import ATOMS, ITEMS, SMALL, CannotTravel, all_small

FLUSH_BYTES = 8 * 2**20  # answers that are this large together travel before their batch is through
NO_INDEX = -1
ANSWER_ONCE = "a worker answers each item that it was given once, and no other"
INDEX, VALUE = itemgetter(0), itemgetter(1)
Take = Callable[[Any], None]


class AnswerGatherer:
    """Takes ``(index, result)`` in any order, from any thread, and posts each once to the coordinator.

    Items handed out since the last flush are those from ``first`` up to ``next``; earlier ones that are still
    unanswered are in ``late``. ``use`` is called with the function that is to take the module's answers from now on.
    """

    def __init__(
        self, post: Callable[[FromWorker], None], run: int, codec: wire.Codec, use: Callable[[Take], None]
    ) -> None:
        self.post = post
        self.run = run
        self.codec = codec
        self.use = use
        self.gathered: list[Any] = []
        self.size = 0
        self.first = 0
        self.end = 0
        self.values: list[Any] = []  # the arguments in the batch
        self.unread: Iterator[Any] = iter(())  # those not handed out, which can tell how many are left
        self.late: set[int] = set()
        self.given_up: set[int] = set()
        self.waiting = False
        self.direct = False
        self.lock = threading.RLock()
        self.mark = perf_counter()
        self.in_order = compiled_answers(self.take)
        use(self.in_order.take if self.in_order else self.take)
        FORGETFUL.add(self)

    # items out

    def begin(self, start: int, values: list[Any]) -> Iterator[tuple[int, Any]]:
        """Return the items of a new batch, to be handed out."""
        self.first, self.end = start, start + len(values)
        self.values = values
        self.unread = iter(values)
        if self.in_order:
            self.in_order.expect(start)
        self.restart_clock()
        return zip(range(start, self.end), self.unread, strict=False)  # the range is read first

    def forget(self) -> None:
        """Hand out no more items of this batch: this is a child that an item forked."""
        self.values.clear()
        self.lock = threading.RLock()  # another thread, which the child has not, may have held it

    def restart_clock(self) -> None:
        """Count the seconds of work from now on."""
        self.mark = perf_counter()

    @property
    def next(self) -> int:
        """The item that is handed out next in this batch."""
        return self.end - length_hint(self.unread)

    def argument(self, index: int) -> Any:
        """Return the argument of an item in this batch."""
        return self.values[index - self.end + len(self.values)]

    @contextmanager
    def waiting_for_items(self) -> Iterator[None]:
        """Post what is gathered, and meanwhile each answer that comes from another thread at once."""
        self.waiting = True  # before the flush: an answer from another thread is then posted by one of the two
        self.flush()
        direct = self.direct
        self.check_each()
        if self.late:
            self.post(Starved(self.run))
        try:
            yield
        finally:
            self.waiting = False
            if direct:
                self.take_directly()

    def unanswered(self) -> list[int]:
        """Post what is gathered; list the items still without an answer, which are given up."""
        self.flush()
        unanswered, self.late = sorted(self.late), set()
        self.given_up.update(unanswered)
        return unanswered

    # answers in

    def take(self, answer: Any) -> None:
        """Take one ``(index, result)``, as it is at this moment."""
        try:
            index, value = answer
        except (TypeError, ValueError):
            raise ProtocolViolation(None, f"a worker sends (index, result), not {answer!r:.80}") from None
        if type(value) in SMALL and type(index) is int:  # most answers, in the fewest steps
            self.gathered.append((index, value))
            if self.waiting:
                self.flush()
        else:
            self._take_sized(index, value)

    def take_all(self, start: int, results: list[Any]) -> None:
        """Take the results of consecutive items."""
        if all_small(results) and not self.late and len(results) == self.next - self.first:
            with self.lock:
                self._post_consecutive(range(start, self.next), results)
                self.first = self.next
        else:
            for index, value in enumerate(results, start):
                self.take((index, value))
            self.flush()

    def _take_sized(self, index: Any, value: Any) -> None:
        """Take an answer whose size counts, or that must be fixed as it is."""
        if type(index) is not int:
            raise ProtocolViolation(None, f"a worker sends (index, result), and {index!r:.80} is no index")
        try:
            packed = wire.pack(value, self.codec)
        except CannotTravel as error:
            raise ProtocolViolation(index, f"result: {error}") from None
        self.gathered.append((index, packed))
        if type(packed) in (str, bytes):
            self.size += len(packed)  # type: ignore[arg-type]
        elif type(packed) is wire.Frozen:
            self.size += len(packed.blob)
        if self.waiting or self.size + (self.in_order.size if self.in_order else 0) > FLUSH_BYTES:
            self.flush()

    def take_directly(self) -> None:
        """Let the module's answers go straight into the list, for as long as they are small and in order.

        Half of the time that a tiny item takes is a check of its answer. These are then checked a batch at a time;
        where one is not as expected, its batch is run again, each answer checked.
        """
        if self.in_order is None:
            self.direct = True
            self.use(self.gathered.append)

    def check_each(self) -> None:
        """Check each of the module's answers as it is taken."""
        if self.in_order is None:
            self.direct = False
            self.use(self.take)

    # messages out

    def flush(self) -> None:
        """Post the answers that are gathered, and check that each belongs to an item in hand."""
        with self.lock:
            answers = self.gathered[:]
            del self.gathered[: len(answers)]  # another thread may have added to it meanwhile
            self.size = 0
            handed = range(self.first, self.next)
            self.first = self.next
            if self.in_order:
                start, taken = self.in_order.drain(NO_INDEX if self.waiting else self.first)
                if taken and not (answers or self.late) and len(taken) == len(handed):
                    self._post_consecutive(handed, taken)
                    return
                answers[:0] = zip(count(start), taken)
            indices, values = unzipped(answers)
            kinds = set(map(type, values))
            if self.direct and (len(indices) < len(answers) or not kinds <= ATOMS):
                self.check_each()
                self.post(AmbiguousFailure(self.run, list(handed)))
            elif self.late or indices != tuple(handed):
                self.check_each()
                self.late.update(handed)
                self._post_scattered(answers)
            elif answers:
                self._post_consecutive(handed, values)
                if kinds <= SMALL:
                    self.take_directly()

    def _post_consecutive(self, indices: range, values: Sequence[Any]) -> None:
        each, payload = wire.encode(values, self.codec)
        self.post(Answers(self.run, indices.start, len(values), each, payload, self._lap()))

    def _post_scattered(self, answers: list[tuple[int, Any]]) -> None:
        kept = []
        for index, value in answers:
            if index in self.late:
                self.late.discard(index)
                kept.append((index, value))
            elif index in self.given_up:
                self.given_up.discard(index)
                self.post(LateError(self.run, f"item {index} was answered when its loop had ended: {ANSWER_ALL}"))
            else:
                message = f"index {index} was answered out of turn: {ANSWER_ONCE}"
                self.post(Broken(self.run, index, "ProtocolError", message, ""))
        if kept:
            each, payload = wire.encode([value for _, value in kept], self.codec)
            self.post(Scattered(self.run, [index for index, _ in kept], each, payload, self._lap()))

    def _lap(self) -> float:
        """Return the seconds since the last lap."""
        now = perf_counter()
        seconds, self.mark = now - self.mark, now
        return seconds


def compiled_answers(otherwise: Take) -> Any:
    """Return what takes most answers in compiled code and others ``otherwise``; None where there is no such code."""
    return ITEMS and ITEMS.InOrder(otherwise, FLUSH_BYTES)


def unzipped(answers: list[Any]) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Part answers into their indices and values; where one is no pair, return none.

    >>> unzipped([(0, "a"), (1, "b")]), unzipped([(0, "a"), 5])
    (((0, 1), ('a', 'b')), ((), ()))
    """
    if set(map(type, answers)) <= {tuple} and set(map(len, answers)) <= {2}:
        return tuple(map(INDEX, answers)), tuple(map(VALUE, answers))
    try:
        indices, values = zip(*answers, strict=True)
    except (TypeError, ValueError):
        return (), ()
    return indices, values
