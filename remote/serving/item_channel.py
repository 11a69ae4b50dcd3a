"""The channel that a worker module sees: items one at a time, over batches.

It has what a module may use of execnet's channel: iteration, ``receive``, ``send``, ``isclosed`` and ``close``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from operator import length_hint
from typing import Any

from . import wire
from .answers import AnswerGatherer, Take
from .failure_reports import reports_on_end
from .messages import REHEARSAL, AmbiguousFailure, End, Failed, FromWorker, Items, Taken
from .module_runner import EndOfRun, describe_error
from .travel import class_unpickled


class ItemChannel:
    """Hands out ``(index, argument)`` and takes ``(index, result)``, in any order, from any thread."""

    TimeoutError = TimeoutError
    send: Take  # set by the answers: it changes, as half of the time that a tiny item takes is a check of its answer

    def __init__(
        self,
        receive: Callable[[], Any],
        post: Callable[[FromWorker], None],
        run: int,
        codec: wire.Codec,
        setup: tuple[bool, bytes] | None,
        setup_key: str | None = None,
    ) -> None:
        self.inbox = receive
        self.post = post
        self.run = run
        self.codec = codec
        self.setup = setup
        self.setup_key = setup_key  # tells the set-up's content, so that what was made of it can be kept
        self.setup_taken = False
        self.ended = False
        self.answers = AnswerGatherer(post, run, codec, self._send_by)
        self.began = False  # whether the module took an item since its loop began
        self.batch: Iterator[tuple[int, Any]] = iter(())
        self.last = False  # whether the loop is to end after the batch in hand
        self.told_to_end = False
        self.loop: Iterator[tuple[int, Any]] = chain.from_iterable(self._batches())

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
            [value] = wire.decode(each, payload, self.codec, class_unpickled)
            return value
        try:
            return next(self.loop)
        except StopIteration:
            raise EOFError("no more items") from None

    def map(self, function: Callable[[Any], Any]) -> None:
        """Answer every item with the function's result: what a loop over the channel does, a batch at a time."""
        while length_hint(self.answers.unread) or self._next_batch():
            start = self.answers.next
            self._report_taken()
            results: list[Any] = []
            try:
                results.extend(map(function, self.answers.unread))  # which keeps what came before an error
                if len(results) < self.answers.next - start:  # but takes a StopIteration for the end: raise it here
                    results.append(function(self.answers.argument(start + len(results))))
            finally:
                self.answers.take_all(start, results)

    def map_batches(self, function: Callable[[list[Any]], list[Any]]) -> None:
        """Answer the items of each batch with the list that the function returns for the list of their arguments."""
        while length_hint(self.answers.unread) or self._next_batch():
            start = self.answers.next
            self._report_taken()
            self.answers.take_all(start, function(list(self.answers.unread)))

    @property
    def is_rehearsal(self) -> bool:
        """Whether the run has no items, and is there for what the module does before the first."""
        return self.run == REHEARSAL

    def isclosed(self) -> bool:
        return self.ended

    def close(self, error: object = None) -> None:
        """Let the loop end; items that are left go to the module's next run."""
        self.loop = iter(())

    # what the courier calls

    def settle(self, error: BaseException | None) -> None:
        """Report what became of the items in hand when the module's loop ended, and make ready for its next run."""
        in_hand = self.answers.unanswered()
        reports, fatal = reports_on_end(self.run, error, in_hand, self.began, self.told_to_end)
        self.began = self.told_to_end = self.setup_taken = False
        self.loop = chain.from_iterable(self._rest_and_batches())
        for report in reports:
            self.post(report)
        if fatal:
            self._drain()

    # the steps

    def _send_by(self, take: Take) -> None:
        self.send = take

    def _batches(self) -> Iterator[Iterator[tuple[int, Any]]]:
        """Yield the items of batch after batch until the loop is to end; each batch's answers are then posted."""
        while self._next_batch():
            yield from self._rest()

    def _rest(self) -> Iterator[Iterator[tuple[int, Any]]]:
        """Yield what is left of the batch in hand, then post its answers."""
        self._report_taken()
        yield self.batch
        self.answers.flush()

    def _rest_and_batches(self) -> Iterator[Iterator[tuple[int, Any]]]:
        """Continue where the last loop stopped: within its batch, then with the next ones."""
        self.answers.restart_clock()
        yield from self._rest()
        yield from self._batches()

    def _report_taken(self) -> None:
        """Report which item the module takes, where that is to be known."""
        if self.last or not self.began:
            self.post(Taken(self.run, self.answers.next))
        self.began = True

    def _next_batch(self) -> bool:
        """Wait for a batch; return whether one came before the loop is to end."""
        if self.last:
            self.last = False
            self.told_to_end = True
            return False
        while isinstance(message := self._wait(), Items):
            try:
                values = wire.decode(message.each, message.payload, self.codec, class_unpickled)
            except BaseException as error:  # of the user's classes, and of their modules as they are imported
                self._refuse(message, error)
                continue
            self.last = message.last
            self.batch = self.answers.begin(message.start, values)
            return True
        self.ended = isinstance(message, End)
        self.told_to_end = True
        return False

    def _refuse(self, message: Items, error: BaseException) -> None:
        """Report that a batch's arguments can't be made here: several are to come again one by one."""
        count = len(wire.split_packed(message.each, message.payload, self.codec))
        if count == 1:
            self.post(Failed(self.run, message.start, *describe_error(error)))
        else:
            self.post(AmbiguousFailure(self.run, list(range(message.start, message.start + count))))

    def _wait(self) -> Any:
        with self.answers.waiting_for_items():
            try:
                return self.inbox()
            except EOFError:
                raise EndOfRun from None

    def _drain(self) -> None:
        """Take no more items: a module that can't run would fail at every one of them."""
        self.batch = iter(())
        while not self.ended:
            try:
                self.ended = isinstance(self.inbox(), End)
            except EOFError:
                raise EndOfRun from None
