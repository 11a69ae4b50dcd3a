from collections.abc import Callable, Iterable, Sequence
from typing import Any

INTERFACE: int

class WordTypes:
    capacity: int
    characters: int
    def __len__(self) -> int: ...
    def __contains__(self, word: str) -> bool: ...

class RichLexicon:
    columns: int
    def __init__(self, table: dict[str, Any]) -> None: ...
    def classes(self, word: str) -> tuple[int, ...]: ...

class RichModel:
    lexicon: RichLexicon
    def __init__(self, table: dict[str, Any], numbering: Any, history: list[int]) -> None: ...

class RichSecondLook:
    def __init__(self, table: dict[str, Any], akin: dict[str, Any] | None, verbal: list[bool]) -> None: ...

class RichTagger:
    types: WordTypes
    def __init__(
        self,
        model: RichModel,
        types: int,
        padding: Iterable[Sequence[str]],
        two_sided: frozenset[str],
        as_plain: Callable[[str], str],
        shown: Callable[[str, int], tuple[list[str], list[str], list[str], str, str]],
        look: RichSecondLook | None = None,
    ) -> None: ...
    def has_two_sided(self, forms: list[str]) -> bool: ...
    def tag(self, forms: list[str], lengths: list[int], longest: int, *columns: list[Any]) -> tuple[list[Any], ...]: ...
