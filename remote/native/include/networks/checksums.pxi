# The checksums of features' names.

# ----------------------------------------------------------------------------------------------------- checksums

cdef four_bytes CRC[256]


cdef void fill_crc() noexcept:
    cdef four_bytes index, value
    for index in range(256):
        value = index
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        CRC[index] = value


fill_crc()


cdef inline four_bytes more(four_bytes state, const byte* text, Py_ssize_t length) noexcept nogil:
    """Return the state of a checksum after more characters in UTF-8; the checksum is its complement."""
    cdef Py_ssize_t index
    for index in range(length):
        if text[index] < 0x80:
            state = CRC[(state ^ text[index]) & 0xFF] ^ (state >> 8)
        else:
            state = CRC[(state ^ (0xC0 | text[index] >> 6)) & 0xFF] ^ (state >> 8)
            state = CRC[(state ^ (0x80 | text[index] & 0x3F)) & 0xFF] ^ (state >> 8)
    return state


cdef inline four_bytes state_of(bytes name) except? 0:
    return more(0xFFFFFFFF, name, len(name))


def checksum(str name):
    """Return the checksum of a feature's name, as `kernels.feed_forward` has it."""
    return crc32(name.encode("utf-8", "surrogatepass"))
