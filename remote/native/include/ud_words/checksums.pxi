# The checksum of a feature's name, which is not written: each of these returns that of a name and what comes after it.

cdef enum:
    LONGEST_NAME = 20


cdef inline uint32_t sign(uint32_t name, uint8_t code) noexcept nogil:
    return after_byte(name, code)


cdef inline uint32_t text(uint32_t name, const uint8_t* more, int length) noexcept nogil:
    cdef int at
    for at in range(length):
        name = sign(name, more[at])
    return name


cdef inline uint32_t literal(uint32_t name, const char* more) noexcept nogil:
    while more[0]:
        name = sign(name, <uint8_t>more[0])
        more += 1
    return name


cdef inline uint32_t start_of(const char* name) noexcept nogil:
    return literal(0xFFFFFFFFU, name)


cdef inline uint32_t number(uint32_t name, int value) noexcept nogil:
    if value < 0:
        name = sign(name, c"-")
        value = -value
    if value >= 100:
        name = sign(name, <uint8_t>(c"0" + value // 100))
    if value >= 10:
        name = sign(name, <uint8_t>(c"0" + value // 10 % 10))
    return sign(name, <uint8_t>(c"0" + value % 10))


cdef inline uint32_t truth(uint32_t name, bint value) noexcept nogil:
    return literal(name, b"True" if value else b"False")


cdef inline uint32_t quoted(uint32_t name, const uint8_t* more, int length) noexcept nogil:
    """Add a text if it is not too long."""
    return text(name, more, length) if length <= LONGEST_NAME else sign(name, c"-")


cdef inline uint32_t barred(
    uint32_t name, const uint8_t* one, int one_length, const uint8_t* other, int other_length
) noexcept nogil:
    return text(sign(text(name, one, one_length), c"|"), other, other_length)
