"""What a worker lacks, as its user is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..requirements import shown


def lacking(introduction: Mapping[str, Any], unmet: Mapping[str, str]) -> str:
    """Return which requirements a worker does not meet, why, and the command that installs them.

    >>> python = {"executable": "python3", "python": "3.12.1"}
    >>> print(lacking(python, {"numpy": "no numpy"}))
    python3 (Python 3.12.1) has no numpy. On that host, type: python3 -m pip install numpy
    """
    executable = introduction["executable"]
    has = f"{executable} (Python {introduction['python']}) has {' and '.join(unmet.values())}"
    why_not = f"; none was sent: {why}" if (why := introduction.get("why_no_packs")) else ""
    return f"{has}{why_not}. On that host, type: {executable} -m pip install {shown(list(unmet))}"
