from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..document import Chunk

INTERFACE: int

class Iob:
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
