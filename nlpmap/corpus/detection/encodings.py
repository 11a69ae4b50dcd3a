"""Encodings found out: by byte order marks, by what decodes, and by what then reads as words."""

from __future__ import annotations

import codecs
import re

# the longer first: UTF-32's mark begins with UTF-16's
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
EVERY_MARK = tuple(mark for mark, _ in MARKS)
TWO_BYTES = ("big5", "gb18030", "cp949", "cp932")  # of East Asia, where text in English has but its marks of them
LIKELY = (("cp1252",), TWO_BYTES, ("mac_roman", "cp850"))  # in the order in which they are tried
OTHERS = [
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_5", "koi8_r", "mac_cyrillic"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
NON_ASCII = re.compile(rb"[\x80-\xff]+")
HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")  # of CESU-8: UTF-16's in UTF-8's form
SAMPLE = 2**16  # bytes that are enough to tell an encoding by
BESIDE = 32  # of the bytes beside those that are not ASCII, what is part of the sample
BETWEEN_LETTERS = "’‘'–—―-·­"
NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
TYPOGRAPHIC = "‘’“”–—―‥…‧·・•\u3000"
APOSTROPHE = re.compile(r"[^\W_]’(?=[^\W\d_])")
IN_WORDS = re.compile(r"[^\W_]’(?:s|t|d|m|re|ve|ll)(?![^\W_])|(?<![^\W_])[dlo]’[^\W_]", re.IGNORECASE)
RARE = "þðÿƒýÞÐÝŸ¤¦¬¯¸¹²³×÷"
FRACTIONS = "¼½¾"


def encoding_by_mark(head: bytes, encoding: str) -> str:
    """Return the encoding that a byte order mark tells, else the one given.

    >>> encoding_by_mark(b"\\xff\\xfeD\\0", "cp1252"), encoding_by_mark(b"D", "cp1252")
    ('utf-16', 'cp1252')
    """
    if not head.startswith(EVERY_MARK):
        return encoding
    found = next(name for mark, name in MARKS if head.startswith(mark))
    given = codecs.lookup(encoding).name if encoding != "auto" else "auto"
    return encoding if given.startswith(found) else found


def encoding_without_mark(head: bytes) -> str | None:
    """Return which UTF-16 text is in that has no byte order mark, by where its null bytes are.

    >>> encoding_without_mark("Dogs bark.".encode("utf-16-le")), encoding_without_mark(b"Dogs bark.")
    ('utf-16-le', None)
    """
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def detected(content: bytes) -> str | None:
    """Return the encoding that bytes are text in; ``None`` where none is likely, or too little is not ASCII.

    >>> detected("Il était une fois.".encode()), detected("Il était une fois.".encode("latin-1"))
    ('utf-8', 'cp1252')
    """
    marked = encoding_by_mark(content, "auto")
    if marked != "auto":
        return marked if _decodes(content, marked) else None
    if _decodes(content, "utf-8"):
        return encoding_without_mark(content) or "utf-8"
    if encoding := encoding_without_mark(content):
        return encoding if _decodes(content, encoding) else None
    if mostly_utf8(content):
        return None
    sample = non_ascii_parts(content)
    for encodings, is_likely in zip(LIKELY, (is_western, is_typographic, is_western), strict=True):
        for encoding in encodings:
            if _decodes(content, encoding) and is_likely(sample.decode(encoding, "replace")):
                return encoding
    return _by_statistics(content, sample)


def non_ascii_parts(content: bytes) -> bytes:
    """Return what is not ASCII with what is beside it, up to a size.

    >>> non_ascii_parts(b"a" * 99 + b"\\xe9t\\xe9" + b"\\n" * 99) == b"a" * 32 + b"\\xe9t\\xe9" + b"\\n" * 32
    True
    """
    parts: list[bytes] = []
    size = last = 0
    for found in NON_ASCII.finditer(content):
        first, end = max(last, found.start() - BESIDE), found.end() + BESIDE
        parts += [b"\n"] if first > last > 0 else []
        parts.append(content[first:end])
        size, last = size + end - first, end
        if size > SAMPLE:
            break
    return b"".join(parts)


def mostly_utf8(content: bytes) -> bool:
    """Return whether bytes are UTF-8 but for a few: most that are not ASCII belong to a character.

    Halves of characters, as Java and MySQL write those beyond U+FFFF, are nearly UTF-8, too.

    >>> mostly_utf8("ééééé".encode() + b"\\xe9"), mostly_utf8(b"\\xe9t\\xe9")
    (True, False)
    >>> mostly_utf8(b"\\xed\\xa0\\xbd\\xed\\xb8\\x80")
    True
    """
    content = HALVES.sub("\U0001f600".encode(), content)
    known = content.decode("utf-8", "ignore")
    good = len(known.encode()) - sum(map(known.count, map(chr, range(128)))) if known else 0
    bad = len(content) - len(known.encode())
    return good > 4 * bad


def is_western(text: str) -> bool:
    """Return whether what is not ASCII in a text is where English and its neighbours have it: letters within words.

    >>> is_western("Il était une fois."), is_western("Äàéòå ìíå"), is_western("itÕs")
    (True, False, False)
    """
    strange = list(re.finditer(r"[^\x00-\x7f]", text))
    letters = sum(map(str.isalpha, text))
    ascii_letters = sum(character.isascii() for character in text if character.isalpha())
    if ascii_letters < 0.6 * letters:
        return False
    natural = sum(_is_natural(text, match.start()) for match in strange)
    return natural >= 0.9 * len(strange)


def is_typographic(text: str) -> bool:
    """Return whether what is not ASCII in a text are quotes, dashes and the like, as English has them.

    >>> is_typographic("America’s priorities—and ours"), is_typographic("pr’en"), is_typographic("犬が")
    (True, False, False)
    """
    strange = [character for character in text if not character.isascii()]
    marks = sum(map(TYPOGRAPHIC.count, strange))
    apostrophes, in_words = len(APOSTROPHE.findall(text)), len(IN_WORDS.findall(text))
    return marks >= 0.98 * len(strange) and in_words >= 0.8 * apostrophes and is_western(text)


def _is_natural(text: str, place: int) -> bool:
    character, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if character in RARE or "\x80" <= character <= "\x9f" or character == "\ufffd":
        return False
    if character in FRACTIONS:
        return not (before.isalpha() or after.isalpha())
    if character.isalpha():
        return not (character.isupper() and (before.islower() or (after.islower() and before.isalpha())))
    return character in BETWEEN_LETTERS or not (before.isalpha() and after.isalpha())


def _by_statistics(content: bytes, sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=OTHERS).best()
    return found.encoding if found is not None and _decodes(content, found.encoding) else None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeError:
        return False
    return True


def decoded_as(content: bytes, said: str) -> str:
    """Decode bytes in the encoding that is said to be theirs, or where it can't be, in the one that is found.

    >>> decoded_as("Café".encode("latin-1"), "utf-8"), decoded_as("Café".encode(), "no-such")
    ('Café', 'Café')
    """
    for encoding in (said, "utf-8", detected(content) or "cp1252"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")  # in which any byte is a character


def encoding_meant(said: str, content: bytes, is_web: bool = False) -> str:
    """Return the encoding that bytes mean by what they say of it: UTF-8 where they can't be read to say another.

    In HTML, Latin-1 and ASCII mean Windows' code page, as browsers take them.

    >>> encoding_meant("iso-8859-1", b"", is_web=True), encoding_meant("utf-16", b"<p>"), encoding_meant("bogus", b"")
    ('cp1252', 'utf-8', 'utf-8')
    """
    try:
        name = codecs.lookup(said).name
    except (LookupError, ValueError):
        return "utf-8"
    if name.startswith(("utf-16", "utf-32")):  # in which this could not have been read
        return "utf-8"
    if is_web and name in ("iso8859-1", "ascii") and not any(byte in content for byte in NOT_IN_CP1252):
        return "cp1252"
    return name
