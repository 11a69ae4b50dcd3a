# The checksums and hashes that features are numbered by.

cdef Word CRC[256]


cdef void fill_crc() noexcept:
    cdef Word number, value
    cdef int bit
    for number in range(256):
        value = number
        for bit in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        CRC[number] = value


fill_crc()


cdef inline Word crc_of(const unsigned char *data, Py_ssize_t length) noexcept nogil:
    cdef Word value = ~<Word>0
    cdef Py_ssize_t index
    for index in range(length):
        value = CRC[(value ^ data[index]) & 255] ^ (value >> 8)
    return ~value


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
