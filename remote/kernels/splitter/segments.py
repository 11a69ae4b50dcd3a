"""The parts of a very long text that are split by themselves, so that memory is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
LONGEST = 1_000_000  # characters that are split in one go
WHITE = re.compile(r"(\s+)")


def parts(text: str) -> Iterator[Span]:
    """Yield the parts of a very long text: up to a blank line, a line's end, or at the least white space.

    >>> list(parts("short")), [end for _, end in parts("ab\\n\\ncd " * 400_000)][:2]
    ([(0, 5)], [999994, 1999986])
    """
    start = 0
    while len(text) - start > LONGEST:
        cuts = (text.rfind(gap, start, start + LONGEST) for gap in ("\n\n", "\n", " "))
        white = WHITE.search(text, start + LONGEST)
        end = next((cut for cut in cuts if cut > start), white.start() if white else len(text))
        yield start, end
        start = end
    yield start, len(text)
