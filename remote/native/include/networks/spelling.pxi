# A unit in Latin-1, and its marks and letters in short.

cdef Py_ssize_t spell(const four_bytes* unit, Py_ssize_t length, byte* spelled) noexcept nogil:
    """Write a unit in Latin-1 as `typography.spelled` does; return its length, or -1 if it has other characters."""
    cdef Py_ssize_t index, size = 0
    cdef four_bytes character
    for index in range(length):
        character = unit[index]
        if character == 96 and 0 < index < length - 1 and is_letter(unit[index - 1]) and is_letter(unit[index + 1]):
            spelled[size] = 39
        elif character < 128 or character < 256 and is_letter(character):
            spelled[size] = character
        elif character == LEFT_DOUBLE or character == RIGHT_DOUBLE:
            spelled[size] = 34
        elif character == LEFT_SINGLE or character == RIGHT_SINGLE:
            spelled[size] = 39
        elif character == EN_DASH:
            spelled[size] = 45
        elif character == EM_DASH:
            spelled[size] = spelled[size + 1] = 45
            size += 1
        elif character == ELLIPSIS:
            spelled[size] = spelled[size + 1] = spelled[size + 2] = 46
            size += 2
        else:
            return -1
        size += 1
    return size


cdef Py_ssize_t with_one_quote(const byte* marks, Py_ssize_t length, byte* written) noexcept nogil:
    """Write quotation marks of all kinds, and several in a row, as one."""
    cdef Py_ssize_t index, size = 0
    cdef bint quote, was_quote = False
    for index in range(length):
        quote = marks[index] == 34 or marks[index] == 39 or marks[index] == 96
        if not (quote and was_quote):
            written[size] = 34 if quote else marks[index]
            size += 1
        was_quote = quote
    return size


cdef Py_ssize_t squeeze(const byte* marks, Py_ssize_t length, byte* written) noexcept nogil:
    """Leave no more than three marks alike in a row."""
    cdef Py_ssize_t index, alike = 0, size = 0
    for index in range(length):
        alike = alike + 1 if index and marks[index] == marks[index - 1] else 1
        if alike <= 3:
            written[size] = marks[index]
            size += 1
    return size


cdef inline byte drawn_as(byte character) noexcept nogil:
    if is_small(character):
        return 120
    if is_capital(character):
        return 88
    return 100 if is_digit(character) else character


cdef Py_ssize_t draw(const byte* core, Py_ssize_t length, byte* drawn) noexcept nogil:
    """Draw up to eight letters as x and X, digits as d, no more than two alike in a row."""
    cdef Py_ssize_t index, size = 0
    cdef byte character
    for index in range(length):
        character = drawn_as(core[index])
        if size < 2 or drawn[size - 1] != character or drawn[size - 2] != character:
            drawn[size] = character
            size += 1
            if size == 8:
                break
    return size


cdef bint is_alphabetic(const byte* text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t index
    for index in range(length):
        if not is_letter(text[index]):
            return False
    return True
