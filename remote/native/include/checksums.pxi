# CRC-32, as `zlib.crc32` has it, of text in UTF-8. A checksum is the complement of its state.

cdef unsigned int CRC[256]


cdef void fill_crc() noexcept:
    cdef unsigned int number, value
    for number in range(256):
        value = number
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        CRC[number] = value


fill_crc()


cdef inline unsigned int after_byte(unsigned int state, unsigned char byte) noexcept nogil:
    return CRC[(state ^ byte) & 0xFF] ^ (state >> 8)


cdef inline unsigned int more(unsigned int state, const unsigned char* text, Py_ssize_t length) noexcept nogil:
    """Return the state of a checksum after more characters of Latin-1."""
    cdef Py_ssize_t index
    for index in range(length):
        if text[index] < 0x80:
            state = after_byte(state, text[index])
        else:
            state = after_byte(after_byte(state, 0xC0 | text[index] >> 6), 0x80 | text[index] & 0x3F)
    return state
