"""What a run needs of its workers: libraries, some of which may be sent when they are used for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..requirements import admits, library_of, shown


def unmet(introduction: Mapping[str, Any], needs: Sequence[str], rarely: Sequence[str] = ()) -> dict[str, str]:
    """Return the requirements that a worker does not meet, and why; those of ``rarely`` may wait where packs are.

    >>> bare = {"versions": {"nltk": None, "numpy": None}, "packs": True}
    >>> unmet(bare, ["nltk", "numpy"], rarely=["nltk"])
    {'numpy': 'no numpy'}
    """
    versions: Mapping[str, str | None] = introduction["versions"]
    on_demand = rarely if introduction.get("packs") is True else ()
    found: dict[str, str] = {}
    for need in needs:
        name = need if need in versions else library_of(need)
        version = versions.get(name)
        if version is None:
            if need not in on_demand:
                found[need] = f"no {name}"
        elif need != name and not admits(need, version):
            found[need] = f"{name} {version}, which is not {need}"
    return found


def lacking(introduction: Mapping[str, Any], needs: Sequence[str], rarely: Sequence[str] = ()) -> str:
    """Return the requirements that a worker lacks and the command that installs them, or an empty string.

    >>> python = {"versions": {"nltk": "3.9.1", "numpy": None}, "executable": "python3", "python": "3.12.1"}
    >>> print(lacking(python, ["numpy"]))
    python3 (Python 3.12.1) has no numpy. On that host, type: python3 -m pip install numpy
    >>> print(lacking(python, ["nltk>=3.10.4,<4"]).partition(". On")[0])
    python3 (Python 3.12.1) has nltk 3.9.1, which is not nltk>=3.10.4,<4
    """
    faults = unmet(introduction, needs, rarely)
    if not faults:
        return ""
    executable = introduction["executable"]
    has = f"{executable} (Python {introduction['python']}) has {' and '.join(faults.values())}"
    why_not = f"; none was sent: {why}" if (why := introduction.get("why_no_packs")) else ""
    return f"{has}{why_not}. On that host, type: {executable} -m pip install {shown(list(faults))}"
