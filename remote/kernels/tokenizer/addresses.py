"""Where web and e-mail addresses stand in a text, without the punctuation and brackets around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
HOST = rf"(?:{LABEL}\.){{1,10}}[^\W\d_]{{2,63}}"
MAIL = rf"(?<![.+%-])\w(?:[\w.+%-]{{0,62}}[\w+%-])?@{HOST}(?![\w@])"
REST = r"(?:[^\s,;<>\"'`{}|\\^\u2010-\u205f\u00ab\u00bb\x00-\x1f]|[,;](?!\s|[a-z]{2,10}://|www\.))*"
ENDINGS = frozenset(["com", "org", "net", "edu", "gov", "info", "io", "dev", "app", "uk"])
KNOWN = "|".join(sorted(ENDINGS))  # the ends of hosts that need neither scheme nor www
ADDRESS = re.compile(
    rf"(?<![\w@])(?:[a-z][a-z0-9+.-]{{1,19}}://(?=[\w\[~/]){REST}|www\.(?=\w){REST}|mailto:{MAIL}(?:\?(?=\w){REST})?"
    rf"|{MAIL}|(?:{LABEL}\.){{1,10}}(?:{KNOWN})(?:(?::\d{{2,5}})?[/#](?=[\w~]){REST}|\?(?=\w+=){REST}|:\d{{2,5}}(?!\w)))",
    re.IGNORECASE,
)
MARK = re.compile(rf"@|://|[wW]{{3}}\.|\.(?:{KNOWN})[/#?:]")  # every address has one, and little else
RUN = re.compile(r"\S*")
TRAILING = ".,;:!?*"
CLOSING = {")": "(", "]": "["}
CLOSES = re.compile(r"[)\]]")


def addresses(text: str, marks: Iterable[Span] | None = None) -> Iterator[Span]:
    """Yield where each web or e-mail address starts and ends; ``marks`` are the text's, where they are known.

    >>> text = "(see https://a.org/b?c=d_(e), www.a.org:80/#f. or mailto:ada@a.org)"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://a.org/b?c=d_(e)', 'www.a.org:80/#f', 'mailto:ada@a.org']
    """
    end = 0
    for start, end_of_mark in address_marks(text) if marks is None else marks:
        if start < end:
            continue
        while start > end and not text[start - 1].isspace():
            start -= 1
        end = RUN.match(text, end_of_mark).end()  # type: ignore[union-attr]  # it matches nothing, too
        for found in ADDRESS.finditer(text, start, end):
            yield found.start(), found.start() + length_of(found[0])


def address_marks(text: str) -> Iterator[Span]:
    """Yield where each thing that every address has one of starts and ends.

    >>> list(address_marks("a@b, www.c"))
    [(1, 2), (5, 9)]
    """
    return (mark.span() for mark in MARK.finditer(text))


def length_of(address: str) -> int:
    """Return the length of an address up to a closing bracket that it does not open, without punctuation at its end.

    >>> length_of("http://a.org/b).c"), length_of("http://a.org/b_(c)."), length_of("http://a.org!")
    (14, 18, 12)
    """
    if CLOSES.search(address) is None:
        return len(address.rstrip(TRAILING))
    depth = dict.fromkeys("([", 0)
    for at, character in enumerate(address):
        if character in depth:
            depth[character] += 1
        elif character in CLOSING:
            depth[CLOSING[character]] -= 1
            if depth[CLOSING[character]] < 0:
                address = address[:at]
                break
    return len(address.rstrip(TRAILING))
