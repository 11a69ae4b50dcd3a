# Where words and what closes a sentence are in a text.

cdef inline Py_ssize_t after_spaces(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and class_of(text[at]) & SPACE:
        at += 1
    return at


cdef inline Py_ssize_t after_token(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and not class_of(text[at]) & SPACE:
        at += 1
    return at


cdef inline Py_ssize_t next_candidate(
    const Character* text, Py_ssize_t end, Marks* marks, Py_ssize_t* following
) noexcept nogil:
    """Return where the next mark is that may end a sentence, the end if none; put where what follows it begins."""
    cdef Py_ssize_t at = next_mark(text, end, marks)
    cdef byte kind
    while at + 1 < end:
        kind = class_of(text[at + 1])
        if kind & SPACE:
            following[0] = after_spaces(text, at + 2, end)
            return at if following[0] < end else end
        if kind & NON_WORD:
            following[0] = at + 1
            return at
        at = next_mark(text, end, marks)
    return end


cdef inline Py_ssize_t multi_end(const Character* text, Py_ssize_t at, Py_ssize_t end, bint whole) noexcept nogil:
    """Return where a dash or an ellipsis that begins at a character ends, or 0; if not whole, only whether one does."""
    cdef Py_ssize_t last = at
    if at + 1 >= end or (text[at] != 45 and text[at] != 46):
        return 0
    if text[at + 1] == text[at]:
        last += 2
        while whole and last < end and text[last] == text[at]:
            last += 1
        return last
    if text[at] == 45:
        return 0
    while last + 2 < end and class_of(text[last + 1]) & SPACE and text[last + 2] == 46:
        last += 2
        if not whole and last == at + 4:
            break
    return last + 1 if last >= at + 4 else 0


cdef inline bint ends_word(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    return at >= end or class_of(text[at]) & (SPACE | NON_WORD) or multi_end(text, at, end, False) > 0


cdef inline Py_ssize_t word_end(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return where the word of Punkt's that begins at a character, which is no white space, ends."""
    cdef Py_ssize_t last = multi_end(text, at, end, True)
    if last:
        return last
    last = at + 1
    if class_of(text[at]) & NO_START:
        return last
    while not ends_word(text, last, end) and not (text[last] == 44 and ends_word(text, last + 1, end)):
        last += 1
    return last


cdef inline bint has_more(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return whether there is anything but white space of any kind."""
    while at < end and Py_UNICODE_ISSPACE(text[at]):
        at += 1
    return at < end


cdef inline Py_ssize_t closing_end(
    const Character* text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t* marks_end
) noexcept nogil:
    """Return where the closing punctuation that a sentence begins with and the white space after it end; 0 if none."""
    cdef Py_ssize_t at = start
    while at < end and class_of(text[at]) & CLOSER:
        at += 1
        if at >= end or class_of(text[at]) & SPACE:
            marks_end[0] = at
            return after_spaces(text, at, end)
        if at + 1 < end and text[at] == 45 and text[at + 1] == 45:
            marks_end[0] = at
            return at
    return 0
