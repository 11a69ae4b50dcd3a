from collections.abc import Callable, Sequence
from typing import Any

INTERFACE: int

class Lemmatizer:
    kept: int
    def __init__(
        self,
        table: Any,
        casings: Sequence[Callable[[str], str]],
        folded: Callable[[str], str],
        casing_of: Callable[[str], int],
        tags_number: Callable[[str | None, str | None], int],
        most: int,
    ) -> None: ...
    def lemmas(
        self, forms: Sequence[str], tags: Sequence[str | None] | None, universal: Sequence[str | None] | None
    ) -> list[str]: ...
