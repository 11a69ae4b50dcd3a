from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

INTERFACE: int
FLAGS: Mapping[str, int]

class Unfit(ValueError): ...

class NetworkRows:
    width: int
    positions: int
    def __init__(self, tables: Mapping[str, Any]) -> None: ...

class UnitFeatures:
    def __init__(self, cases: dict[str, str], abbreviations: dict[str, str], saying: Iterable[str]) -> None: ...
    def described(self, unit: str) -> tuple[int, list[int], bool] | None: ...

class NetworkScan:
    known: int
    def __init__(
        self,
        network: NetworkRows,
        describer: UnitFeatures,
        fields: dict[str, int],
        describe: Callable[[str], tuple[int, Sequence[int]]],
        inner_cuts: Callable[[str], tuple[int, ...]],
        most: int,
    ) -> None: ...
    def spans(self, text: str, first: int, last: int) -> list[tuple[int, int]]: ...

def checksum(name: str) -> int: ...
