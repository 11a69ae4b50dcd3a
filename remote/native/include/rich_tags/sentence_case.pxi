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


cdef struct WordsOfCase:  # that begin with a letter
    Py_ssize_t all, upper, capital, long_upper, long, titled
    bint begins_low


cdef int sentence_case(list forms, Py_ssize_t start, Py_ssize_t end) except -1:
    cdef WordsOfCase words
    cdef const unsigned char *characters
    cdef Py_ssize_t index
    memset(&words, 0, sizeof(WordsOfCase))
    for index in range(start, end):
        form = <object>PyList_GET_ITEM(forms, index)
        if not isinstance(form, str) or not PyUnicode_GET_LENGTH(form):
            continue
        if not PyUnicode_IS_ASCII(form):
            count_other(&words, form)
            continue
        characters = <const unsigned char *>PyUnicode_DATA(form)
        if c"a" <= characters[0] <= c"z":
            words.begins_low |= not words.all
            words.all += 1
            words.long += PyUnicode_GET_LENGTH(form) >= LONG_WORD
        elif c"A" <= characters[0] <= c"Z":
            count_capital(&words, PyUnicode_GET_LENGTH(form), has_no_small(characters, PyUnicode_GET_LENGTH(form)))
    if words.all > 1 and 5 * words.upper >= 4 * words.all and words.long_upper:
        return CAPITALS
    if words.all < FEW_WORDS:
        return USUAL
    if words.long > 1 and 5 * words.titled >= 4 * words.long:
        return TITLE
    if not words.begins_low:
        return USUAL
    return LOWER_FIRST if words.capital else LOWER


cdef inline void count_capital(WordsOfCase *words, Py_ssize_t length, bint is_upper) noexcept:
    """Count a word that begins with a capital."""
    words.all += 1
    words.capital += 1
    words.upper += is_upper
    words.long_upper += is_upper and length > 1
    words.long += length >= LONG_WORD
    words.titled += length >= LONG_WORD and not is_upper


cdef inline bint has_no_small(const unsigned char *characters, Py_ssize_t length) noexcept:
    cdef Py_ssize_t index
    for index in range(1, length):
        if c"a" <= characters[index] <= c"z":
            return False
    return True


cdef int count_other(WordsOfCase *words, object form) except -1:
    """Count a word that is not in ASCII, if it begins with a letter."""
    cdef uint32_t first = PyUnicode_READ(PyUnicode_KIND(form), PyUnicode_DATA(form), 0)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(form)
    cdef bint is_upper
    if not Py_UNICODE_ISALPHA(first):
        return 0
    is_upper = str.isupper(form)
    if Py_UNICODE_ISUPPER(first):
        count_capital(words, length, is_upper)
        return 0
    words.begins_low |= not words.all and Py_UNICODE_ISLOWER(first)
    words.all += 1
    words.upper += is_upper
    words.long_upper += is_upper and length > 1
    words.long += length >= LONG_WORD
    return 0
