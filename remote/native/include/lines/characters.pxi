# What the formats ask of a character.

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Code character) nogil

cdef enum Trait:  # of characters
    SPACE = 1
    SLASH = 2
    HALF = 4  # a surrogate
    LINE = 8  # tab or end of line
    UNSAFE = 16  # may not be in Unicode's form NFC by itself, or beside others
    ASKS_FOR_SLASH = 32  # / _
    JSON = 64  # is escaped in JSON
    HTML = 128  # is escaped in HTML

cdef unsigned char TRAITS[128]


cdef void fill_traits() noexcept:
    cdef int code
    for code in range(128):
        TRAITS[code] = 0
        if Py_UNICODE_ISSPACE(<Code>code):
            TRAITS[code] |= SPACE
        if code < 32 or code == c'"' or code == c"\\":
            TRAITS[code] |= JSON
    TRAITS[c"/"] |= SLASH | ASKS_FOR_SLASH
    TRAITS[c"_"] |= ASKS_FOR_SLASH
    TRAITS[c"\t"] |= LINE
    TRAITS[c"\r"] |= LINE
    TRAITS[c"\n"] |= LINE
    TRAITS[c"&"] |= HTML
    TRAITS[c"<"] |= HTML
    TRAITS[c">"] |= HTML


fill_traits()


cdef inline bint is_safe(Code code) noexcept nogil:
    """Return whether a character is in the form NFC whatever stands beside it; no for most of those that are seldom."""
    return (
        code < 0x300
        or 0x391 <= code <= 0x3A1 or 0x3A3 <= code <= 0x3CE
        or 0x400 <= code <= 0x482 or 0x48A <= code <= 0x4FF
        or 0x5D0 <= code <= 0x5EA
        or 0x621 <= code <= 0x63A or 0x641 <= code <= 0x64A
        or 0x2010 <= code <= 0x2027 or 0x2030 <= code <= 0x205E
        or 0x20A0 <= code <= 0x20BF
        or 0x2190 <= code <= 0x22FF
        or 0x2500 <= code <= 0x27BF
        or 0x3001 <= code <= 0x3029 or 0x3041 <= code <= 0x3096 or 0x30A1 <= code <= 0x30FA
        or 0x4E00 <= code <= 0x9FA5
        or 0xAC00 <= code <= 0xD7A3
        or 0xFF01 <= code <= 0xFF5E
        or 0x1F300 <= code <= 0x1F64F
    )


cdef inline int traits_of(Code code) noexcept nogil:
    if code < 128:
        return TRAITS[code]
    return (SPACE if Py_UNICODE_ISSPACE(code) else 0) | (HALF if 0xD800 <= code <= 0xDFFF else 0) | (
        0 if is_safe(code) else UNSAFE
    )


def safe_in_nfc(code):
    """Return whether a character by its number counts as safe in the form NFC, whatever stands beside it."""
    return is_safe(<Code>code)
