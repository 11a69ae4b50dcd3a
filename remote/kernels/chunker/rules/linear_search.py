"""Find a pattern in a long text in linear time, with the matches that `re` finds.

`re` tries each start anew and goes back over what it has read, so that ``<JJ>*<NN>`` takes quadratic time on a long run
of adjectives. Here the text is read once from its end, which says at each position which of the pattern's states lead
to a match; from each start the first choice that does is then followed (Frisch and Cardelli 2004).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import attrgetter, getitem

from .pattern_states import AT_END, AT_START, MAY_END, Fragment, NoStates, State

Bounds = tuple[int, ...]  # where a match starts, where its parts meet, and where it ends
Step = tuple[State | None, int]  # the state that reads the next letter, none at a match's end, and the marks passed
MOST_SETS = 2_000  # of up to 200 states: 20 MB
STARTS = attrgetter("starts")


class LinearSearch:
    """Searches for fragments in sequence; ``may_end`` has a byte for each position where a match may end.

    >>> from .pattern_states import fragment_of
    >>> from .grammar_reader import TagPattern
    >>> fragments = [fragment_of(TagPattern(text), {"JJ": "a", "NN": "b"}) for text in ("<JJ>*", "<NN>")]
    >>> list(LinearSearch(fragments).matches("aababa"))
    [(0, 2, 3), (3, 4, 5)]
    """

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        *others, last = fragments
        state = last.connect(State([], needs=MAY_END))
        for fragment in reversed(others):
            state = fragment.connect(State([state], is_mark=True))
        self.start = state
        self.states = reachable(state)
        self.known: dict[frozenset[State], Viable] = {}

    def matches(self, text: str, may_end: bytes | None = None) -> Iterator[Bounds]:
        """Yield the bounds of each match that is not empty."""
        viable = self._viable(text, may_end)
        starts = bytes(map(STARTS, viable))
        start = starts.find(1)
        while start >= 0:
            bounds = self._match(viable, start)
            if bounds[-1] > start:
                yield bounds
            start = starts.find(1, max(bounds[-1], start + 1))

    def starts(self, text: str) -> bytes:
        """Return a byte for each position: whether a match starts there."""
        return bytes(map(STARTS, self._viable(text, None)))

    def _viable(self, text: str, may_end: bytes | None) -> list[Viable]:
        """Return for each position the states that lead to a match."""
        holds = bytearray(may_end or bytes([MAY_END]) * (len(text) + 1))
        holds[0] |= AT_START
        holds[-1] |= AT_END
        last = self.viable_of(frozenset())["", holds[-1]]
        found = [*accumulate(zip(reversed(text), reversed(holds[:-1]), strict=True), getitem, initial=last)]
        found.reverse()
        return found

    def viable_of(self, states: frozenset[State]) -> Viable:
        """Return the object that stands for a set of states; raises `NoStates` for a pattern with too many sets."""
        if states not in self.known:
            if len(self.known) >= MOST_SETS:
                raise NoStates("there are too many sets of states")
            self.known[states] = Viable(self, states)
        return self.known[states]

    def _match(self, viable: Sequence[Viable], start: int) -> Bounds:
        position = start
        state, marks = viable[position].steps[self.start]
        bounds = [start] * (1 + marks)
        while state is not None:
            position += 1
            state, marks = viable[position].steps[state.following[0]]
            if marks:
                bounds += [position] * marks
        return (*bounds, position)


class Viable(dict[tuple[str, int], "Viable"]):
    """The states that lead to a match from a position on; by its letter and what holds, those of the position before.

    One object stands for each set of states, so that what follows from it is found once.
    """

    def __init__(self, search: LinearSearch, states: frozenset[State]) -> None:
        self.search = search
        self.states = states
        self.starts = search.start in states
        self.steps = Steps(states)

    def __missing__(self, key: tuple[str, int]) -> Viable:
        letter, holds = key
        known: dict[State, bool] = {}

        def leads(state: State) -> bool:
            if state not in known:
                if state.letters is not None:
                    known[state] = letter in state.letters and state.following[0] in self.states
                else:
                    met = holds & state.needs == state.needs
                    known[state] = met and (not state.following or any(map(leads, state.following)))
            return known[state]

        self[key] = found = self.search.viable_of(frozenset(filter(leads, self.search.states)))
        return found


class Steps(dict[State, Step]):
    """From each state on the way to a match, the next that reads a letter, by the first choice that leads to one."""

    def __init__(self, viable: frozenset[State]) -> None:
        self.viable = viable

    def __missing__(self, state: State) -> Step:
        reached: State | None = state
        marks = 0
        while reached is not None and reached.letters is None:
            marks += reached.is_mark
            reached = next(filter(self.viable.__contains__, reached.following), None)
        self[state] = step = reached, marks
        return step


def reachable(start: State) -> list[State]:
    """List all states of a pattern."""
    found = {start: None}
    waiting = [start]
    while waiting:
        new = [state for state in waiting.pop().following if state not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)
