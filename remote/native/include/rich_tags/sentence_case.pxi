# How a sentence is written, as `sentence_case` finds it. After `python.pxi`.

cdef extern from "Python.h":
    bint Py_UNICODE_ISALPHA(uint32_t code) nogil
    bint Py_UNICODE_ISUPPER(uint32_t code) nogil
    bint Py_UNICODE_ISLOWER(uint32_t code) nogil

cdef enum:
    USUAL = 0
    CAPITALS = 1
    TITLE = 2
    LOWER = 3
    LOWER_FIRST = 4
    FEW_WORDS = 3  # with letters, that tell nothing
    LONG_WORD = 4  # characters of a word that has a capital in a title


cdef int sentence_case(list forms, Py_ssize_t start, Py_ssize_t end) except -1:
    cdef Py_ssize_t index, length, words = 0, upper = 0, capital = 0, long_upper = 0, long_words = 0, titled = 0
    cdef uint32_t first
    cdef bint is_upper, begins_low = False
    for index in range(start, end):
        form = <object>PyList_GET_ITEM(forms, index)
        if not isinstance(form, str) or not PyUnicode_GET_LENGTH(form):
            continue
        first = PyUnicode_READ(PyUnicode_KIND(form), PyUnicode_DATA(form), 0)
        if not Py_UNICODE_ISALPHA(first):
            continue
        length = PyUnicode_GET_LENGTH(form)
        if not words:
            begins_low = Py_UNICODE_ISLOWER(first)
        words += 1
        if Py_UNICODE_ISUPPER(first):
            is_upper = length == 1 or in_capitals(form)
            capital += 1
        else:
            is_upper = not Py_UNICODE_ISLOWER(first) and in_capitals(form)
        upper += is_upper
        long_upper += is_upper and length > 1
        if length >= LONG_WORD:
            long_words += 1
            titled += Py_UNICODE_ISUPPER(first) and not is_upper
    if words > 1 and 5 * upper >= 4 * words and long_upper:
        return CAPITALS
    if words < FEW_WORDS:
        return USUAL
    if long_words > 1 and 5 * titled >= 4 * long_words:
        return TITLE
    if not begins_low:
        return USUAL
    return LOWER_FIRST if capital else LOWER


cdef inline bint in_capitals(object form) except -1:
    """Whether a form has a capital and no small letter."""
    cdef const unsigned char *characters
    cdef Py_ssize_t index
    if not PyUnicode_IS_ASCII(form):
        return str.isupper(form)
    characters = <const unsigned char *>PyUnicode_DATA(form)
    for index in range(PyUnicode_GET_LENGTH(form)):
        if c"a" <= characters[index] <= c"z":
            return False
    return True  # for the first one is a capital
