"""A lexicon: the values that a column has, each with a number, by which tokens refer to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .container import Array, Container, Writer, damage_told

FEW = 4  # values looked at for each that there is: more are decoded one by one
WORD = 8  # bytes of a value that are hashed at once
HASHED = 8 * WORD  # of a longer one, no more than its beginning and its length
FIRST_BYTES = np.array([(1 << 8 * length) - 1 for length in range(WORD + 1)], np.uint64)
MULTIPLIER = 0x9E3779B97F4A7C15  # of a value's hash
NOTHING = "surrogatepass"  # how lone surrogates, which texts may have, are kept


class ValueLexicon(Sequence[str]):
    """The values of a column in the order of their numbers; one is decoded when it is looked at.

    ``ends`` says where each ends in the UTF-8 of all, ``order`` has the numbers sorted by that.

    >>> words = lexicon_of(["the", "dog", "barks"])
    >>> words[1], words.number("barks"), words.number("cat"), len(words)
    ('dog', 2, None, 3)
    """

    def __init__(self, text: Array, ends: Array, order: Array) -> None:
        self.text = text
        self.ends = ends
        self.order = order

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        return self.utf8(number).decode("utf-8", NOTHING)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def utf8(self, number: int) -> bytes:
        """Return a value in UTF-8."""
        begin = int(self.ends[number - 1]) if number else 0
        return self.text[begin : int(self.ends[number])].tobytes()

    @cached_property
    def values(self) -> list[str]:
        """All values, decoded."""
        text, ends = self.text.tobytes(), self.ends.tolist()
        with damage_told():
            return [text[begin:end].decode("utf-8", NOTHING) for begin, end in pairwise([0, *ends])]

    @cached_property
    def has_spaces(self) -> bool:
        """Whether there is a space in a value, so that two values with one between may be alike one value."""
        return bool((self.text == ord(" ")).any())

    def some(self, numbers: Sequence[int]) -> list[str]:
        """Return the values of some numbers."""
        with damage_told():
            if len(numbers) * FEW > len(self) or "values" in vars(self):
                return list(map(self.values.__getitem__, numbers))
            known = dict.fromkeys(numbers)
            places = np.fromiter(known, np.int64, len(known))
            begins = np.where(places, self.ends[places - 1].astype(np.int64), 0)
            text, spans = self.text.data, zip(known, begins.tolist(), self.ends[places].tolist(), strict=True)
            texts = {number: str(text[begin:end], "utf-8", NOTHING) for number, begin, end in spans}
            return list(map(texts.__getitem__, numbers))

    def number(self, value: str) -> int | None:
        """Return the number of a value; ``None`` where it is not in the lexicon."""
        wanted = value.encode("utf-8", NOTHING)
        place = self._place(wanted)
        found = int(self.order[place]) if place < len(self) else None
        return found if found is not None and self.utf8(found) == wanted else None

    def hashes_of(self, numbers: Array) -> npt.NDArray[np.uint64]:
        """Return a number for each of some values: equal for equal values, and nearly always another for others."""
        text = np.append(self.text, np.zeros(WORD, np.uint8))
        words = np.ndarray(len(text) - WORD + 1, np.dtype("<u8"), text, strides=(1,))  # at each byte, those that follow
        begins = np.where(numbers, self.ends[numbers - 1].astype(np.int64), 0)
        lengths = self.ends[numbers].astype(np.int64) - begins
        found, rows = lengths.astype(np.uint64), np.arange(len(lengths))
        for offset in range(0, HASHED, WORD):
            rows = rows[lengths[rows] > offset]
            word = words[begins[rows] + offset] & FIRST_BYTES[np.minimum(lengths[rows] - offset, WORD)]
            mixed = (found[rows] ^ word) * np.uint64(MULTIPLIER)
            found[rows] = mixed ^ (mixed >> np.uint64(32))
        return found

    @cached_property
    def all_hashes(self) -> npt.NDArray[np.uint64]:
        return self.hashes_of(np.arange(len(self)))

    def numbers_in(self, other: ValueLexicon, numbers: Array) -> npt.NDArray[np.int64]:
        """Return the number in another lexicon of each of some values; -1 for one that is not there.

        >>> lexicon_of(["the", "dog"]).numbers_in(lexicon_of(["cat", "dog", "a"]), np.array([0, 1])).tolist()
        [-1, 1]
        """
        if other is self:
            return np.asarray(numbers, np.int64)
        hashes, wanted = other.all_hashes, self.hashes_of(np.asarray(numbers, np.int64))
        order = np.argsort(hashes)
        places = np.searchsorted(hashes[order], wanted)
        alike = np.flatnonzero(places < len(order))
        alike = alike[hashes[order[places[alike]]] == wanted[alike]]
        found: npt.NDArray[np.int64] = np.full(len(numbers), -1, np.int64)
        found[alike] = order[places[alike]]
        mine, others = self.some(numbers[alike].tolist()), other.some(found[alike].tolist())
        for place, value in [(p, m) for p, m, o in zip(alike.tolist(), mine, others, strict=True) if m != o]:
            number = other.number(value)  # of values that have the same hash
            found[place] = -1 if number is None else number
        return found

    def numbers_from(self, beginning: bytes) -> Array:
        """Return the numbers of all values whose UTF-8 begins with some bytes."""
        return self.order[self._place(beginning) : self._place(beginning, is_after=True)]

    def _place(self, wanted: bytes, is_after: bool = False) -> int:
        """Return where, in their order, the values are that are not before some bytes, or after those that begin so."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            value = self.utf8(int(self.order[middle]))
            if value < wanted or (is_after and value.startswith(wanted)):
                low = middle + 1
            else:
                high = middle
        return low

    def ranks_of(self, numbers: Array) -> npt.NDArray[np.int64]:
        """Return the ranks of some numbers when their values are sorted without regard to case."""
        different, places = np.unique(numbers, return_inverse=True)
        values = self.some(different.tolist())
        order = sorted(range(len(values)), key=lambda place: (values[place].casefold(), values[place]))
        ranks = np.empty(len(values), np.int64)
        ranks[order] = np.arange(len(values))
        return np.asarray(ranks[places])


def lexicon_of(values: Sequence[str]) -> ValueLexicon:
    """Return a lexicon of values, which are numbered in their order."""
    return ValueLexicon(*lexicon_arrays({value: number for number, value in enumerate(values)}))


def lexicon_arrays(numbers: Mapping[str, int]) -> tuple[Array, Array, Array]:
    """Return the arrays of a lexicon of values, which come in the order of their numbers.

    Few copies of them are made: there may be millions. UTF-8 has the order of the characters.
    """
    text = np.frombuffer("".join(numbers).encode("utf-8", NOTHING), np.uint8)
    lengths = (len(value) if value.isascii() else len(value.encode("utf-8", NOTHING)) for value in numbers)
    ends = np.cumsum(np.fromiter(lengths, np.uint64, len(numbers)), dtype=np.uint64)
    order = np.fromiter(map(numbers.__getitem__, sorted(numbers)), np.uint32, len(numbers))
    return text, ends, order


def write_lexicon(writer: Writer, name: str, numbers: Mapping[str, int]) -> None:
    """Write a lexicon under a name."""
    for part, array in zip(("text", "ends", "order"), lexicon_arrays(numbers), strict=True):
        writer.add(f"{name}.{part}", [array])


def read_lexicon(container: Container, name: str) -> ValueLexicon:
    """Return the lexicon that was written under a name; raises `InputError` where its parts do not fit together."""
    text, ends, order = (container[f"{name}.{part}"] for part in ("text", "ends", "order"))
    in_order = len(ends) == len(order) and not (ends[1:] < ends[:-1]).any() and (order < len(ends)).all()
    if not in_order or ends[-1:].tolist() not in ([], [len(text)]):
        raise container.damaged(f"{name!r} has no order")
    return ValueLexicon(text, ends, order)
