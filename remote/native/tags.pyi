from collections.abc import Callable

INTERFACE: int

class NltkModel:
    tag_names: list[str]
    def __init__(self, weights: bytes, tag_names: list[str], classes: int) -> None: ...
    def row(self, name: str) -> list[tuple[int, int]]: ...

class WordTypes:
    capacity: int
    characters: int
    def __len__(self) -> int: ...
    def __contains__(self, word: str) -> bool: ...

class NltkTagger:
    types: WordTypes
    def __init__(
        self,
        model: NltkModel,
        tagdict: dict[str, str],
        types: int,
        normalized: Callable[[str], str],
        decide: Callable[[list[str], int, str, str], str],
    ) -> None: ...
    def tag(self, forms: list[str], lengths: list[int]) -> list[str]: ...
