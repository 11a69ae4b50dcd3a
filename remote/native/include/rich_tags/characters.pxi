# Characters of ASCII, as features have them.

cdef inline bint is_upper(unsigned char character) noexcept:
    return c"A" <= character <= c"Z"


cdef inline bint is_letter(unsigned char character) noexcept:
    return c"a" <= character | 32 <= c"z"


cdef inline uint32_t lower(unsigned char character) noexcept:
    """A character of a word as `normalized` has it: in lower case, all digits alike."""
    return character | 32 if is_upper(character) else c"0" if c"0" <= character <= c"9" else character


cdef inline uint32_t kind_of(unsigned char character) noexcept:
    if is_letter(character):
        return c"X" if is_upper(character) else c"x"
    return c"d" if c"0" <= character <= c"9" else character


cdef Py_ssize_t with_number(uint32_t *name, Py_ssize_t length, int32_t number) noexcept:
    """Write a number of 16 bits after a name, and return the length of both."""
    cdef uint32_t digits[8]
    cdef Py_ssize_t count = 0
    if number < 0:
        name[length] = c"-"
        length += 1
        number = -number
    while True:
        digits[count] = c"0" + number % 10
        count += 1
        number //= 10
        if not number:
            break
    while count:
        count -= 1
        name[length] = digits[count]
        length += 1
    return length
