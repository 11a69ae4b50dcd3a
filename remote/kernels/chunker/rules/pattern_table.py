"""A tag pattern as a table: one look for each tag tells which match `re` would find.

A row stands for the states in which a search may be, in the order in which `re` would try them. Where one reaches the
pattern's end, those after it don't matter, and those before it are preferred if they reach it later (Cox 2010).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .grammar_reader import TagPattern
from .pattern_states import MAY_END, NoStates, State, fragment_of, in_sequence

MOST_ROWS = 500
NOWHERE, START = 0, 1  # rows
Row = tuple[tuple[State, ...], bool]  # what may be read next, and whether a match ends here


class PatternTable:
    """The rows of patterns in sequence, found when they are asked for; ``elements`` are the grammar's, in an order.

    Raises `NoStates` for patterns that have too many states or depend on where the sentence starts or ends, and where
    there are too many rows.

    >>> table = PatternTable([TagPattern("<DT>?<NN>+")], ["NN", "DT"])
    >>> table.step(START, (False, True)), table.step(2, (True, False)), table.step(2, (False, True))
    ((2, False), (3, True), (0, False))
    """

    def __init__(self, patterns: Sequence[TagPattern], elements: Sequence[str]) -> None:
        if any(pattern.has_anchors for pattern in patterns):
            raise NoStates("a pattern depends on where the sentence starts or ends")
        numbers = {element: chr(number) for number, element in enumerate(elements)}
        fragments = [fragment_of(pattern, numbers) for pattern in patterns]
        first = in_sequence(fragments).connect(State([], needs=MAY_END))
        self.rows: list[Row] = [((), False), (row_of([first])[0], False)]
        self.known = {self.rows[NOWHERE]: NOWHERE}

    def step(self, row: int, matched: Sequence[bool]) -> tuple[int, bool]:
        """Return the row after a tag, and whether a match ends there; ``matched`` says which elements match the tag."""
        states, _ = self.rows[row]
        read = [state for state in states if state.letters and any(matched[ord(element)] for element in state.letters)]
        found = row_of(state.following[0] for state in read)
        number = self.known.setdefault(found, len(self.rows))
        if number == len(self.rows):
            if number == MOST_ROWS:
                raise NoStates("the pattern has too many rows")
            self.rows.append(found)
        return number, found[1]


def row_of(states: Iterable[State]) -> Row:
    """Return what states lead to before the pattern's end, in order, and whether they lead to that."""
    met: dict[State, None] = {}

    def leads_to_end(state: State) -> bool:
        if state in met:
            return False
        met[state] = None
        if state.letters is not None:
            return False
        return not state.following or any(map(leads_to_end, state.following))

    ends = any(map(leads_to_end, states))
    return tuple(state for state in met if state.letters is not None), ends
