"""How a worker's interpreter starts: nothing of the current folder is imported, and what is printed first is dropped.

``python -c`` puts the current folder before all others on the path, and a corpus may lie there, with a ``json.py``.
So the first statement takes it off, before anything is imported. The next prints a mark; what the interpreter, its
``sitecustomize`` or a login shell prints before that is no answer, and is kept only for the error where no mark comes.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import execnet

MOST_PRINTED = 2**22  # bytes before the mark; an interpreter that prints more than that does not stop
ENCODING = "PYTHONIOENCODING"
ASCII = "".join(map(chr, range(32, 127)))
SHOWN = 200  # characters of them that an error shows
# in double quotes on a remote command line: no character that a shell would read, and what every Python 3 can
FIRST = (
    "import sys;sys.path[:]=[p for p in sys.path if p];import os;"
    "exec('try: c=os.getcwd()'+chr(10)+'except OSError: c=0');"
    "sys.path[:]=[p for p in sys.path if not os.path.realpath(p)==c];"
    "sys.stdout.write('{0}'+'{1}');sys.stdout.flush();"
)


class NeverBegan(Exception):
    """An interpreter that prints, and does not stop to."""


def new_mark() -> str:
    return f"nlpmap:{secrets.token_hex(8)}"


def with_first_statements(words: Sequence[str], line: str, mark: str) -> list[str]:
    """Return a command whose last word has a line of Python, with our statements before it.

    >>> with_first_statements(["python", "-c", "start()"], "start()", "nlpmap:mark")[-1].endswith("flush();start()")
    True
    """
    first = FIRST.format(mark[:9], mark[9:])  # in two parts: a shell that repeats its commands prints no mark
    return [*words[:-1], words[-1].replace(line, first + line)]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that an interpreter starts in: no ``PYTHONPATH`` that names the current folder as nothing.

    An empty entry there would have the current folder's ``sitecustomize.py`` run before any statement of ours. Nor is
    there a ``PYTHONIOENCODING`` in which our statements are other bytes: neither side would understand the other.

    >>> environment({"PYTHONPATH": ":/opt/lib:.", "LANG": "C"})
    {'PYTHONPATH': '/opt/lib', 'LANG': 'C'}
    >>> environment({"PYTHONIOENCODING": "utf-16"}), environment({"PYTHONIOENCODING": "latin-1:replace"})
    ({}, {'PYTHONIOENCODING': 'latin-1:replace'})
    """
    kept = dict(inherited)
    if "PYTHONPATH" in inherited:
        path = inherited["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(entry for entry in path if entry and os.path.normpath(entry) != os.curdir)
    if not keeps_ascii(inherited.get(ENCODING, "").partition(":")[0] or "ascii"):
        del kept[ENCODING]
    return kept


def keeps_ascii(encoding: str) -> bool:
    """Return whether texts in ASCII are the same bytes in an encoding.

    >>> keeps_ascii("cp1252"), keeps_ascii("utf-16"), keeps_ascii("no such")
    (True, False, False)
    """
    try:
        return ASCII.encode(encoding) == ASCII.encode()
    except (LookupError, ValueError):
        return False


def await_mark(mark: str, read: Callable[[int], bytes], printed: bytearray) -> bool:
    """Read up to a mark, and return whether it came; what was ``printed`` before it is kept.

    >>> import io
    >>> printed = bytearray()
    >>> await_mark("ready", io.BytesIO(b"Welcome to ada!\\nready").read, printed), bytes(printed)
    (True, b'Welcome to ada!\\n')
    """
    wanted = mark.encode()
    while len(printed) < MOST_PRINTED:
        begin = max(0, len(printed) - len(wanted))
        if not (block := read(2**16)):
            return False
        printed += block
        if (found := printed.find(wanted, begin)) >= 0:
            del printed[found:]
            return True
    raise NeverBegan(f"the interpreter printed {len(printed):,} bytes and did not begin")


def shown_beginning(printed: bytes | bytearray) -> str:
    """Return how what was printed before the mark begins, as an error shows it.

    >>> shown_beginning(b"Welcome to ada!\\n"), shown_beginning(b"")
    ("it printed, before it began: 'Welcome to ada!'", '')
    """
    text = printed[: 4 * SHOWN].decode("utf-8", "replace").strip()
    more = f"... ({len(printed):,} bytes)" if len(text) > SHOWN else ""
    return f"it printed, before it began: {text[:SHOWN]!r}{more}" if text else ""


def process_settings(spec: str, inherited: Mapping[str, str]) -> dict[str, Any]:
    """Return a spec's settings of the process itself, which the courier applies.

    >>> process_settings("popen//nice=5//env:LANG=C", {})
    {'chdir': None, 'nice': 5, 'env': {'LANG': 'C'}}
    """
    parsed = execnet.XSpec(spec)
    started = environment(inherited)
    left_out = {name: value for name, value in inherited.items() if started.get(name) != value}
    restored = left_out if parsed.popen else {}  # the user's own processes are to have it
    return {"chdir": parsed.chdir, "nice": int(parsed.nice or 0), "env": {**restored, **parsed.env}}


def describe_exit(error: Exception) -> str:
    """Return one line on why a worker did not start.

    >>> describe_exit(execnet.HostNotFound("ada"))
    'ssh could not log in to ada'
    >>> describe_exit(OSError("cannot send (already closed?)"))
    'the interpreter ended before it could be spoken to'
    """
    if isinstance(error, execnet.HostNotFound):
        return f"ssh could not log in to {error}"
    if isinstance(error, NeverBegan):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return f"no such program: {error.filename}"
    sent_too_late = isinstance(error, OSError) and error.errno is None  # execnet's own, for a pipe that is closed
    if sent_too_late or isinstance(error, (EOFError, BrokenPipeError, AssertionError)):
        return "the interpreter ended before it could be spoken to"
    return f"{type(error).__name__}: {error}"
