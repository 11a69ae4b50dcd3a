from array import array
from collections.abc import Callable, Mapping, Sequence

from ..document import Chunk

INTERFACE: int

# from a row by a letter's number to the next and whether a match ends, whether it strips, tags before and after a chunk
Rule = tuple[Callable[[int, int], tuple[int, bool]], bool, int, int]

class Grammar:
    labels: list[str]
    def __init__(
        self,
        stages: Sequence[tuple[str, Sequence[Rule]]],
        loop: int,
        alphabet: Mapping[str | None, str],
        first: int,
        chunk: type[Chunk],
    ) -> None: ...
    def chunks_all(
        self, sentences: Sequence[tuple[Sequence[str], Sequence[str | None], int]]
    ) -> list[list[Chunk] | None]: ...
    def columns_of(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int]
    ) -> tuple[array[int], array[int], array[int]] | None: ...
