from array import array
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

Span = tuple[int, int]
Cut = tuple[tuple[str, ...], bytes]

INTERFACE: int

class Words:
    def __init__(
        self,
        agreed: Iterable[tuple[str, str]],
        unlike: str,
        marks: tuple[str, str],
        cut_again: Callable[[str], Cut],
        cut_whole: Callable[[str], Cut],
        plain: Mapping[str, str] | None = None,
    ) -> None: ...
    def columns(
        self, text: str, spans: Iterable[Span], addresses: Sequence[Span] = ()
    ) -> tuple[list[str], array[int], array[int], list[int]]: ...

def address_marks(text: str, endings: Container[str]) -> list[Span]: ...
