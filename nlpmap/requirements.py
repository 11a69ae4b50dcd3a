"""Requirements: which versions of a library will do, written as pip takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

REQUIREMENT = re.compile(r"([\w.-]+?)\s*((?:>=|<).*)?")
BOUND = re.compile(r"(>=|<)\s*([\w.]+)")
NLTK = "nltk>=3.10.4,<4"  # the first whose rules, white space among them, the kernels follow


def library_of(requirement: str) -> str:
    """Return the name of the library that is required.

    >>> library_of("nltk>=3.10.4,<4"), library_of("numpy")
    ('nltk', 'numpy')
    """
    found = REQUIREMENT.fullmatch(requirement)
    return found[1] if found else requirement


def admits(requirement: str, version: str) -> bool:
    """Return whether a version is within the bounds of a requirement, which are ``>=`` and ``<``.

    >>> [admits("nltk>=3.10.4,<4", version) for version in ("3.9.2", "3.10.4", "3.11rc1", "4.0")]
    [False, True, True, False]
    """
    found = REQUIREMENT.fullmatch(requirement)
    bounds = BOUND.findall(found[2] or "") if found else []
    have = numbers(version)
    return all((have >= numbers(bound)) if sign == ">=" else (have < numbers(bound)) for sign, bound in bounds)


def numbers(version: str) -> tuple[int, ...]:
    """Return the first numbers of a version, by which it is compared.

    >>> numbers("3.10.4"), numbers("3.11rc1") > numbers("3.10.4")
    ((3, 10, 4), True)
    """
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def shown(requirements: Sequence[str]) -> str:
    """Write requirements as they are typed in a shell.

    >>> shown(["nltk>=3.10.4,<4", "numpy"])
    "'nltk>=3.10.4,<4' numpy"
    """
    return " ".join(one if re.fullmatch(r"[\w.-]+", one) else f"'{one}'" for one in requirements)
