from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..document import Chunk

INTERFACE: int

class Iob:
    labels: list[str]
    def __init__(
        self,
        tables: Mapping[str, Any],
        templates: Sequence[tuple[Sequence[tuple[int, int]], int, int | None]],
        tag_ids: Mapping[str | None, int],
        atoms_of: Callable[[str, str], tuple[int, ...]],
        padding: Sequence[str],
        chunk: type[Chunk],
    ) -> None: ...
    def chunks_all(self, sentences: Sequence[tuple[Sequence[str], Sequence[str | None], int]]) -> list[list[Chunk]]: ...
    def columns_of(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int], longest: int
    ) -> tuple[array[int], array[int], array[int]] | None: ...
