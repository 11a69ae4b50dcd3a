from typing import Any

import numpy.typing as npt

INTERFACE: int
Numbers = npt.NDArray[Any]

def pairs(
    positions: Numbers,
    ends: Numbers,
    ids: Numbers,
    joined: Numbers,
    first: int,
    last: int,
    cells: Numbers,
    touched: Numbers,
    keys: Numbers,
    counts: Numbers,
) -> int: ...
def near(
    starts: Numbers,
    ends: Numbers,
    before: int,
    after: int,
    regions: Numbers,
    ids: Numbers,
    seen: Numbers,
    cells: Numbers,
) -> int: ...
def placed(ids: Numbers, first: int, free: Numbers, positions: Numbers) -> int: ...
