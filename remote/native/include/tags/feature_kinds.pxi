# Kinds of features, by what their names begin with.

cdef enum Kind:  # of features, by what their names begin with
    OTHER
    OWN_SUFFIX
    OWN_PREFIX
    OWN_WORD
    LAST_WORD
    LAST_SUFFIX
    SECOND_WORD
    NEXT_WORD
    NEXT_SUFFIX
    AFTER_WORD
    TAG_AND_WORD  # kept by the word

BEGINNINGS = (
    "", "i suffix ", "i pref1 ", "i word ", "i-1 word ", "i-1 suffix ", "i-2 word ", "i+1 word ", "i+1 suffix ",
    "i+2 word ", "i-1 tag+i word ",
)


cdef int kind_of(const uint32_t *name, Py_ssize_t length, Py_ssize_t *begins) noexcept:
    """Return a feature's kind, and where the rest of its name begins."""
    cdef int kind
    cdef Py_ssize_t size, index
    for kind in range(OWN_SUFFIX, TAG_AND_WORD + 1):
        size = BEGINNING_LENGTHS[kind]
        if length >= size:
            index = 0
            while index < size and name[index] == BEGINNING_CHARACTERS[kind][index]:
                index += 1
            if index == size:
                begins[0] = size
                return kind
    begins[0] = 0
    return OTHER


cdef bint split_pair(const uint32_t *name, Py_ssize_t length, Py_ssize_t *split) noexcept nogil:
    """Find the space after a tag; a kind stands before it."""
    cdef Py_ssize_t index
    for index in range(1, length):
        if name[index] == c" ":
            split[0] = index
            return True
    return False


cdef Py_ssize_t BEGINNING_LENGTHS[TAG_AND_WORD + 1]
cdef uint32_t BEGINNING_CHARACTERS[TAG_AND_WORD + 1][16]


def _set_beginnings():
    for kind, beginning in enumerate(BEGINNINGS):
        BEGINNING_LENGTHS[kind] = len(beginning)
        for index, character in enumerate(beginning):
            BEGINNING_CHARACTERS[kind][index] = ord(character)


_set_beginnings()
