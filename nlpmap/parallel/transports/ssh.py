"""How ssh logs in: few at a time on one host, no longer silent than it may be, and compressed only where asked for.

A server of the default settings drops connections beyond ten that log in at the same time. A link that is cut without
a word is noticed by nobody but ssh, if it is told to ask. Compression costs ssh ten times the CPU, and pays on slow
links alone.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

LOGINS = 6  # at a time on a host
WAIT = 5.0  # seconds after which one that waits for its turn says so
OPTIONS = ("ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3")
TURNS: defaultdict[str, threading.BoundedSemaphore] = defaultdict(lambda: threading.BoundedSemaphore(LOGINS))


def ssh_words(words: Sequence[str], compress: bool = False) -> list[str]:
    """Return execnet's command for a host with our options before its own, and with compression as asked for.

    >>> ssh_words(["ssh", "-C", "ada", "python3"])[:3]
    ['ssh', '-o', 'ConnectTimeout=10']
    >>> ssh_words(["ssh", "-C", "ada"], compress=True)[-2:]
    ['-C', 'ada']
    """
    program, *rest = (word for word in words if word != "-C")
    options = [word for option in OPTIONS for word in ("-o", option)]
    return [program, *options, *(["-C"] if compress else []), *rest]


@contextmanager
def turn_to_log_in(host: str, waits: Callable[[], bool]) -> Iterator[None]:
    """Wait until few others log in on a host; ``waits`` is asked now and then whether to go on waiting.

    Raises `ConnectionAbortedError` where it says no.
    """
    turns = TURNS[host]
    while not turns.acquire(timeout=WAIT):
        if not waits():
            raise ConnectionAbortedError(f"nobody waits for {host} any more")
    try:
        yield
    finally:
        turns.release()
