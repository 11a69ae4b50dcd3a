"""Docstrings as Markdown: an example that begins with ``>>>`` is a block of code."""

from __future__ import annotations

import re
from textwrap import dedent

EXAMPLE = re.compile(r"^( *)>>> .*(?:\n(?! *$).*)*", re.MULTILINE)
ANNOUNCED = re.compile(r"^ *::$\n\n?", re.MULTILINE)  # what follows is indented, which is enough


def fenced(docstring: str) -> str:
    """Return a docstring whose examples are blocks of code."""
    docstring = ANNOUNCED.sub("", docstring)
    return EXAMPLE.sub(lambda found: f"\n```pycon\n{dedent(found[0])}\n```\n", docstring)
