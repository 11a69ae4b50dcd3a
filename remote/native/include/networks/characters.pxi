# What a character is to the features of units.

cdef inline bint is_space(Character character) noexcept nogil:
    if character <= 32:
        return character == 32 or 9 <= character <= 13 or 28 <= character <= 31
    if Character is byte:
        return character == 0x85 or character == 0xA0
    else:
        return character >= 0x80 and Py_UNICODE_ISSPACE(character)


cdef inline bint is_break(Character character) noexcept nogil:
    """Return whether a line ends at a character, as `str.splitlines` has it."""
    if character < 0x80:
        return 10 <= character <= 13 or 28 <= character <= 30
    if Character is byte:
        return character == 0x85
    else:
        return character == 0x85 or character == 0x2028 or character == PARAGRAPH


cdef inline bint is_small(four_bytes character) noexcept nogil:
    return 97 <= character <= 122 or 223 <= character <= 255 and character != 247


cdef inline bint is_capital(four_bytes character) noexcept nogil:
    return 65 <= character <= 90 or 192 <= character <= 222 and character != 215


cdef inline bint is_letter(four_bytes character) noexcept nogil:
    return is_small(character) or is_capital(character)


cdef inline bint is_digit(four_bytes character) noexcept nogil:
    return 48 <= character <= 57


cdef inline bint is_alphanumeric(four_bytes character) noexcept nogil:
    return is_letter(character) or is_digit(character)


cdef inline bint is_quote(four_bytes character) noexcept nogil:
    """Return whether a character is a quotation mark of those that end direct speech."""
    return (
        character == 34 or character == 39 or character == LEFT_DOUBLE or character == RIGHT_DOUBLE
        or character == LEFT_SINGLE or character == RIGHT_SINGLE
    )


cdef inline bint is_closer(four_bytes character) noexcept nogil:
    return is_quote(character) or character == 41 or character == 93 or character == 125


cdef inline bint is_mark(four_bytes character) noexcept nogil:
    return character == 46 or character == 63 or character == 33 or character == ELLIPSIS
