"""Docstrings as pages: an example that begins with ``>>>`` is a block of code."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import griffe

EXAMPLE = re.compile(r"^( *)>>> .*(?:\n(?! *$).*)*", re.MULTILINE)


def fenced(docstring: str) -> str:
    """Return a docstring whose examples are blocks of code, as is what two colons announce."""
    docstring = re.sub(r"^ *::$\n\n?", "", docstring, flags=re.MULTILINE)
    return EXAMPLE.sub(lambda found: f"\n```pycon\n{dedent(found[0])}\n```\n", docstring)


class FencedExamples(griffe.Extension):
    """Fences the examples of all that is documented."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
