"""Regular expressions of a query, tried on values: one that might take too long runs in a process that can be ended."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .lexing import QueryError, on_one_line

MOST_SECONDS = 10  # of the processor, for an expression that may take long
FEW_STEPS = 3e8  # of Python's matcher, at most: about as many seconds
EXPRESSION_SIGNS = (
    re.compile(  # of an expression: an escaped character, a class, a comment, the beginning of a group, a repeat ...
        r"(?P<back>\\[1-9]|\(\?P=)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?\#[^)]*\)|(?P<look>\(\?<?[=!])"
        r"|(?P<open>\((?:\?P<\w+>|\?[^)]?)?)|(?P<close>\))|(?P<repeat>(?:[*+]|\{\d*(?:,\d*)?\})[?+]?)"
        r"|(?P<optional>\?[?+]?)|(?P<either>\|)",
        re.DOTALL,
    )
)
SPACED = re.compile(r"\(\?[a-zA-Z]*x")  # where spaces and # mean something else
MATCHING = """
import json, re, sys
seconds, pattern, flags, values = json.load(sys.stdin)
matcher = re.compile(pattern, flags).fullmatch
try:
    import resource
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds, int(used) + seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
sys.stdout.buffer.write(bytes(matcher(value) is not None for value in values))
"""
ValueMask = npt.NDArray[np.bool_]


@dataclass
class ExpressionGroup:
    """Brackets of an expression: whether what is in them may match in several ways, and among how many things."""

    varies: bool = False
    alternatives: int = 1


def compiled_expression(pattern: str, flags: int, query: str, column: int) -> re.Pattern[str]:
    """Compile a regular expression, which begins at a column of the query; raises `QueryError` where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of [[:alpha:]], say, which other engines know
            return re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        place = getattr(error, "pos", None) or 0
        reason = getattr(error, "msg", None) or str(error)
        raise QueryError(query, column + place, f"no regular expression: {reason}") from None


def matched_values(expression: re.Pattern[str], values: Sequence[str], query: str, column: int) -> ValueMask:
    """Return which values an expression matches, from their first character to their last.

    Raises `QueryError` where that takes too long, which a few characters of an expression can make it.

    >>> matched_values(re.compile("(a|aa)+b"), ["aab", "aa", "b"], "", 1).tolist()
    [True, False, False]
    """
    if most_steps(expression.pattern, values) <= FEW_STEPS or not sys.executable:
        return np.fromiter((expression.fullmatch(value) is not None for value in values), bool, len(values))
    found = matched_elsewhere(expression, values)
    if found is None:
        pattern = on_one_line(expression.pattern)
        advice = "write it with fewer repeats, none of what is itself repeated or has alternatives"
        raise QueryError(
            query, column, f"the expression {pattern} takes more than {MOST_SECONDS} s on these values; {advice}"
        )
    return found


def matched_elsewhere(expression: re.Pattern[str], values: Sequence[str]) -> ValueMask | None:
    """Return which values an expression matches, as a process of its own says; None where that takes too long."""
    asked = json.dumps([MOST_SECONDS, expression.pattern, expression.flags, list(values)]).encode()
    command = [sys.executable, "-I", "-S", "-W", "ignore", "-c", MATCHING]
    wall = None if sys.platform != "win32" else 2 * MOST_SECONDS  # where no limit of the processor's seconds is known
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=wall, check=False)
    except subprocess.TimeoutExpired:
        return None
    return np.frombuffer(done.stdout, bool) if len(done.stdout) == len(values) else None


def most_steps(pattern: str, values: Sequence[str]) -> float:
    """Return how many steps a backtracking matcher might take for some values; infinite where that has no bound.

    >>> most_steps("walk(s|ed)", ["walks"]), most_steps(".*a.*", ["car", "dog"]), most_steps("(a|aa)+", ["aa"])
    (10.0, 9.0, inf)
    """
    repeats, choices = repeats_and_choices(pattern)
    if math.isinf(repeats) or choices > math.log2(FEW_STEPS) or SPACED.search(pattern):
        return math.inf
    power = max(int(repeats), 1)
    lengths = np.fromiter(map(len, values), np.float64, len(values))
    with np.errstate(over="ignore"):
        return float((lengths**power).sum()) / math.factorial(min(power, 100)) * 2**choices


def repeats_and_choices(pattern: str) -> tuple[float, float]:
    """Return how many repeats an expression has, infinite where one has others in it, and how many choices of two.

    >>> repeats_and_choices(r"un.*(s|ed)?"), repeats_and_choices(r"[*]\\*(ab)+"), repeats_and_choices("(a*)*")[0]
    ((1.0, 2.0), (1.0, 0.0), inf)
    """
    repeats = choices = 0.0
    groups = [ExpressionGroup()]
    closed, place = False, 0  # whether a group that varies ends at that place
    for sign in EXPRESSION_SIGNS.finditer(pattern):
        kind, is_after = sign.lastgroup, closed and sign.start() == place
        closed, place = False, sign.end()
        if kind in ("open", "look"):
            groups.append(ExpressionGroup(kind == "look"))
            repeats += kind == "look"
        elif kind == "close":
            group = groups.pop() if len(groups) > 1 else ExpressionGroup(True)
            closed = group.varies
            groups[-1].varies |= closed
            choices += math.log2(group.alternatives)
        elif kind is not None:
            repeats += math.inf if is_after and kind == "repeat" else kind in ("repeat", "back")
            choices += kind == "optional"
            groups[-1].alternatives += kind == "either"
            groups[-1].varies = True
    return repeats, choices + sum(math.log2(group.alternatives) for group in groups)
