# Words of ASCII as the model sees them.

cdef Py_ssize_t lowered(str word, Py_ssize_t length, uint32_t *low) noexcept:
    """Write a word of ASCII as the model sees it: in lower case, numbers and hyphened words by their kind."""
    cdef const unsigned char *characters = <const unsigned char *>PyUnicode_DATA(word)
    cdef Py_ssize_t index
    cdef bint is_hyphened = False, is_number = True
    for index in range(length):
        is_hyphened = is_hyphened or (characters[index] == c"-")
        is_number = is_number and (c"0" <= characters[index] <= c"9")
        low[index] = characters[index] | 32 if c"A" <= characters[index] <= c"Z" else characters[index]
    if is_hyphened and characters[0] != c"-":
        return spell(b"!HYPHEN", 7, low)
    if is_number and length == 4:
        return spell(b"!YEAR", 5, low)
    if c"0" <= characters[0] <= c"9":
        return spell(b"!DIGITS", 7, low)
    return length


cdef Py_ssize_t spell(const char *name, Py_ssize_t length, uint32_t *low) noexcept:
    cdef Py_ssize_t index
    for index in range(length):
        low[index] = <unsigned char>name[index]
    return length
