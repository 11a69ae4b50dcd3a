# How Python cuts: the forms of a piece's tokens, and the steps to where each starts and ends. After `shapes.pxi`.

cdef str OPENING_QUOTE = "``"
cdef str CLOSING_QUOTE = "''"


cdef const char* steps_of(tuple forms, bytes packed) except NULL:
    """Return where the steps begin, of which a token has two."""
    if len(packed) != 2 * len(forms) * <Py_ssize_t>sizeof(int32_t):
        raise ValueError("a cut has two steps for each form")
    return PyBytes_AS_STRING(packed)


cdef inline int32_t step_at(const char* steps, Py_ssize_t index) noexcept nogil:
    cdef int32_t step
    memcpy(&step, steps + index * sizeof(int32_t), sizeof(int32_t))
    return step


cdef inline uint8_t written_as(form, Char first) except 255:
    """Return how a token is written that begins with a character in the text."""
    if form == OPENING_QUOTE and first != c"`":
        return OPENED
    return CLOSED if form == CLOSING_QUOTE and first != c"'" else AS_IS


cdef int add_cut(Tokens* tokens, Char* text, found, Py_ssize_t start, Py_ssize_t end) except -1:
    """Add the tokens that Python found from a place on."""
    cdef tuple forms
    cdef bytes packed
    cdef const char* steps
    cdef Py_ssize_t index, first, last = start - 1
    forms, packed = found
    steps = steps_of(forms, packed)
    for index in range(len(forms)):
        first = last + step_at(steps, 2 * index)
        last = first + step_at(steps, 2 * index + 1)
        if not start <= first < last <= end:
            raise ValueError("a token is outside of its piece")
        add(tokens, first, last, written_as(forms[index], text[first]))
    return 0

