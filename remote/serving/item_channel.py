"""The channel that a worker module sees: items one at a time, over batches.

It has what a module may use of execnet's channel: iteration, ``receive``, ``send``, ``isclosed`` and ``close``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from operator import length_hint
from time import perf_counter
from typing import Any

from . import wire
from .failure_reports import ProtocolViolation, verdict

SMALL = wire.SMALL
FLUSH_BYTES = 8 * 2**20  # answers that are this large together travel before their batch is through
ANSWER_ONCE = "a worker answers each item that it was given once, and no other"


class EndOfRun(BaseException):
    """The coordinator is gone: leave the module where it stands."""


class ItemChannel:
    """Hands out ``(index, argument)`` and takes ``(index, result)``, in any order, from any thread.

    Items handed out since the last flush are those from ``first`` up to ``next``; earlier ones that are still
    unanswered are in ``late``.
    """

    TimeoutError = TimeoutError

    def __init__(
        self, receive: Callable[[], Any], post: Callable[[Any], None], run: int, codec: wire.Codec, setup: Any
    ) -> None:
        self.post = post
        self.run = run
        self.codec = codec
        self.setup = setup
        self.setup_taken = False
        self.inbox = receive
        self.ended = False
        self.answers: list[tuple[int, Any]] = []
        self.size = 0
        self.first = 0
        self.began = False  # whether the module took an item since its loop began
        self.late: set[int] = set()
        self.waiting = False
        self.direct = False
        self.lock = threading.RLock()
        self.mark = perf_counter()
        self.batch: Iterator[tuple[int, Any]] = iter(())
        self.unread: Iterator[Any] = iter(())  # the arguments in the batch, which can tell how many are left
        self.end = 0
        self.last = False  # whether the loop is to end after the batch in hand
        self.let_go = False  # whether the loop ended because it was told to
        self.loop: Iterator[tuple[int, Any]] = self.items()

    # what a module calls

    def __iter__(self) -> Iterator[Any]:
        return self.loop

    def __next__(self) -> Any:
        return next(self.loop)

    def receive(self, timeout: float | None = None) -> Any:
        """Return the set-up the first time where the run has one, then the next item."""
        if self.setup is not None and not self.setup_taken:
            self.setup_taken = True
            each, payload = self.setup
            [value] = wire.decode(each, payload, self.codec)
            return value
        try:
            return next(self.loop)
        except StopIteration:
            raise EOFError("no more items") from None

    def send(self, answer: Any) -> None:
        """Take one ``(index, result)``, as it stands at this moment."""
        try:
            index, value = answer
        except (TypeError, ValueError):
            raise ProtocolViolation(None, f"a worker sends (index, result), not {answer!r:.80}") from None
        if type(value) in SMALL and type(index) is int:  # most answers, in the fewest steps
            self.answers.append((index, value))
            if self.waiting:
                self.flush()
        else:
            self.send_sized(index, value)

    def send_sized(self, index: Any, value: Any) -> None:
        """Take an answer whose size counts, or that must be fixed as it stands."""
        if type(index) is not int:
            raise ProtocolViolation(None, f"a worker sends (index, result), and {index!r:.80} is no index")
        try:
            packed = wire.pack(value, self.codec)
        except wire.CannotTravel as error:
            raise ProtocolViolation(index, f"result: {error}") from None
        self.answers.append((index, packed))
        if type(packed) in (str, bytes):
            self.size += len(packed)  # type: ignore[arg-type]
        elif type(packed) is wire.Frozen:
            self.size += len(packed.blob)
        if self.waiting or self.size > FLUSH_BYTES:
            self.flush()

    def map(self, function: Callable[[Any], Any]) -> None:
        """Answer every item with the function's result: what a loop over the channel does, a batch at a time."""
        while length_hint(self.unread) or self.next_batch():
            start = self.next
            self.report_taken()
            results: list[Any] = []
            try:
                results.extend(map(function, self.unread))  # which keeps what came before an error
            finally:
                self.answer(start, results)

    def map_batches(self, function: Callable[[list[Any]], list[Any]]) -> None:
        """Answer the items of each batch with the list that the function gives for the list of their arguments."""
        while length_hint(self.unread) or self.next_batch():
            start = self.next
            self.report_taken()
            self.answer(start, function(list(self.unread)))

    def answer(self, start: int, results: list[Any]) -> None:
        """Take the results of consecutive items."""
        kinds = set(map(type, results))
        if kinds <= SMALL and not self.late and len(results) == self.next - self.first:
            with self.lock:
                self.post_answers(range(start, self.next), results)
                self.first = self.next
        else:
            for index, value in enumerate(results, start):
                self.send((index, value))
            self.flush()

    def isclosed(self) -> bool:
        return self.ended

    def close(self, error: object = None) -> None:
        """Let the loop end; items that are left go to the module's next run."""
        self.loop = iter(())

    # what the courier calls

    def items(self) -> Iterator[tuple[int, Any]]:
        """Yield the items of batch after batch until the loop is to end."""
        while self.next_batch():
            yield from self.rest()

    def rest(self) -> Iterator[tuple[int, Any]]:
        """Yield what is left of the batch in hand, then send its answers."""
        self.report_taken()
        yield from self.batch
        self.flush()

    def report_taken(self) -> None:
        """Report which item the module takes, where that is to be known."""
        if self.last or not self.began:
            self.post(("taken", self.run, self.next))
        self.began = True

    def next_batch(self) -> bool:
        """Wait for a batch; say whether one came before the loop is to end."""
        if self.last:
            self.last = False
            self.let_go = True
            return False
        message = self.wait()
        if message[0] == "batch":
            _, start, each, payload, self.last = message
            values = wire.decode(each, payload, self.codec)
            self.first, self.end = start, start + len(values)
            self.unread = iter(values)
            self.batch = zip(range(start, self.end), self.unread, strict=False)  # the range is read first
            self.mark = perf_counter()
            return True
        self.ended = message[0] == "end"
        self.let_go = True
        return False

    def wait(self) -> Any:
        self.waiting = True  # before the flush: an answer from another thread is then sent by one of the two
        self.flush()
        direct = self.direct
        self.check_each_answer()
        if self.late:
            self.post(("hungry", self.run))
        try:
            return self.inbox()
        except EOFError:
            raise EndOfRun from None
        finally:
            self.waiting = False
            if direct:
                self.take_answers_directly()

    @property
    def next(self) -> int:
        """The item that is handed out next in this batch."""
        return self.end - length_hint(self.unread)

    def flush(self) -> None:
        """Send the answers that are gathered, and check that each belongs to an item in hand."""
        with self.lock:
            answers = self.answers.copy()
            self.answers.clear()
            self.size = 0
            handed = range(self.first, self.next)
            self.first = self.next
            indices, values = unzipped(answers)
            kinds = set(map(type, values))
            if self.direct and (len(indices) < len(answers) or not kinds <= wire.ATOMS):
                self.check_each_answer()
                self.post(("tangled", self.run, list(handed), "", "", ""))
            elif self.late or indices != tuple(handed):
                self.check_each_answer()
                self.late.update(handed)
                self.flush_scattered(answers)
            elif answers:
                self.post_answers(handed, values)
                if kinds <= SMALL:
                    self.take_answers_directly()

    def post_answers(self, indices: range, values: Sequence[Any]) -> None:
        each, payload = wire.encode(values, self.codec)
        self.post(("answers", self.run, indices.start, len(values), each, payload, self.lap()))

    def lap(self) -> float:
        """Return the seconds since the last lap."""
        now = perf_counter()
        seconds, self.mark = now - self.mark, now
        return seconds

    def flush_scattered(self, answers: list[tuple[int, Any]]) -> None:
        kept = []
        for index, value in answers:
            if index in self.late:
                self.late.discard(index)
                kept.append((index, value))
            else:
                message = f"index {index} was answered out of turn: {ANSWER_ONCE}"
                self.post(("broken", self.run, index, "ProtocolError", message, ""))
        if kept:
            each, payload = wire.encode([value for _, value in kept], self.codec)
            self.post(("scattered", self.run, [index for index, _ in kept], each, payload, self.lap()))

    def take_answers_directly(self) -> None:
        """Let the module's sends go straight into the list, for as long as they are small and in order.

        Half of the time that a tiny item takes is a check of its answer. These are then checked a batch at a time;
        where one is not as expected, its batch is run again, each answer checked.
        """
        self.direct = True
        self.__dict__["send"] = self.answers.append

    def check_each_answer(self) -> None:
        self.direct = False
        self.__dict__.pop("send", None)

    def settle(self, error: BaseException | None) -> None:
        """Report what became of the items in hand when the module's loop ended, and make ready for its next run."""
        self.flush()
        in_hand, self.late = sorted(self.late), set()
        reports, beyond_help = verdict(error, in_hand, self.began, self.let_go)
        self.began = self.let_go = self.setup_taken = False
        self.loop = self.rest_and_items()
        for kind, *report in reports:
            self.post((kind, self.run, *report))
        if beyond_help:
            self.drain()

    def rest_and_items(self) -> Iterator[tuple[int, Any]]:
        """Go on where the last loop stopped: within its batch, then with the next ones."""
        self.mark = perf_counter()
        yield from self.rest()
        yield from self.items()

    def drain(self) -> None:
        """Take no more items: a module that can't run would fail at every one of them."""
        self.batch = self.unread = iter(())
        while not self.ended:
            try:
                self.ended = self.inbox()[0] == "end"
            except EOFError:
                raise EndOfRun from None


def unzipped(answers: list[Any]) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Part answers into their indices and values; where one is no pair, give none.

    >>> unzipped([(0, "a"), (1, "b")]), unzipped([(0, "a"), 5])
    (((0, 1), ('a', 'b')), ((), ()))
    """
    try:
        indices, values = zip(*answers, strict=True)
    except (TypeError, ValueError):
        return (), ()
    return indices, values
