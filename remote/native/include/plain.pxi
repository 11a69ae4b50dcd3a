# Typographic characters read as the plain ones that stand for them. After `text.pxi`.

cdef enum:
    PLANE = 0x10000

# What a typographic character is plain for; from ' ' on, the code of a character
cdef enum:
    BETWEEN_LETTERS = 1
    BETWEEN_DIGITS = 2
    ELLIPSIS = 3


cdef uint8_t* plain_table(plain, bint with_ellipsis) except NULL:
    """Return what each character is read as; ``plain`` are those that always are, in a dict."""
    cdef uint8_t* table = <uint8_t*>calloc(PLANE, 1)
    if table == NULL:
        raise MemoryError
    for sign, other in plain.items():
        if not (ord(sign) < PLANE and 32 <= ord(other) < 128):
            free(table)
            raise ValueError(f"{sign!r} can't be read as {other!r}")
        table[<int>ord(sign)] = ord(other)
    for sign in "`´":
        table[<int>ord(sign)] = BETWEEN_LETTERS
    for sign in "–‒":
        table[<int>ord(sign)] = BETWEEN_DIGITS
    if with_ellipsis:
        table[0x2026] = ELLIPSIS
    return table


cdef Char* plainly_read(const uint8_t* plain, Char* text, Py_ssize_t length) except? NULL:
    """Return a copy of a text with its typographic characters written plainly; NULL where it has none."""
    cdef Char* copy
    if not is_typographic(plain, text, length):
        return NULL
    copy = copy_of(text, length)
    write_plainly(plain, text, copy, length)
    return copy


cdef bint is_typographic(const uint8_t* plain, Char* text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t at
    for at in range(length):
        if <uint32_t>text[at] < PLANE and plain[text[at]]:
            return True
    return False


cdef inline bint is_letter(uint32_t code) noexcept nogil:
    return Py_UNICODE_ISALNUM(code) and not Py_UNICODE_ISDECIMAL(code)


cdef inline bint is_dot(uint32_t code) noexcept nogil:
    return code == c"." or code == 0x2026


cdef void write_plainly(const uint8_t* plain, Char* text, Char* other, Py_ssize_t length) noexcept nogil:
    """Write a text's typographic characters as the plain ones that stand for them."""
    cdef Py_ssize_t at
    cdef uint8_t meant
    cdef uint32_t before, after
    for at in range(length):
        if <uint32_t>text[at] >= PLANE:
            continue
        meant = plain[text[at]]
        if meant == 0:
            continue
        if meant >= c" ":
            other[at] = meant
            continue
        before = text[at - 1] if at > 0 else 0
        after = text[at + 1] if at + 1 < length else 0
        if meant == BETWEEN_LETTERS:
            if is_letter(before) and is_letter(after):
                other[at] = c"'"
        elif meant == BETWEEN_DIGITS:
            if Py_UNICODE_ISDECIMAL(before) and Py_UNICODE_ISDECIMAL(after):
                other[at] = c"-"
        elif sizeof(Char) > 1:  # an ellipsis
            other[at] = c"." if is_dot(before) or is_dot(after) else <Char>0x2014
