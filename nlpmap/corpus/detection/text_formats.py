"""The format of a text by how it begins; ``None`` where it is plain, or nothing tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import chain, islice

MOST_LINES, MOST_WORDS = 300, 300  # that are looked at
MARKUP = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(\?xml\b|!(?i:DOCTYPE)\b|[A-Za-z][\w:.-]*)", re.DOTALL)
FRAGMENT = re.compile(
    r"<(?:p|div|h[1-6]|br|ul|ol|table|span|blockquote|img|font|center|a\s+href)\b[^<>]*>", re.IGNORECASE
)
ROOT = re.compile(r"<([A-Za-z][\w:.-]*)")
HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
TAG_LINE = re.compile(r"""</?[A-Za-z][\w.-]*(?:\s(?:[^"'<>\t]|"[^"\t]*"|'[^'\t]*')*)?/?>\s*""")
SENTENCE_LINE = re.compile(r"<(?:s|sent|sentence)(?:\s[^<>]*)?>\s*", re.IGNORECASE)
TAGGED_LINE = re.compile(
    r"[^\s<]\S*\t(?:[A-Z][A-Z0-9]{0,5}[$:*/]?[a-z]{0,4}|[.,:;()$#!?]|''|``|-LRB-|-RRB-)(?:\t\S[^\t]*)*\s*"
)
TIMES = re.compile(r"(?:\d+:)?\d\d:\d\d[.,]\d{3} --> (?:\d+:)?\d\d:\d\d[.,]\d{3}")
CONLLU_TOKEN = re.compile(r"\d+(?:[-.]\d+)?(?:\t[^\t]+){9}\s*")
IOB = re.compile(r"(?:[BIESLUM]-[\w-]+|O)")
MBOX = re.compile(r"From \S.*\d{4}\s*\n[A-Za-z-]+: ")
COLUMN_NAME = re.compile(r"[^\W\d][\w.:-]{0,60}")
TAGGED = re.compile(r"\S+[/_](?:[A-Z]{1,5}\$?(?:[-|][A-Z]+)*|[.,:()$#]|''|``|-LRB-|-RRB-|[a-z]{1,4}\$?[\w*+$-]{0,8})")


def format_by_content(text: str) -> str | None:
    """Return the name of the format that the beginning of a text plainly has.

    >>> format_by_content('{"text": "Dogs."}\\n'), format_by_content("Dogs/NNS bark/VBP ./.\\n")
    ('jsonl', 'slash')
    >>> format_by_content("Dogs bark, and/or bite."), format_by_content("<html><p>Dogs.")
    (None, 'html')
    """
    lines = whole_lines(text)
    return next((name for name, fits in SNIFFS if fits(text, lines)), None)


def whole_lines(text: str) -> list[str]:
    """List the first lines that are no white space, but not the last one where it may be cut.

    >>> whole_lines("a\\n\\nb\\nc"), whole_lines("a")
    (['a', 'b'], ['a'])
    """
    parts = text.split("\n", MOST_LINES)
    is_cut = len(parts) > MOST_LINES or not text.endswith("\n")
    lines = list(filter(str.strip, parts))
    return lines[:-1] if len(lines) > 1 and is_cut and parts[-1].strip() else lines


def is_array(text: str) -> bool:
    """Return whether a text begins as a JSON array, as an object of more lines than one, or with two in a line.

    >>> is_array('[\\n  {"id": 1'), is_array('{"id": 1}'), is_array('{\\n "id": 1'), is_array('{"id": "cut\\n{"id": 1}')
    (True, False, True, False)
    >>> is_array("{\\n{\\n")  # lines that are broken
    False
    >>> is_array('{"id": 1} {"id": 2}')
    True
    """
    plain = text.lstrip("\ufeff \t\r\n")
    first = plain.partition("\n")[0].strip()
    if plain.startswith("["):
        return not _is_json(first) or not _is_json(plain.partition("\n")[2].partition("\n")[0])
    second = plain.partition("\n")[2].partition("\n")[0]
    if plain.startswith("{") and _is_two_values(first):
        return True
    return plain.startswith("{") and first.endswith(("{", "[", ",")) and re.match(r'\s*["\]}]', second) is not None


def _is_two_values(line: str) -> bool:
    """Return whether an object is followed by another in its line."""
    try:
        _, end = json.JSONDecoder().raw_decode(line)
    except (ValueError, RecursionError):
        return False
    return line[end:].lstrip().startswith("{")


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_jsonl(text: str, lines: list[str]) -> bool:
    plain = text.lstrip()
    if re.match(r'\[\s*\{\s*"', plain) or re.match(r'\{\s*\n\s*"[^"\n]*"\s*:', plain):
        return True
    return re.match(r'\{\s*"(?:[^"\\]|\\.)*"\s*:', plain) is not None and (len(lines) == 1 or _is_json(lines[0]))


def _is_vertical(text: str, lines: list[str]) -> bool:
    if "<" not in text:
        return False
    tokens = [line for line in lines if not line.lstrip().startswith("<")]
    are_words = "\t" not in text  # alone, as tokenizers write them
    if are_words and any(len(line.split(None, 1)) != 1 for line in tokens):
        return False
    tags = [line for line in lines if TAG_LINE.fullmatch(line.strip()) or line.startswith("<?xml")]
    if not tags or not tokens or len(tags) + len(tokens) < 0.9 * len(lines):
        return False
    if are_words:
        return any(map(SENTENCE_LINE.fullmatch, tags))
    return sum("\t" in line.rstrip() and "<" not in line for line in tokens) > 0.5 * len(tokens)


def _is_tagged_column(text: str, lines: list[str]) -> bool:
    """Return whether each line has a word, after a tab its tag, and perhaps more, as TreeTagger writes them."""
    if "\t" not in text:
        return False
    return len(lines) > 2 and sum(TAGGED_LINE.fullmatch(line) is not None for line in lines) >= 0.9 * len(lines)


def _is_conllu(text: str, lines: list[str]) -> bool:
    if lines and lines[0].startswith("# global.columns"):
        return True
    tokens = (line for line in lines if not line.startswith("#"))
    first = next(tokens, "")
    return CONLLU_TOKEN.fullmatch(first) is not None and all(map(CONLLU_TOKEN.fullmatch, tokens))


def _is_iob(text: str, lines: list[str]) -> bool:
    rows = (line.split() for line in lines if not line.startswith(("-DOCSTART-", "# id")))
    first, second = next(rows, []), next(rows, [])
    columns = len(first)
    if columns not in (2, 3, 4):
        return False
    names = columns > 2  # of words with marks alone, one is to have a name
    for row in chain((first, second), rows):
        if len(row) != columns or not IOB.fullmatch(row[-1]):
            return False
        names |= row[-1] != "O"
    return names


def _is_slash(text: str, lines: list[str]) -> bool:
    if "/" not in text and "_" not in text:
        return False
    every = (word for line in lines for word in line.split() if word not in ("[", "]") and word.strip("="))
    tagged = others = 0
    for word in islice(every, MOST_WORDS):
        is_tagged = TAGGED.fullmatch(word) is not None
        tagged, others = tagged + is_tagged, others + (not is_tagged)
        if others > 0.1 * MOST_WORDS:
            return False
    return tagged + others > 2 and others <= 0.1 * (tagged + others)


def _has_header(lines: list[str], delimiter: str) -> bool:
    """Return whether the first line names columns, one of them the one that texts stand in unless another is named."""
    if len(lines) < 2 or "text" not in lines[0]:
        return False
    names = [name.strip('"') for name in lines[0].strip("\ufeff\r").split(delimiter)]
    is_new = len(set(names)) == len(names) > 1
    return is_new and "text" in names and all(COLUMN_NAME.fullmatch(name) for name in names)


SNIFFS: list[tuple[str, Callable[[str, list[str]], bool]]] = [
    ("warc", lambda text, lines: text.startswith("WARC/1.")),
    ("jsonl", _is_jsonl),
    ("vertical", _is_vertical),
    ("html", lambda text, lines: _is_html(text)),
    ("xml", lambda text, lines: (found := MARKUP.match(text)) is not None and _is_xml(found[1], text)),
    ("vtt", lambda text, lines: re.match(r"WEBVTT\b", text) is not None),
    ("srt", lambda text, lines: len(lines) > 1 and lines[0].strip().isdecimal() and bool(TIMES.match(lines[1]))),
    ("conllu", _is_conllu),
    ("iob", _is_iob),
    ("vertical", _is_tagged_column),
    ("tsv", lambda text, lines: text.startswith("doc\tsentence\ttoken\tform\t")),
    ("tsv", lambda text, lines: _has_header(lines, "\t")),
    ("csv", lambda text, lines: _has_header(lines, ",") or _has_header(lines, ";")),
    ("mbox", lambda text, lines: MBOX.match(text) is not None),
    ("slash", _is_slash),
]


def _is_html(text: str) -> bool:
    """Return whether markup is HTML: TEI, too, has a ``<body>``, but not in a root of HTML's."""
    if MARKUP.match(text) is None:
        return False
    if HTML.search(text[:2048]) is None:
        return FRAGMENT.match(text.lstrip()) is not None
    root = ROOT.search(text)
    is_other = root is not None and (root[1].startswith("TEI") or re.match(r"\s*<\?xml\b", text) is not None)
    return not is_other or root is None or root[1].lower() == "html"


def _is_xml(name: str, text: str) -> bool:
    closed = rf"</{re.escape(name)}\s*>|<[A-Za-z][\w:.-]*[^<>]*>[^<>]*</"
    return name in ("?xml", "!DOCTYPE") or re.search(closed, text) is not None
