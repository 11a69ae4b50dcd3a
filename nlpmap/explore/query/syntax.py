"""What a query is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Union

Strategy = Literal["standard", "shortest", "longest"]
STRATEGIES: tuple[Strategy, ...] = ("standard", "shortest", "longest")


@dataclass(frozen=True)
class QuotedText:
    """A quoted text: a regular expression of a whole value, with its flags; ``column`` is where it begins, from 1.

    Flags are ``c`` (without regard to case), ``d`` (to diacritics) and ``l`` (a plain text, no expression).
    """

    pattern: str
    flags: str = ""
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Attribute:
    """A value of a token: of the one that is tested, or of that which has a label."""

    name: str
    label: str | None = None
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Comparison:
    """Whether a value is as a text says, or the same as another."""

    left: Attribute
    right: QuotedText | Attribute
    is_equal: bool = True


@dataclass(frozen=True)
class Not:
    part: Condition


@dataclass(frozen=True)
class All:
    """Several conditions of which all hold; none of them always does."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Any:
    """Several conditions of which one or more hold."""

    parts: tuple[Condition, ...]


Condition = Union[Comparison, Not, All, Any]  # noqa: UP007 - of names to come
ALWAYS = All()


@dataclass(frozen=True)
class TokenPattern:
    """One token that meets a condition, and perhaps gets a label."""

    condition: Condition = ALWAYS
    label: str | None = None


@dataclass(frozen=True)
class Bound:
    """The place where a region begins or ends, with what its metadata are."""

    region: str
    is_end: bool = False
    metadata: tuple[Comparison, ...] = ()
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Sequence:
    parts: tuple[Pattern, ...]


@dataclass(frozen=True)
class Choice:
    parts: tuple[Pattern, ...]


@dataclass(frozen=True)
class Repeat:
    """A pattern so many times; without a limit where ``most`` is None."""

    part: Pattern
    least: int
    most: int | None


Pattern = Union[TokenPattern, Bound, Sequence, Choice, Repeat]  # noqa: UP007 - of names to come


@dataclass(frozen=True)
class Query:
    """A pattern of tokens, a condition on those with labels, and what all are within: a region, or so many tokens."""

    pattern: Pattern
    constraint: Condition = ALWAYS
    within: str | None = None
    strategy: Strategy | None = None
    most: int | None = None  # tokens
    column_of_within: int = field(default=1, compare=False)
