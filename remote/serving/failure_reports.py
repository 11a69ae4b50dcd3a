"""What became of the items that a module had in hand when its loop ended: pure, as messages to the coordinator."""

from __future__ import annotations

from typing import Any

from .module_runner import describe

Report = tuple[Any, ...]
ANSWER_ALL = "a worker answers each item that it takes before its loop ends"
NO_LOOP = (
    "the module ended without taking an item: a worker loops over its channel under if __name__ == '__channelexec__'"
)


class ProtocolViolation(Exception):
    """The module sent what the protocol has no place for."""

    def __init__(self, index: int | None, rule: str) -> None:
        super().__init__(rule)
        self.index = index


def verdict(error: BaseException | None, in_hand: list[int], began: bool, let_go: bool) -> tuple[list[Report], bool]:
    """Return the reports on a loop that ended, and whether the module is beyond help.

    ``in_hand`` are the items taken and not answered; ``began`` says whether it took any item, ``let_go`` whether the
    loop was told to end.

    >>> verdict(None, [3], began=True, let_go=True)[0][0][:3]
    ('failed', 3, 'ProtocolError')
    >>> verdict(KeyError("no"), [7], began=True, let_go=False)[0][0][:4]
    ('failed', 7, 'KeyError', "'no'")
    >>> verdict(None, [], began=False, let_go=False)[1]
    True
    """
    if error is not None:
        return _of_error(error, in_hand, began)
    unanswered: list[Report] = [("failed", index, "ProtocolError", f"no answer: {ANSWER_ALL}", "") for index in in_hand]
    if began or let_go:
        return unanswered, False
    return [*unanswered, ("broken", None, "ProtocolError", NO_LOOP, "")], True


def _of_error(error: BaseException, in_hand: list[int], began: bool) -> tuple[list[Report], bool]:
    kind, message, text = describe(error)
    culprit = in_hand[0] if len(in_hand) == 1 else None
    if isinstance(error, ProtocolViolation):
        kind = "ProtocolError"
        culprit = error.index if error.index in in_hand else in_hand[-1] if in_hand else None
    others = [index for index in in_hand if index != culprit]
    reports: list[Report] = []
    if culprit is not None:
        reports.append(("failed", culprit, kind, message, text))
    if others:  # any of them may be the one: each is run again by itself
        reports.append(("tangled", others, kind, message, text))
    if reports:
        return reports, False
    if began and not isinstance(error, ProtocolViolation):
        return [("afterword", f"the module raised after its last answer:\n{text}")], False
    return [("broken", None, kind, message, text)], True
