"""Chunk grammars as NLTK's `RegexpParser` writes them: stages, rules and tag patterns.

A tag pattern is a regular expression whose atoms are elements such as ``<NN.*>``, each of which matches one whole
tag. Read here, an element becomes a set of tags, and the pattern a regular expression over one letter a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

BRACKETS = re.compile("[<>{}]")

_RULE_WITHOUT_COMMENT = re.compile(r"(\\.|[^#])*")
_ESCAPED = r"\\[-\\!\"#$%&'()*+,./:;=?@\[\]^_`|~]"
_MEMBERS = rf"(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[\w$',;`]|{_ESCAPED})+\]"
_ATOM = rf"(?:[\w'\",;:`/@%&=~!-]|\.|{_ESCAPED}|\[{_MEMBERS})(?:[*+?]\??)?"
# What means the same in every engine and stays inside its tag: no look-around, reference, flag or repeated group,
# and a negated class only where a tag begins, since it could match the tag's end.
_INNER = rf"(?:\[\^{_MEMBERS}(?![*+?]))?(?:(?:{_ATOM}|[$^]|\((?!\?)|\(\?:|\)\??|\|)(?![*+?]))*"
_TOKEN = re.compile(
    rf"""<(?P<inner>(?!>){_INNER})>
    | (?P<open>\((?:\?:|(?!\?))) | (?P<close>\)) | (?P<bar>\|) | (?P<anchor>[$^](?![*+?{{]))
    | (?P<repeat>[*+]|\{{\d+\}}|\{{\d+,\d*\}}|\{{,\d+\}})(?P<lazy>\??)(?![*+?{{]) | (?P<maybe>\?\??)(?![*+?{{])""",
    re.VERBOSE,
)


class Unreadable(ValueError):
    """A grammar, which NLTK may well read, has something that is left to NLTK."""


class Rule(NamedTuple):
    """What a rule does, ``chunk``, ``strip``, ``split``, ``merge`` or ``context``, and its tag patterns."""

    kind: str
    patterns: tuple[TagPattern, ...]


class Stage(NamedTuple):
    """The rules that find the chunks of one label."""

    label: str
    rules: list[Rule]


class TagPattern:
    """A tag pattern, read into its tokens; ``matches_nothing`` tells whether it matches where no tag is.

    Raises `Unreadable` or `re.error` for what is no regular expression over whole tags.

    >>> TagPattern("<DT>? <NN.*>+").expression({"DT": "a", "NN[^<>{}]*": "bc"})
    '[a]?[bc]+'
    """

    def __init__(self, text: str) -> None:
        self.text = re.sub("[ \t]", "", text)
        self.tokens = list(_tokens(self.text))
        self.matches_nothing = bool(re.fullmatch(self.expression(dict.fromkeys(self.elements, "x")), ""))

    @property
    def elements(self) -> list[str]:
        """The regular expressions of the pattern's elements, without their angle brackets."""
        return [element(token["inner"]) for token in self.tokens if token["inner"]]

    def expression(self, letters: Mapping[str, str]) -> str:
        """Write the pattern as a regular expression over letters; ``letters`` holds those of each element."""
        return "".join(
            f"[{letters[element(token['inner'])]}]" if token["inner"] else "(?:" if token["open"] else token[0]
            for token in self.tokens
        )

    @property
    def length(self) -> int | None:
        """How many tags each match has; None where that depends on the tags."""
        return len(self.tokens) if all(token["inner"] for token in self.tokens) else None

    @property
    def has_choices(self) -> bool:
        """Whether a match may stop before its longest, with ``|`` or a lazy ``?``."""
        return any(token["bar"] or token["lazy"] or token["maybe"] == "??" for token in self.tokens)

    @property
    def has_anchors(self) -> bool:
        """Whether a match may depend on where the sentence starts or ends."""
        return any(token["anchor"] for token in self.tokens)

    @property
    def may_explode(self) -> bool:
        """Whether a backtracking engine may take exponential time: it repeats what holds a choice itself."""
        groups = [False]
        for token, following in zip_longest(self.tokens, self.tokens[1:]):
            if token["open"]:
                groups.append(False)
            elif token["close"]:
                choice = groups.pop()
                if choice and following and following["repeat"]:
                    return True
                groups[-1] |= choice
            elif token["bar"] or token["repeat"] or token["maybe"]:
                groups[-1] = True
        return sum(bool(token["repeat"]) for token in self.tokens) > 6


def read_grammar(grammar: str) -> list[Stage]:
    """List the stages of a grammar that NLTK has found good; raises `Unreadable` for what only NLTK can do.

    >>> [stage] = read_grammar("NP: {<DT>?<NN>}  # a noun")
    >>> stage.label, [(rule.kind, [pattern.text for pattern in rule.patterns]) for rule in stage.rules]
    ('NP', [('chunk', ['<DT>?<NN>'])])
    """
    stages: list[Stage] = []
    for line in map(str.strip, grammar.split("\n")):
        label, colon, rule = line.partition(":")
        if colon:
            stages.append(Stage(_label(label.strip()), []))
            line = rule.strip()
        if line and not line.startswith("#"):
            stages[-1].rules.append(_rule(line))
    return [stage for stage in stages if stage.rules]


def element(inner: str) -> str:
    """Write what stands between angle brackets as NLTK does, the dot meaning any character of a tag.

    >>> element(r"\\.|NN.*")
    '\\\\.|NN[^<>{}]*'
    """
    return re.sub(r"\\.|\.", lambda match: "[^<>{}]" if match[0] == "." else match[0], inner)


def _label(label: str) -> str:
    if BRACKETS.search(label):
        raise Unreadable(f"the label {label!r}")
    return label


def _rule(line: str) -> Rule:
    uncommented = _RULE_WITHOUT_COMMENT.match(line)
    assert uncommented is not None
    text = uncommented[0].strip()
    kind, patterns = _kind_and_patterns(text)
    rule = Rule(kind, tuple(map(TagPattern, patterns)))
    _check_matches_nothing(rule, text)
    return rule


def _kind_and_patterns(text: str) -> tuple[str, list[str]]:
    """Find a rule's kind by its braces, in the order of `nltk.chunk.RegexpChunkRule.fromstring`."""
    if text[0] == "{" and text[-1] == "}":
        return "chunk", [text[1:-1]]
    if text[0] == "}" and text[-1] == "{":
        return "strip", [text[1:-1]]
    if "}{" in text:
        return "split", text.split("}{")
    if "{}" in text:
        return "merge", text.split("{}")
    return "context", re.split("[{}]", text)


def _check_matches_nothing(rule: Rule, text: str) -> None:
    # such a rule also matches between the characters of a tag, where there are no letters; an empty chunk is no harm
    consumed = rule.patterns[:1] if rule.kind == "split" else rule.patterns
    harmless = rule.kind == "merge" or (rule.kind == "chunk" and not rule.patterns[0].has_choices)
    if not harmless and all(pattern.matches_nothing for pattern in consumed):
        raise Unreadable(f"a rule that matches no tags, {text!r}")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise Unreadable(f"the tag pattern {text!r}")
        yield token
        position = token.end()
