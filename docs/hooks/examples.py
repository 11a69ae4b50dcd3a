"""What the handler of docstrings does beside its own work: it shows examples as code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import griffe

sys.path.insert(0, str(Path(__file__).parent))  # the handler loads this file alone

from fences import fenced  # it stands beside this one


class FencedExamples(griffe.Extension):
    """Fences the examples of all that is documented."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
