# Scores of classes.

cdef inline void add_row(int16_t *scores, const int16_t *row, Py_ssize_t stride) noexcept nogil:
    cdef Py_ssize_t index
    for index in range(stride):
        scores[index] += row[index]


cdef inline void add_rows(int16_t *scores, const int16_t **rows, Py_ssize_t stride) noexcept nogil:
    """Add up rows, whose sums do not leave 16 bits."""
    cdef const int16_t *own = rows[0]
    cdef const int16_t *last = rows[1]
    cdef const int16_t *next = rows[2]
    cdef const int16_t *second = rows[3]
    cdef const int16_t *after = rows[4]
    cdef Py_ssize_t index
    for index in range(stride):
        scores[index] = <int16_t>(own[index] + last[index] + next[index] + second[index] + after[index])


cdef inline int32_t first_of_best(const int16_t *scores, Py_ssize_t count) noexcept nogil:
    """The first of the best classes, by two loops without branches."""
    cdef int16_t highest = scores[0]
    cdef int16_t best = 0x7FFF
    cdef int16_t here
    cdef Py_ssize_t place
    for place in range(1, count):
        highest = scores[place] if scores[place] > highest else highest
    for place in range(count):
        here = <int16_t>place | <int16_t>-(scores[place] != highest)  # -1 where it is none of the best
        here = here & 0x7FFF
        best = here if here < best else best
    return best


cdef inline Py_ssize_t hashed(uint32_t first, uint32_t second) noexcept nogil:
    """The row of a pair of words, as `feature_rows.hashed` has it."""
    return (first * <uint32_t>60013 + second) * <uint32_t>0x9E3779B1 >> 16
