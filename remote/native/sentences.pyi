from collections.abc import Callable

INTERFACE: int

class PunktScan:
    def __init__(
        self, judge: Callable[[str, str], bool], known: frozenset[str], abbreviations: frozenset[str], most: int
    ) -> None: ...
    def spans(self, text: str) -> list[tuple[int, int]]: ...
    def tables(self) -> tuple[dict[str, bool], dict[str, bool]]: ...
