"""Has the C library keep what is freed: a batch else gets pages that are new each time, and has them cleared."""

from __future__ import annotations

KEPT = 2**22  # bytes of one block, of which glibc keeps so much that is free at the end of its memory, twice


def keep_freed_memory() -> None:
    """Free one large block, by which glibc learns; other libraries go on as they do.

    >>> keep_freed_memory()
    """
    bytes(KEPT)  # never touched, so it is no memory
