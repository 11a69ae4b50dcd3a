from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

Span = tuple[int, int]

INTERFACE: int

class UdWords:
    def __init__(
        self,
        names: Sequence[int],
        rows: Any,
        weights: Any,
        bias: int,
        lexicon: tuple[Collection[str], Collection[str], Collection[str]],
        marks: str,
        cuts_by_form: Callable[[str], Sequence[int] | None],
        kind: Callable[[str], str],
        cuts: Callable[[str, str], Iterable[int]],
        plain: Mapping[str, str],
    ) -> None: ...
    def columns(self, text: str, spans: Iterable[Span]) -> tuple[list[str], array[int], array[int], list[int]]: ...
    def is_yes(self, bag: Iterable[str]) -> bool: ...
