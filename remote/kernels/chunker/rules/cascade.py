"""A chunk grammar's rules, applied to a sentence written with one letter a tag.

NLTK writes a sentence as ``<DT><JJ><NN>``, applies a rule by substitution, which puts braces around chunks, and reads
the chunks off the result. Here ``<DT>`` is one letter, and tags between which no rule tells share theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain, compress
from typing import Any

from ....document.tagset import PENN_TO_UNIVERSAL
from .grammar_reader import BRACKETS, Rule, Stage
from .joined_sentences import ChunkRule, ChunkStage, Spans, spans_of_joined
from .rule_search import FORMS, IN_STRIP, LONG, RuleSearch

Compile = Callable[[str], Any]
Rewrite = Callable[[str], str]

UNKNOWN = "\0"
FIRST_LETTER = 0xA1  # from here on nothing means anything in a regular expression
LONGEST_KEPT_TAG = 64
CHUNK = re.compile(r"(\{[^{}]*\})")
CHUNK_GROUPS = {"chunk": 0, "context": 2}  # by a rule's kind, which of its patterns is the chunk; 0: all of them
VALID = re.compile(r"[^{}]*(?:\{[^{}]+\}[^{}]*)*")


class InvalidChunks(ValueError):
    """Rules left chunks that are no chunks, which NLTK refuses."""


class Alphabet(dict[str | None, str]):
    """The letter of each tag: tags that the same elements match have the same one.

    >>> alphabet = Alphabet(["NN[^<>{}]*", "DT"])
    >>> alphabet["NN"] == alphabet["NNS"] != alphabet["DT"] != alphabet["VB"] == alphabet[None] != alphabet["<"]
    True
    """

    def __init__(self, elements: Iterable[str]) -> None:
        # the group is opened and closed by itself: "A)|(B" is no element
        self.elements = {element: re.compile(f"<(?:{re.compile(element).pattern})>") for element in elements}
        self.letters: dict[tuple[bool, ...], str] = {}

    def __missing__(self, tag: str | None) -> str:
        letter = UNKNOWN if tag and BRACKETS.search(tag) else self._letter(f"<{tag or '_'}>")
        if not tag or len(tag) <= LONGEST_KEPT_TAG:
            self[tag] = letter
        return letter

    def _letter(self, tag: str) -> str:
        matched = tuple(bool(pattern.fullmatch(tag)) for pattern in self.elements.values())
        return self.letters.setdefault(matched, chr(FIRST_LETTER + len(self.letters)))

    def matched(self, letter: int) -> tuple[bool, ...]:
        """Return which elements match the tags of a letter, given by its number."""
        return list(self.letters)[letter]

    @property
    def letters_of_elements(self) -> dict[str, str]:
        """The letters that each element matches; where there are none, one that never is looked at."""
        return {
            element: "".join(letter for matched, letter in self.letters.items() if matched[index]) or UNKNOWN
            for index, element in enumerate(self.elements)
        }


class Cascade:
    """The stages of a grammar, ready to be applied over and over.

    >>> from nlpmap.remote.kernels.chunker.rules.grammar_reader import read_grammar
    >>> cascade = Cascade(read_grammar("NP: {<DT>?<NN>}\\nPP: {<IN><NP>}"))
    >>> cascade.spans(cascade.encode(["IN", "DT", "NN"]))
    (['PP', 'NP'], [0, 1], [3, 3])
    """

    def __init__(self, stages: Sequence[Stage], loop: int = 1, guarded: Compile = re.compile) -> None:
        self.stages = stages
        self.loop = loop
        self.guarded = guarded
        self.forget_tags()

    def forget_tags(self) -> None:
        """Begin a new alphabet, with Penn's tags and the grammar's labels."""
        patterns = (pattern for stage in self.stages for rule in stage.rules for pattern in rule.patterns)
        self.alphabet = Alphabet(dict.fromkeys(element for pattern in patterns for element in pattern.elements))
        self.encode([*PENN_TO_UNIVERSAL, *(stage.label for stage in self.stages)])
        self._compile()

    def encode(self, tags: Sequence[str | None]) -> str:
        """Write a sentence's tags as letters."""
        return "".join(map(self.alphabet.__getitem__, tags))

    def spans(self, letters: str) -> Spans:
        """List the chunks of an encoded sentence, from outer to inner; raises `InvalidChunks` where NLTK fails."""
        if len(self.alphabet.letters) > self.compiled_letters:
            self._compile()
        starts: list[int] = []  # where each letter stood at first; none as long as all still stand there
        found: list[Spans] = []
        stages_left = len(self.compiled) * self.loop
        for label, letter, part in self.compiled * self.loop:
            stages_left -= 1
            parts = part(letters)
            if len(parts) == 1:
                continue
            bounds = list(accumulate(map(len, parts)))
            firsts, lasts = bounds[:-1:2], bounds[1::2]
            at_first, at_last = (list(map(starts.__getitem__, bound)) if starts else bound for bound in (firsts, lasts))
            found.append(([label] * len(firsts), at_first, at_last))
            if stages_left:
                starts = _without_insides(starts or list(range(len(letters) + 1)), firsts, lasts)
                parts[1::2] = [letter] * len(firsts)
                letters = "".join(parts)
        return found[0] if len(found) == 1 else _from_outer_to_inner(found)

    @cached_property
    def may_join(self) -> bool:
        """Whether several rules all make chunks, wherever sentences end, and none may take long."""
        rules = [rule for stage in self.stages for rule in stage.rules]
        return (
            not self.may_be_stopped
            and len(rules) > 1
            and all(
                rule.kind in CHUNK_GROUPS and not pattern.has_anchors for rule in rules for pattern in rule.patterns
            )
        )

    @property
    def may_be_stopped(self) -> bool:
        """Whether a rule may take so long that its search is stopped."""
        rules = (rule for stage in self.stages for rule in stage.rules)
        explosive = any(pattern.may_explode for rule in rules for pattern in rule.patterns)
        return explosive and self.guarded is not re.compile

    def spans_of_all(self, sentences: Sequence[str]) -> dict[str, Spans]:
        """Return the chunks of encoded sentences that can be searched together, by the sentence.

        >>> from nlpmap.remote.kernels.chunker.rules.grammar_reader import read_grammar
        >>> cascade = Cascade(read_grammar("NP: {<DT>?<NN>}\\nPP: {<IN><NP>}"))
        >>> list(cascade.spans_of_all([cascade.encode(["IN", "NN"])]).values())
        [(('PP', 'NP'), [0, 1], [2, 2])]
        """
        if not self.may_join:
            return {}
        if len(self.alphabet.letters) > self.compiled_letters:
            self._compile()
        short = [letters for letters in dict.fromkeys(sentences) if len(letters) <= LONG and UNKNOWN not in letters]
        return dict(zip(short, spans_of_joined(self.joined * self.loop, short), strict=True))

    def _compile(self) -> None:
        letters = self.alphabet.letters_of_elements
        self.compiled_letters = len(self.alphabet.letters)
        self.compiled = [
            (stage.label, self.alphabet[stage.label], self._part(stage.rules, letters)) for stage in self.stages
        ]

        self.joined = [self._joined(stage, letters) for stage in self.stages if self.may_join]

    def _joined(self, stage: Stage, letters: Mapping[str, str]) -> ChunkStage:
        written = ("".join(f"({pattern.expression(letters)})" for pattern in rule.patterns) for rule in stage.rules)
        groups = (CHUNK_GROUPS[rule.kind] for rule in stage.rules)
        rules = [ChunkRule(re.compile(regex), group) for regex, group in zip(written, groups, strict=True)]
        return ChunkStage(stage.label, self.alphabet[stage.label], rules)

    def _part(self, rules: Sequence[Rule], letters: Mapping[str, str]) -> Callable[[str], list[str]]:
        if len(rules) == 1 and rules[0].kind == "chunk" and not rules[0].patterns[0].matches_nothing:
            return self._search(rules[0], letters, "(%s)").split  # the same, and faster
        splits = any(rule.kind == "split" for rule in rules)
        by_strips = [rule.kind == "chunk" and not splits and not rule.patterns[0].has_anchors for rule in rules]
        by_strips[0] = False  # nothing is a chunk yet
        forms = [FORMS[rule.kind] for rule in rules]
        for index in (0, *compress(range(len(rules)), by_strips)):
            forms[index] = forms[index].removesuffix(IN_STRIP)
        searches = [self._search(rule, letters, form) for rule, form in zip(rules, forms, strict=True)]
        rewrites = [search.rewritten for search in searches]
        steps = [partial(_outside, one) if outside else one for one, outside in zip(rewrites, by_strips, strict=True)]
        # chunks that a rule of another kind makes are whole, and in no other
        return partial(_parted, steps, splits)

    def _search(self, rule: Rule, letters: Mapping[str, str], form: str) -> RuleSearch:
        explosive = any(pattern.may_explode for pattern in rule.patterns)
        return RuleSearch(rule, letters, form, self.guarded if explosive else re.compile)


def _without_insides(starts: list[int], firsts: list[int], lasts: list[int]) -> list[int]:
    """Leave out where the pieces start that are now inside a chunk, and not first in it."""
    kept: list[int] = []
    end = 0
    for first, last in zip(firsts, lasts, strict=True):
        if last - first > 1:
            kept += starts[end : first + 1]
            end = last
    return kept + starts[end:]


def _from_outer_to_inner(found: Sequence[Spans]) -> Spans:
    """Bring together the chunks of all stages; where two start together, the outer one came later.

    >>> _from_outer_to_inner([(["NP"], [1], [3]), (["PP", "X"], [1, 3], [4, 4])])
    (['PP', 'NP', 'X'], [1, 1, 3], [4, 3, 4])
    """
    if not found:
        return [], [], []
    columns = [list(chain.from_iterable(column)) for column in zip(*reversed(found), strict=True)]
    order = sorted(range(len(columns[1])), key=columns[1].__getitem__)
    labels, starts, ends = (list(map(column.__getitem__, order)) for column in columns)
    return labels, starts, ends


def _outside(rewrite: Rewrite, marked: str) -> str:
    """Rewrite what is in no chunk: to look for the next brace from each match would take quadratic time."""
    parts = CHUNK.split(marked)
    parts[::2] = map(rewrite, parts[::2])
    return "".join(parts)


def _parted(rules: Sequence[Rewrite], may_be_invalid: bool, letters: str) -> list[str]:
    """Part a sentence by rules: every second part is a chunk."""
    marked = letters
    for rewrite in rules:
        marked = rewrite(marked).replace("{}", "")
    if may_be_invalid and not VALID.fullmatch(marked):
        raise InvalidChunks(marked)
    return marked.replace("}", "{").split("{")
