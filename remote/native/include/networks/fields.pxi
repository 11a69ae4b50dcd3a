# What is between units and around a gap, as the network's fields have it.

cdef inline int gap_kind(const Character* at, Py_ssize_t* index) noexcept nogil:
    """Return the kind of the white space at an index, which does not end the text, and move the index behind it."""
    cdef int breaks = 0
    cdef bint paragraph = False
    while is_space(at[index[0]]):
        if is_break(at[index[0]]):
            if Character is not byte:
                paragraph = paragraph or at[index[0]] == PARAGRAPH
            if breaks < 2 and not (at[index[0]] == 10 and at[index[0] - 1] == 13):
                breaks += 1
        index[0] += 1
    return BLANK if paragraph else SPACE + breaks


cdef inline int bucket(Py_ssize_t count) noexcept nogil:
    """Sort counts into a few buckets, the wider the larger, as `candidates.bucket` does."""
    if count < 6:
        return count
    return 6 if count < 10 else 7 if count < 15 else 8 if count < 25 else 9 if count < 50 else 10


cdef inline int line_field(Py_ssize_t length, Py_ssize_t longest) noexcept nogil:
    return 3 if longest > WRAPPED else 1 if 4 * length > 3 * longest else 2
