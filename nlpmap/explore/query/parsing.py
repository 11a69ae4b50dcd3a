"""The language of queries: a subset of that of CQP, the query processor of the IMS Open Corpus Workbench.

    query      := ["(?" STRATEGY ")"] choice ["::" condition] ["within" (NAME | N ["tokens"])] [";"]
    choice     := sequence ("|" sequence)*
    sequence   := (item ["?" | "*" | "+" | "{" N "}" | "{" [N] "," [M] "}"])+
    item       := "(" choice ")" | bound | [NAME ":" | "@"] (TEXT [FLAGS] | "[" [condition] "]")
    bound      := "<" NAME [["_" NAME] "=" TEXT [FLAGS] | (key ("=" | "!=") TEXT [FLAGS])*] ">" | "</" NAME ">"
    key        := NAME | TEXT
    condition  := all ("|" all)* ["->" condition]
    all        := one ("&" one)*
    one        := "!" one | "(" condition ")" | attribute ("=" | "!=") (TEXT [FLAGS] | attribute)
    attribute  := NAME | LABEL "." NAME
    comment    := "#" to the end of a line

An attribute of a label is asked about after ``::``.

Source: S. Evert and the CWB Development Team, The IMS Open Corpus Workbench: CQP Query Language Tutorial.
"""

from __future__ import annotations

from .lexing import SignReader
from .syntax import (
    ALWAYS,
    STRATEGIES,
    All,
    Any,
    Attribute,
    Bound,
    Choice,
    Comparison,
    Condition,
    Not,
    Pattern,
    Query,
    QuotedText,
    Repeat,
    Sequence,
    Strategy,
    TokenPattern,
)

DEFAULT = "form"  # what a text by itself is compared with
TARGET = "target"  # the label of a token marked by @
MOST_TIMES = 1000
TOKENS = ("tokens", "token", "words", "word")  # how a number is called that limits a match
KNOWN_FLAGS = frozenset("cdl")


def parse(query: str) -> Query:
    """Parse a query; raises `QueryError`, with the column, where it is none.

    >>> parse('[xpos="JJ"] "dogs?"%c').pattern.parts[1].condition.right
    QuotedText(pattern='dogs?', flags='c', column=13)
    """
    return Parser(query).query()


class Parser(SignReader):
    """Reads one query from its first sign to its last."""

    def query(self) -> Query:
        strategy = self.strategy()
        pattern = self.choice()
        constraint = self.condition() if self.take("::") else ALWAYS
        within, most, column = None, None, self.next.column
        if self.take("within"):
            column = self.next.column
            most = self.number()
            if most is None:
                within = self.taken("name", "the name of a region, such as s, or a number of tokens").text
            elif self.next.kind == "name" and not any(map(self.take, TOKENS)):
                self.fail(f"a number is of tokens: within {most} tokens")
            elif most == 0:
                self.fail("no match has 0 tokens")
        self.take(";")
        if self.next.kind != "end":
            self.fail(f"{self.next.text!r} is not understood here")
        return Query(pattern, constraint, within, strategy, most, column)

    def strategy(self) -> Strategy | None:
        if self.next.kind != "strategy":
            return None
        sign = self.taken("strategy", "a strategy")
        known = {f"(?{strategy})": strategy for strategy in STRATEGIES}
        if sign.text not in known:
            self.fail(f"a strategy is {', '.join(known)}", sign)
        return known[sign.text]

    def choice(self) -> Pattern:
        self.deeper()
        parts = [self.sequence()]
        while self.take("|"):
            parts.append(self.sequence())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while self.begins_item():
            parts.append(self.repeated(self.item()))
        if not parts:
            if self.next.kind in ("name", "number"):
                word = self.next.text
                self.fail(
                    f'a word is in quotation marks: "{word}"; a shell takes them away where no others are: \'"{word}"\''
                )
            self.fail('a token is to be here, such as "word" or [xpos="NN.*"]')
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def begins_item(self) -> bool:
        sign = self.next
        if sign.kind == "name":
            return self.signs[self.place + 1].text == ":"
        return sign.kind == "text" or (sign.kind == "sign" and sign.text in ("(", "[", "<", "</", "@"))

    def item(self) -> Pattern:
        if self.take("("):
            pattern = self.choice()
            self.need(")")
            return pattern
        if self.next.text in ("<", "</") and self.next.kind == "sign":
            return self.bound()
        return self.token()

    def token(self) -> TokenPattern:
        label = None
        if self.take("@"):
            label = TARGET
            self.take(":")
        elif self.next.kind == "name":
            label = self.taken("name", "a label").text
            self.need(":")
        if self.next.kind == "text":
            return TokenPattern(Comparison(Attribute(DEFAULT, None, self.next.column), self.value()), label)
        self.need("[")
        condition = ALWAYS if self.next.text == "]" else self.condition()
        self.need("]")
        return TokenPattern(condition, label)

    def repeated(self, pattern: Pattern) -> Pattern:
        start = self.next
        for sign, least, most in (("?", 0, 1), ("*", 0, None), ("+", 1, None)):
            if self.take(sign):
                return Repeat(pattern, least, most)
        if not self.take("{"):
            return pattern
        low = self.number()
        high = low
        if self.take(","):
            high = self.number()
        elif low is None:
            self.fail("a number is to be here")
        self.need("}")
        if high is not None and high < (low or 0):
            self.fail(f"{{{low},{high}}} is from more to fewer", start)
        return Repeat(pattern, low or 0, high)

    def number(self) -> int | None:
        if self.next.kind != "number":
            return None
        sign = self.taken("number", "a number")
        if len(sign.text) > 6 or int(sign.text) > MOST_TIMES:
            self.fail(f"at most {MOST_TIMES:,} times", sign)
        return int(sign.text)

    def bound(self) -> Bound:
        column = self.next.column
        is_end = self.take("</")
        if not is_end:
            self.need("<")
        name = self.taken("name", "the name of a region, such as s,").text
        metadata: list[Comparison] = []
        if not is_end:
            region, joint, key = name.partition("_")
            if joint and self.next.text in ("=", "!="):
                name = region
                metadata.append(self.comparison(Attribute(key, None, column)))
            while self.next.kind in ("name", "text"):
                sign = self.taken(self.next.kind, "a key")
                key = sign.text if sign.kind == "name" else unquoted(sign.text)
                metadata.append(self.comparison(Attribute(key, None, sign.column)))
        self.need(">")
        return Bound(name, is_end, tuple(metadata), column)

    def condition(self) -> Condition:
        self.deeper()
        parts = [self.all()]
        while self.take("|"):
            parts.append(self.all())
        found = parts[0] if len(parts) == 1 else Any(tuple(parts))
        if self.take("->"):
            found = Any((Not(found), self.condition()))
        self.depth -= 1
        return found

    def all(self) -> Condition:
        parts = [self.one()]
        while self.take("&"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> Condition:
        if self.take("!"):
            self.deeper()
            found = Not(self.one())
            self.depth -= 1
            return found
        if not self.take("("):
            return self.comparison(self.attribute())
        inner = self.condition()
        self.need(")")
        return inner

    def comparison(self, left: Attribute) -> Comparison:
        is_equal = not self.take("!=")
        if is_equal and not self.take("="):
            self.fail("= or != is to be here, and what the column is compared with")
        if self.next.kind == "name":
            return Comparison(left, self.attribute(), is_equal)
        return Comparison(left, self.value(), is_equal)

    def attribute(self) -> Attribute:
        sign = self.taken("name", "the name of a column, such as form or xpos,")
        if self.take("."):
            return Attribute(self.taken("name", "the name of a column").text, sign.text, sign.column)
        return Attribute(sign.text, None, sign.column)

    def value(self) -> QuotedText:
        sign = self.taken("text", "a text in quotation marks")
        pattern = unquoted(sign.text)
        flags = ""
        if self.next.kind == "flags":
            flag = self.taken("flags", "flags")
            flags = flag.text[1:]
            if not KNOWN_FLAGS.issuperset(flags):
                self.fail("flags are %c (case), %d (diacritics) and %l (a plain text)", flag)
        return QuotedText(pattern, "".join(sorted(set(flags))), sign.column)


def unquoted(text: str) -> str:
    """Return what is between quotation marks, which are doubled there.

    >>> unquoted("'it''s'")
    "it's"
    """
    quote = text[0]
    return text[1:-1].replace(quote * 2, quote)
