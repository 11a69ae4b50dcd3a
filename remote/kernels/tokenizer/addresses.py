"""Where web and e-mail addresses stand in a text, without the punctuation and brackets around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
HOST = rf"(?:{LABEL}\.){{1,10}}[^\W\d_]{{2,63}}"
MAIL = rf"(?<![.+%-])\w(?:[\w.+%-]{{0,62}}[\w+%-])?@{HOST}(?![\w@])"
REST = r"(?:[^\s,;<>\"'`{}|\\^\u2010-\u205f\u00ab\u00bb\x00-\x1f]|[,;](?!\s|[a-z]{2,10}://|www\.))*"
KNOWN = "com|org|net|edu|gov|info|io|dev|app|uk"  # the ends of hosts that need neither scheme nor www
ADDRESS = re.compile(
    rf"(?<![\w@])(?:[a-z][a-z0-9+.-]{{1,19}}://(?=[\w\[~/]){REST}|www\.(?=\w){REST}|mailto:{MAIL}(?:\?(?=\w){REST})?"
    rf"|{MAIL}|(?:{LABEL}\.){{1,10}}(?:{KNOWN})(?:(?::\d{{2,5}})?[/#](?=[\w~]){REST}|\?(?=\w+=){REST}|:\d{{2,5}}(?!\w)))",
    re.IGNORECASE,
)
MARK = re.compile(rf"@|://|[wW]{{3}}\.|\.(?:{KNOWN})[/#?:]")  # every address has one, and little else
RUN = re.compile(r"\S*")
TRAILING = ".,;:!?*"
CLOSING = {")": "(", "]": "["}


def addresses(text: str) -> Iterator[Span]:
    """Yield where each web or e-mail address starts and ends.

    >>> text = "(see https://a.org/b?c=d_(e), www.a.org:80/#f. or mailto:ada@a.org)"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://a.org/b?c=d_(e)', 'www.a.org:80/#f', 'mailto:ada@a.org']
    """
    end = 0
    for mark in MARK.finditer(text):
        if mark.start() < end:
            continue
        start = mark.start()
        while start > end and not text[start - 1].isspace():
            start -= 1
        end = RUN.match(text, mark.end()).end()  # type: ignore[union-attr]  # it matches nothing, too
        for found in ADDRESS.finditer(text, start, end):
            yield found.start(), found.start() + length_of(found[0])


def length_of(address: str) -> int:
    """Return the length of an address up to a closing bracket that it does not open, without punctuation at its end.

    >>> length_of("http://a.org/b).c"), length_of("http://a.org/b_(c)."), length_of("http://a.org!")
    (14, 18, 12)
    """
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
