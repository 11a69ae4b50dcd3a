# Text as the scanners of words see it: an array of characters of one, two or four bytes. After `python.pxi`.

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    LONGEST_TEXT = 0x7FFFFFF0  # so that C's ints hold the places in it


cdef int width_of(text) except -1:
    """Return how many bytes a character of a text takes; raises an error for what is no text, or one too long."""
    if not isinstance(text, str):
        raise TypeError(f"a text is to be a str, not a {type(text).__name__}")
    if PyUnicode_GET_LENGTH(text) > LONGEST_TEXT:
        raise OverflowError("the text is too long")
    return PyUnicode_KIND(text)


cdef inline object string_of(Char* text, Py_ssize_t start, Py_ssize_t end):
    return PyUnicode_FromKindAndData(sizeof(Char), text + start, end - start)


cdef Char* copy_of(Char* text, Py_ssize_t length) except NULL:
    """Return a copy of a text, to be freed by the caller."""
    cdef Char* copy = <Char*>malloc((length + 1) * sizeof(Char))
    if copy == NULL:
        raise MemoryError
    memcpy(copy, text, length * sizeof(Char))
    return copy


cdef inline uint64_t long_hash_of(Char* text, Py_ssize_t length, uint64_t salt) noexcept nogil:
    cdef uint64_t found = 14695981039346656037ULL ^ salt  # FNV-1a, a character at a time
    cdef Py_ssize_t index
    for index in range(length):
        found = (found ^ <uint64_t>text[index]) * 1099511628211ULL
    return found ^ (found >> 32)
