# Characters of ASCII. After `python.pxi`.

cdef enum:  # flags of an ASCII character
    IS_LETTER = 1
    IS_UPPER = 2
    IS_DIGIT = 4
    IS_MARK = 8  # stripped from around a piece's core
    IS_SPACE = 16
    IS_ALNUM = 5


cdef int set_flags(uint8_t* flags, marks) except -1:
    """Write the flags of all characters; ``marks`` are those that are stripped."""
    cdef int code
    for code in range(128):
        sign = chr(code)
        flags[code] = (
            (IS_LETTER if sign.isalpha() else 0) | (IS_UPPER if sign.isupper() else 0)
            | (IS_DIGIT if sign.isdigit() else 0) | (IS_MARK if sign in marks else 0)
            | (IS_SPACE if sign.isspace() else 0)
        )
    return 0


cdef inline uint8_t lower_of(uint32_t code) noexcept nogil:
    return <uint8_t>(code | 32 if c"A" <= code <= c"Z" else code)


cdef inline uint32_t bit_of(Py_ssize_t number) noexcept nogil:
    return 1U << (number & 31)
