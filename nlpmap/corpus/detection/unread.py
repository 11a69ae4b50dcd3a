"""Annotated texts in forms that are not read, though they might be taken for prose, and how to make of them what is."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from shlex import quote

LEAF = re.compile(r"\((?!\s)([^\s()]+) ([^\s()]+)\)")
BRANCHES = re.compile(r"(?:\(\s*(?:[A-Z0-9=|+*:.,'`$#-]+\s*)?|\)\s*)*")
TREE = re.compile(r"\s*\((?:\s*\(|[A-Z]+\s*\()")
SYNTAX_COLUMNS = re.compile(r"\d+\t[^\t]+(?:\t[^\t]*){6}(?:(?:\t[^\t]*){4,})?")  # of CoNLL-X's and CoNLL-2009's rows
MOST = 2**12  # characters that are looked at


def why_unread(text: str, path: str) -> str:
    """Return what an annotated text is that can't be read, by how it begins, and what to do; an empty one for others.

    >>> why_unread("#begin document (a); part 000\\n", "a.conll")[:37]
    'a table of CoNLL-2012. To read its wo'
    >>> why_unread("( (S (NP (NNS Dogs)) (VP (VBP bark))))", "a").partition(".")[0], why_unread("(Yes.)", "a")
    ('bracketed trees', '')
    """
    begins = text[:MOST]
    lines = [line for line in begins.split("\n") if line.strip()] if "\t" in begins else []  # which all rows have
    if text.lstrip().startswith("#begin document"):
        return _as_vertical("a table of CoNLL-2012", "awk 'NF > 6 {print $4 \"\\t\" $5} !NF'", path)
    if _is_syntax(lines[:-1] or lines):
        fields = "awk -F'\\t' 'NF > 5 {print $2 \"\\t\" $5 \"\\t\" $3} !NF'"
        return _as_vertical("a table of words with their syntax that is no CoNLL-U", fields, path)
    return _of_trees(path) if _is_trees(begins) else ""


def _is_syntax(lines: Sequence[str]) -> bool:
    return bool(lines) and all(map(SYNTAX_COLUMNS.fullmatch, lines)) and lines[0].startswith("1\t")


def _is_trees(text: str) -> bool:
    """Return whether a text is trees alone: words in brackets with their tags, and the labels of what is above them."""
    if TREE.match(text) is None:
        return False
    without, number = LEAF.subn("", text)
    whole = without[: without.rfind("(")] if len(text) == MOST else without  # the last leaf may be cut
    return number > 1 and BRANCHES.fullmatch(whole.lstrip()) is not None


def _as_vertical(what: str, command: str, path: str) -> str:
    return f"{what}. To read its words and tags: {command} {quote(path)} > {quote(_stem(path) + '.vert')}"


def _of_trees(path: str) -> str:
    trees = f'nltk.Tree.fromstring("( " + open({json.dumps(path)}).read() + ")")'
    code = f'import nltk; [print(*map("/".join, tree.pos())) for tree in {trees}]'
    return f"bracketed trees. To read their words and tags: python3 -c {quote(code)} > {quote(_stem(path) + '.pos')}"


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name
