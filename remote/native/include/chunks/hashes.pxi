# The hashes that features are numbered by.

ctypedef unsigned int Word  # whose sums and products go round

cdef enum:
    PRIME = 0x9E3779B1
    SHAPE = 6  # the longest


cdef inline Word crc_of(const unsigned char *data, Py_ssize_t length) noexcept nogil:
    return ~more(~<Word>0, data, length)


cdef inline Word mixed(Word value, Word atom) noexcept nogil:
    value = (value ^ atom) * <Word>PRIME
    return value ^ (value >> 15)


cdef inline unsigned char kind_of(unsigned char byte) noexcept nogil:
    """Return what a shape has for a byte of ASCII."""
    if c"a" <= byte <= c"z":
        return c"x"
    if c"A" <= byte <= c"Z":
        return c"X"
    return c"d" if c"0" <= byte <= c"9" else byte


cdef Word shape_of(const unsigned char *word, Py_ssize_t length) noexcept nogil:
    cdef unsigned char shape[SHAPE]
    cdef int size = 0
    cdef Py_ssize_t index
    cdef unsigned char kind
    for index in range(length):
        kind = kind_of(word[index])
        if size == 0 or kind != shape[size - 1]:
            if size == SHAPE:
                break
            shape[size] = kind
            size += 1
    return crc_of(shape, size)
