"""What a piece of text shows of whether a sentence ends after it, or begins with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase, ascii_uppercase, digits

from ..typography import DOUBLE, SINGLE, spelled

TERMINALS = ".?!…。！？؟۔।"
CLOSERS = "\"')\\]}”’»›"
OPENERS = "(\\[“‘„«‹"
LONGEST = 100  # characters of a piece that are looked at, half of them from either end
UNKNOWN = "?"

ADDRESS = re.compile(r"://|www\.|@|\.(?:com|org|net|edu|html?)\b", re.IGNORECASE)
CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
DRAWN = str.maketrans(ascii_lowercase + ascii_uppercase + digits, "x" * 26 + "X" * 26 + "d" * 10)
QUOTES = re.compile("[\"'`]+")
TERMINAL = re.compile(rf"[{TERMINALS}][{CLOSERS}{DOUBLE}{SINGLE}]*\Z")
CLOSED = re.compile(rf"[.?!…][{DOUBLE}{SINGLE}\"']+\Z")
LETTER = r"[^\W\d_]"
INNER = re.compile(
    rf"(?P<single>(?<={LETTER}{{2}})\.[{CLOSERS}]*(?={LETTER}|[{OPENERS}]+[^\W_]))"  # end.Start
    rf"|(?:[?!…。！？؟۔।]|\.\.)[{TERMINALS}]*[{CLOSERS}]*(?=[^\W_])"  # what?yes
    rf"|\.[{CLOSERS}]+(?={LETTER})"  # end."Start
)


def shortened(piece: str) -> str:
    """Leave out the middle of a very long piece.

    >>> len(shortened("x" * 5000)), shortened("word")
    (100, 'word')
    """
    return piece if len(piece) <= LONGEST else piece[: LONGEST // 2] + piece[-LONGEST // 2 :]


def inner_cuts(piece: str) -> tuple[int, ...]:
    """Find where, inside a piece, a sentence may end.

    >>> inner_cuts("home.She"), inner_cuts("no...yes"), inner_cuts("example.org"), inner_cuts("www.a.com?b")
    ((5,), (5,), (), ())
    """
    if piece.isalpha() or ADDRESS.search(piece):
        return ()
    matches = (match for match in INNER.finditer(piece) if match.end() < len(piece))
    return tuple(m.end() for m in matches if m.lastgroup != "single" or not piece[m.end()].islower())


def is_terminal_mark(piece: str) -> bool:
    """Return whether a piece ends as sentences commonly do.

    >>> is_terminal_mark('so."'), is_terminal_mark("so,")
    (True, False)
    """
    return TERMINAL.search(piece) is not None


def closes_speech(piece: str) -> bool:
    """Return whether a piece ends as a sentence does, and with a quotation mark.

    >>> closes_speech("so.”"), closes_speech("so?'"), closes_speech("so”."), closes_speech("so,”")
    (True, True, False, False)
    """
    return CLOSED.search(piece) is not None


def network_shape(word: str) -> str:
    """Return a word's shape: its letters as x and X, its digits as d, no more than two alike in a row.

    >>> network_shape("McDonald's"), network_shape("2004")
    ("XxXxx'x", 'dd')
    >>> [network_shape(word) for word in ("word", "Word", "A", "Oh")]
    ['xx', 'Xxx', 'X', 'Xx']
    """
    if word.isalpha() and word[1:].islower():
        return "xx" if word[0].islower() else "Xxx" if len(word) > 2 else "Xx"
    drawn = word.translate(DRAWN) if word.isascii() else "".join(map(_drawn, word))
    return REPEATED.sub(r"\1\1", drawn)[:8]


def _drawn(character: str) -> str:
    if character.islower():
        return "x"
    if character.isupper():
        return "X"
    return "d" if character.isdigit() else "a" if character.isalpha() else character


def features(unit: str, cases: Mapping[str, str], abbreviations: Mapping[str, str]) -> Iterator[str]:
    """Yield a unit's features; ``cases`` says how words are mostly written, ``abbreviations`` of which kind they are.

    A known abbreviation's kind stands for its full stop, which would speak for a sentence's end.

    >>> list(features("Mr.", {}, {"mr": "title"}))[:5]
    ['unit=mr.', 'core=Mr', 'lower=mr', 'before=', 'after=<title>']
    """
    unit = spelled(unit) or unit
    match = CORE.search(unit)
    core = match[0] if match else ""
    before, after = map(of_one_quote, (unit[: match.start()], unit[match.end() :]) if match else (unit, unit))
    lower = core.lower()
    kind = abbreviations.get(lower) if after.startswith(".") else None
    yield f"unit={before}{lower}{after}" if core else "unit=" + before
    first, last = before[:1], after[-1:]
    after = f"<{kind}>{after[1:]}" if kind else squeezed(after)[-4:]
    drawn = network_shape(core)
    yield "core=" + core
    yield "lower=" + lower
    yield "before=" + squeezed(before)[:4]
    yield "after=" + after
    yield "shape=" + drawn
    yield f"shape+after={drawn[-2:]}{after}"
    yield f"length={min(len(core), 8)}"
    yield "prefix3=" + lower[:3]
    yield "suffix3=" + lower[-3:]
    yield "suffix2=" + lower[-2:]
    yield "start=" + first
    yield "end=" + (after if kind else last)
    if core:
        yield f"upper={core[0].isupper()}{core.isupper()}"
        yield f"case={cases.get(lower, UNKNOWN)}{core[0].isupper()}"
    else:
        yield f"symbol={first}{min(len(before), 5)}"
    if not unit.isalpha():
        yield f"dotted={'.' in core}"
        yield f"initial={len(core) == 1 and after.startswith('.')}"
        yield f"address={ADDRESS.search(unit) is not None}"


def of_one_quote(marks: str) -> str:
    """Write quotation marks of all kinds as one: a sentence may end within any of them.

    >>> of_one_quote(".''"), of_one_quote("?!")
    ('."', '?!')
    """
    return QUOTES.sub('"', marks)


def squeezed(marks: str) -> str:
    """Leave no more than three marks alike in a row.

    >>> squeezed("?!!!!!"), squeezed(".")
    ('?!!!', '.')
    """
    return REPEATED.sub(r"\1\1\1", marks) if len(marks) > 3 else marks
