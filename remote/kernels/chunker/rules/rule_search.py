"""Where a rule's patterns match in a sentence of letters: `re` says so in short runs, a linear search in long ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from .grammar_reader import Rule
from .linear_search import Bounds, LinearSearch
from .pattern_states import NoStates, fragment_of, in_sequence, reading

LONG = 64  # letters from which on `re` may take longer than a linear search
FOLLOWED = {"split", "merge"}  # a match of their first pattern ends where one of their second starts
BRACE = re.compile("([{}])")
IN_STRIP = r"(?![^{}]*\})"
IN_CHUNK = r"(?=[^{}]*\})"
FORMS = {
    "chunk": rf"(?:%s){IN_STRIP}",
    "strip": rf"(?:%s){IN_CHUNK}",
    "split": "(?:%s)(?=%s)",
    "merge": r"(?:%s)\}\{(?=%s)",
    "context": rf"(%s)(%s)(%s){IN_STRIP}",
}
# of a match of `re`, or of the whole of a match and its parts
WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "chunk": lambda match: f"{{{match[0]}}}",
    "strip": lambda match: f"}}{match[0]}{{",
    "split": lambda match: f"{match[0]}}}{{",
    "merge": lambda match: match[0][:-2],
    "context": lambda match: f"{match[1]}{{{match[2]}}}{match[3]}",
}


class RuleSearch:
    """Applies one rule to sentences of letters; ``letters`` are those of each element, ``form`` one of `FORMS`.

    >>> from .grammar_reader import read_grammar
    >>> [stage] = read_grammar("NP: {<JJ>*<NN>}")
    >>> search = RuleSearch(stage.rules[0], {"JJ": "a", "NN": "b"}, FORMS["chunk"])
    >>> search.rewritten("abca"), search.rewritten("a" * 10_000 + "b") == f"{{{'a' * 10_000}b}}"
    ('{ab}ca', True)
    """

    def __init__(
        self, rule: Rule, letters: Mapping[str, str], form: str, compile: Callable[[str], Any] = re.compile
    ) -> None:
        self.rule = rule
        self.letters = letters
        self.regex = compile(form % tuple(pattern.expression(letters) for pattern in rule.patterns))
        self.write = WRITTEN[rule.kind]
        own = "".join(letters[element] for pattern in rule.patterns for element in pattern.elements)
        takes_long = IN_STRIP in form or IN_CHUNK in form or any(pattern.may_explode for pattern in rule.patterns)
        self.slow_run = re.compile("" if takes_long else f"[{own}]{{{LONG}}}")

    def rewritten(self, text: str) -> str:
        """Return a sentence with the braces that the rule puts or takes away."""
        parts = self._parts(text) if len(text) > LONG else None
        if parts is None:
            written: str = self.regex.sub(self.write, text)
            return written
        return "".join(self.write(part) if isinstance(part, tuple) else part for part in parts)

    def split(self, text: str) -> list[str]:
        """Part a sentence without chunks: every second part is one."""
        parts = self._parts(text) if len(text) > LONG else None
        if parts is None:
            split: list[str] = self.regex.split(text)
            return split
        return [part[0] if isinstance(part, tuple) else part for part in parts]

    @cached_property
    def linear(self) -> LinearSearch | None:
        """The search in long runs, where the rule's patterns allow one."""
        try:
            fragments = [fragment_of(pattern, self.letters) for pattern in self.rule.patterns]
            if self.rule.kind == "merge":
                fragments[0] = in_sequence([fragments[0], reading("}"), reading("{")])
            return LinearSearch(fragments[:1] if self.rule.kind in FOLLOWED else fragments)
        except NoStates:
            return None

    @cached_property
    def following(self) -> LinearSearch:
        """The search for what a split or merge must have behind it."""
        return LinearSearch([fragment_of(self.rule.patterns[1], self.letters)])

    def _parts(self, text: str) -> list[str | tuple[str, ...]] | None:
        """List what is between matches and, as the whole of it and its parts, each match, where `re` takes long."""
        if not self.slow_run.search(text) or self.linear is None:
            return None
        try:
            return [*_parted_by(self.linear.matches(text, self._may_end(text)), text)]
        except NoStates:
            self.linear = None
            return None

    def _may_end(self, text: str) -> bytes:
        """Return a byte for each position, whether a match may end there."""
        if self.rule.kind in FOLLOWED:
            return self.following.starts(text)
        *pieces, last = BRACE.split(text)
        in_chunk = self.rule.kind == "strip"
        before_braces = (
            bytes([(brace == "}") == in_chunk]) * (len(run) + 1)
            for run, brace in zip(pieces[::2], pieces[1::2], strict=True)
        )
        return b"".join(before_braces) + bytes([not in_chunk]) * (len(last) + 1)


def _parted_by(matches: Iterable[Bounds], text: str) -> Iterator[str | tuple[str, ...]]:
    end = 0
    for bounds in matches:
        yield text[end : bounds[0]]
        end = bounds[-1]
        yield (text[bounds[0] : end], *(text[first:last] for first, last in pairwise(bounds)))
    yield text[end:]
