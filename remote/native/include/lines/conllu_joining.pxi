# Words that are written together: clitics, and letters of Latin next to such.

cdef extern from "Python.h":
    bint Py_UNICODE_ISALPHA(Code character) nogil
    bint Py_UNICODE_ISALNUM(Code character) nogil
    bint Py_UNICODE_ISDIGIT(Code character) nogil


cdef inline bint is_latin(Code code) noexcept:
    return (
        c"a" <= code | 32 <= c"z" or code == 0xAA or code == 0xBA or 0xC0 <= code <= 0x24F or 0x1E00 <= code <= 0x1EFF
    )


cdef inline bint is_apostrophe(Code code) noexcept:
    return code == c"'" or code == 0x2019


cdef bint is_clitic(Columns mine, Py_ssize_t start, Py_ssize_t length) noexcept:
    """Return whether a word that begins with an apostrophe or n is n't, 's, 'm, 're, 've, 'll or 'd."""
    cdef Code first = mine.character(start), second, third
    if not 2 <= length <= 3:
        return False
    second = mine.character(start + 1) | 32
    if length == 2:
        return not first | 32 == c"n" and (second == c"s" or second == c"m" or second == c"d")
    third = mine.character(start + 2) | 32
    if first | 32 == c"n":
        second = mine.character(start + 1)
        return (is_apostrophe(second) or second == c"`") and third == c"t"
    return (second == c"r" and third == c"e") or (second == c"v" and third == c"e") or (
        second == c"l" and third == c"l"
    )
