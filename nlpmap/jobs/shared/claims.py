"""Claims: which worker is at which part, by files that are created where none is; nobody coordinates.

A claim only saves work: a part that is done twice is the same part. One that its worker has not refreshed for the time
of a lease is stale, and the next attempt at its part is claimed: who has nothing else to do waits for half of that.
What is free is looked up by blocks of parts, of which each worker begins at another, so that the requests a part do not
grow with the number of parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from .stores.store import CLAIMS, DONE, Store

BLOCK = 900  # parts: one request, which lists a thousand names, tells of all
LOOKS = 2  # at blocks that are not done, each time that nothing was found to be free
PAUSES = 8  # between looks, in the time of a lease
BEATS = 3  # by which a worker says that it is at a part, in the time of a lease
QUIET = 0.5  # of a lease without a word, after which a part is taken by a worker that has nothing else
TAKEN_BETWEEN = 16  # parts that a worker takes before it looks whether others of its block were given up


class Claim(NamedTuple):
    """A part that is claimed, and for the how manieth time."""

    number: int
    attempt: int = 1


class LastAttempt(NamedTuple):
    """The last attempt at a part that is not done, and when its worker last said that it is at it."""

    attempt: int
    modified: float


@dataclass(frozen=True, slots=True)
class PartNames:
    """The names of the parts of a plan, all of one length, so that they sort as their numbers do.

    >>> names = PartNames(2000)
    >>> names.of(12), names.claim(Claim(12, 2)), names.bounds(1)
    ('00012', '.nlpmap/claims/00012.2', ('00900', '01800'))
    """

    count: int

    def of(self, number: int) -> str:
        """Return the name of a part."""
        return f"{number:0{max(5, len(str(self.count)))}}"

    def claim(self, claim: Claim) -> str:
        return f"{CLAIMS}/{self.of(claim.number)}.{claim.attempt}"

    def done(self, number: int) -> str:
        return f"{DONE}/{self.of(number)}.json"

    def block(self, block: int) -> range:
        """Return the numbers of a block's parts."""
        return range(block * BLOCK, min(self.count, (block + 1) * BLOCK))

    def bounds(self, block: int) -> tuple[str, str]:
        """Return the names between which those of a block's parts are."""
        numbers = self.block(block)
        return self.of(numbers.start), self.of(numbers.stop)


def names_in(store: Store, folder: str, names: PartNames, block: int) -> set[str]:
    """Return the names of a block's parts that have a file in a folder."""
    width = len(names.of(0))
    return {name[:width] for name, _ in store.entries(folder, *names.bounds(block))}


def last_attempts(store: Store, names: PartNames, block: int, done: Container[str] = ()) -> dict[int, LastAttempt]:
    """Return the last attempt at each part of a block that was claimed, those that are done left out."""
    found: dict[int, LastAttempt] = {}
    width = len(names.of(0))
    for name, modified in store.entries(CLAIMS, *names.bounds(block)):
        number, attempt = int(name[:width]), int(name[width + 1 :])
        if name[:width] not in done and (number not in found or attempt > found[number].attempt):
            found[number] = LastAttempt(attempt, modified)
    return found


@dataclass
class Claims:
    """One worker's view of the claims of a job: what it takes, and what it knows to be taken."""

    store: Store
    count: int
    lease: float  # seconds
    content: bytes = b""  # of a claim: whose it is
    random: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self.names = PartNames(self.count)
        blocks = range(-(-self.count // BLOCK))
        first = self.random.choice(blocks)
        self.to_visit = deque([*blocks[first:], *blocks[:first]])
        self.undone = set(blocks)
        self.block = first
        self.done: set[str] = set()  # of this block, when it was looked at first
        self.free: list[int] = []
        self.taken: Claim | None = None
        self.count_taken = 0

    @property
    def pause(self) -> float:
        """The seconds after which it is worth looking again where nothing was free."""
        return self.lease / PAUSES

    def take(self) -> Claim | None:
        """Claim a part: one that nobody has, or one that a worker has given up; ``None`` where there is none now.

        Where all parts are done, ``undone`` is empty.
        """
        self.count_taken += 1
        return self._take_given_up() or self._take_free() or self._take_stale()

    def release(self) -> None:
        """Give back the part that was taken last, where it was not done."""
        if self.taken is not None and self.store.read(self.names.claim(self.taken)) == self.content:
            self.store.delete(self.names.claim(self.taken))
        self.taken = None

    def _take_given_up(self) -> Claim | None:
        """Now and then, claim a part of the block that is given up: all of the job would come last, and late."""
        if self.count_taken % TAKEN_BETWEEN or not self.free:
            return None
        held = self._look_at(self.block)
        newest = max((last.modified for last in held.values()), default=0.0)  # no later than now, and asks for nothing
        return self._take_any(self._stale(held, newest - self.lease))

    def _take_any(self, claims: Iterable[Claim]) -> Claim | None:
        """Claim the first of some attempts that nobody has claimed meanwhile."""
        return next(filter(self._create, claims), None)

    def _take_free(self) -> Claim | None:
        while self.free or self.to_visit:
            if not self.free:
                self._visit(self.to_visit.popleft())
            elif self._create(claim := Claim(self._any_free())):
                return claim
            else:
                self._look_again()  # others are at this block, too
        return None

    def _any_free(self) -> int:
        """Remove any of the parts that seem to be free."""
        place = self.random.randrange(len(self.free))
        self.free[place], self.free[-1] = self.free[-1], self.free[place]
        return self.free.pop()

    def _visit(self, block: int) -> None:
        """Find out which parts of a block are free."""
        self.block, self.free, self.done = block, [], set()
        claimed = names_in(self.store, CLAIMS, self.names, block)
        if len(claimed) < len(self.names.block(block)):
            self.done = names_in(self.store, DONE, self.names, block)
            self._set_free(claimed)

    def _look_again(self) -> None:
        """Find out which are free in the same block, by claims alone: who has done a part since has claimed it."""
        self._set_free(names_in(self.store, CLAIMS, self.names, self.block))

    def _set_free(self, claimed: set[str]) -> None:
        self.free = sorted({*self.names.block(self.block)}.difference(map(int, claimed | self.done)))

    def _take_stale(self) -> Claim | None:
        """Claim a part that was given back, or whose worker says nothing any more; only few blocks are looked at."""
        looks = 0
        for block in self.random.sample(sorted(self.undone), len(self.undone)):
            held = self._look_at(block)
            if self.free and (claim := self._take_free()):
                return claim
            if held and (claim := self._take_any(self._stale(held, self.store.now() - QUIET * self.lease))):
                return claim
            looks += block in self.undone
            if looks == LOOKS:
                break
        return None

    def _look_at(self, block: int) -> dict[int, LastAttempt]:
        """Find out whether a block is done, and else what is free, and which were the last attempts at the others."""
        numbers = self.names.block(block)
        self.block, self.free, self.done = block, [], names_in(self.store, DONE, self.names, block)
        if len(self.done) == len(numbers):
            self.undone.discard(block)
            return {}
        held = last_attempts(self.store, self.names, block, self.done)
        self.free = sorted({*numbers}.difference(held, map(int, self.done)))
        return held

    def _stale(self, held: dict[int, LastAttempt], oldest: float) -> Sequence[Claim]:
        """Return the next attempts at parts whose workers have said nothing since a time."""
        stale = [Claim(number, last.attempt + 1) for number, last in held.items() if last.modified < oldest]
        return self.random.sample(stale, len(stale))

    def _create(self, claim: Claim) -> bool:
        self.taken = claim  # before: an interrupt may come as soon as it is
        is_mine = self.store.create(self.names.claim(claim), self.content)
        if not is_mine:
            self.taken = None
        return is_mine
