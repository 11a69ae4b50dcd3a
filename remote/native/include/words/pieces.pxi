# Where the pieces of a sentence start and end, and what stands around them.

# What stands before and after a piece, where that matters
cdef enum:
    AT_START = 1
    AFTER_WHITE = 2
    AT_END = 3
    BEFORE_WHITE = 6


cdef Py_ssize_t last_piece(
    const uint8_t* classes, Char* text, Py_ssize_t start, Py_ssize_t end, bint* is_odd
) noexcept nogil:
    """Find where the last piece starts, which the rule of the final period sees: that before closing marks.

    It is odd if white space follows within the sentence, and so has to be cut with all that does.
    """
    cdef Py_ssize_t core = end, at
    cdef uint8_t kind
    while core > start:
        kind = class_of(classes, text[core - 1])
        if not (is_white(kind) or is_closer(kind)):
            break
        core -= 1
    at = end
    while at > core and not is_white(class_of(classes, text[at - 1])):
        at -= 1
    if at > core and text[at - 1] == c" " and is_double_quote(text + at, end - at):
        return at  # which opens a quotation, so that no period before it is final
    if core > start:
        at = core
        while at > start and not is_white(class_of(classes, text[at - 1])):
            at -= 1
    else:
        core = at = start
        while at < end and is_white(class_of(classes, text[at])):
            at += 1
        core = at
    while core < end:
        if is_white(class_of(classes, text[core])):
            is_odd[0] = True
            break
        core += 1
    return at


cdef inline bint is_double_quote(Char* text, Py_ssize_t length) noexcept nogil:
    return (length == 1 and text[0] == c'"') or (length == 2 and text[0] == c"'" and text[1] == c"'")


cdef Py_ssize_t end_of_clean(const uint8_t* classes, Char* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Find the first character that is unlike others, or else the end."""
    while at < end and class_of(classes, text[at]) != UNLIKE:
        at += 1
    return at


cdef Py_ssize_t end_of_piece(const uint8_t* classes, Char* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Find the end of a piece, or -1 if it has a character unlike others."""
    cdef uint8_t kind
    while at < end:
        kind = class_of(classes, text[at])
        if kind == UNLIKE:
            return -1
        if is_white(kind):
            break
        at += 1
    return at


cdef inline uint8_t context_of(
    Char* text, Py_ssize_t start, Py_ssize_t piece, Py_ssize_t piece_end, bint is_last
) noexcept nogil:
    cdef uint8_t context = 0
    if text[piece] == c'"' or text[piece] == c"'" or text[piece] == c".":
        if piece == start:
            context = AT_START
        elif text[piece - 1] != c" ":
            context = AFTER_WHITE
    if is_last:
        return context + AT_END
    if text[piece_end - 1] == c"'" and text[piece_end] != c" ":
        return context + BEFORE_WHITE
    return context
