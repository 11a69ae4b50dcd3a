"""What became of the items that a module had in hand when its loop ended: pure, as messages to the coordinator."""

from __future__ import annotations

from .messages import AmbiguousFailure, Broken, Failed, Failure, LateError
from .module_runner import describe_error, own_lines

ANSWER_ALL = "a worker answers each item that it takes before its loop ends"
NO_LOOP = (
    "the module ended without taking an item: a worker loops over its channel under if __name__ == '__channelexec__'"
)


class ProtocolViolation(Exception):
    """The module sent what the protocol has no place for."""

    def __init__(self, index: int | None, rule: str) -> None:
        super().__init__(rule)
        self.index = index


def reports_on_end(
    run: int, error: BaseException | None, in_hand: list[int], began: bool, told_to_end: bool
) -> tuple[list[Failure], bool]:
    """Return the reports on a loop that ended, and whether the module can't be run again.

    ``in_hand`` are the items taken and not answered; ``began`` says whether it took any item, ``told_to_end`` whether
    the loop was told to end.

    >>> [report], fatal = reports_on_end(1, None, [3], began=True, told_to_end=True)
    >>> report.item, report.kind, fatal
    (3, 'ProtocolError', False)
    >>> [report], fatal = reports_on_end(1, KeyError("no"), [7], began=True, told_to_end=False)
    >>> report.item, report.kind, report.message
    (7, 'KeyError', "'no'")
    >>> reports_on_end(1, None, [], began=False, told_to_end=False)[1]
    True
    """
    if error is not None:
        return _of_error(run, error, in_hand, began)
    no_answer = f"no answer: {ANSWER_ALL}"
    unanswered: list[Failure] = [Failed(run, index, "ProtocolError", no_answer, "") for index in in_hand]
    if began or told_to_end:
        return unanswered, False
    return [*unanswered, Broken(run, None, "ProtocolError", NO_LOOP, "")], True


def _of_error(run: int, error: BaseException, in_hand: list[int], began: bool) -> tuple[list[Failure], bool]:
    kind, message, text = describe_error(error)
    culprit = in_hand[0] if len(in_hand) == 1 else None
    is_violation = issubclass(type(error), ProtocolViolation)  # `isinstance` asks the error itself
    if is_violation:
        assert isinstance(error, ProtocolViolation)
        kind, text = "ProtocolError", own_lines(error)
        culprit = error.index if error.index in in_hand else in_hand[-1] if in_hand else None
    others = [index for index in in_hand if index != culprit]
    reports: list[Failure] = []
    if culprit is not None:
        reports.append(Failed(run, culprit, kind, message, text))
    if others:  # any of them may be the one: each is run again by itself
        reports.append(AmbiguousFailure(run, others))
    if reports:
        return reports, False
    if began and not is_violation:
        return [LateError(run, f"the module raised after its last answer:\n{text}")], False
    return [Broken(run, None, kind, message, text)], True
