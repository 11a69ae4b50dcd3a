# Scores of classes.

cdef enum:
    LANES = 32  # scores in a line of the processor's cache
    LOWEST = -32768  # of no class


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


cdef inline int32_t first_of_best(
    int16_t *scores, const int16_t *row, const int16_t *other, const int16_t *ranks, Py_ssize_t stride
) noexcept nogil:
    """Add two rows to scores, and return the first of the best; ``ranks`` are the less, the later the class."""
    cdef int16_t highest = LOWEST, rank = 0
    cdef int16_t here
    cdef Py_ssize_t index
    for index in range(stride):
        here = <int16_t>(scores[index] + row[index] + other[index])
        scores[index] = here
        highest = here if here > highest else highest
    for index in range(stride):  # without branches
        here = <int16_t>(-(scores[index] == highest) & ranks[index])
        rank = here if here > rank else rank
    return <int32_t>(ranks[0] - rank)


cdef inline Py_ssize_t hashed(uint32_t first, uint32_t second) noexcept nogil:
    """The row of a pair of words, as `feature_rows.hashed` has it."""
    return (first * <uint32_t>60013 + second) * <uint32_t>0x9E3779B1 >> 16
