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


cdef inline int32_t first_of_highest(const int16_t *scores, Py_ssize_t stride) noexcept nogil:
    """Return the first of the best of scores."""
    cdef int16_t highest = LOWEST
    cdef Py_ssize_t index
    for index in range(stride):
        highest = scores[index] if scores[index] > highest else highest
    return first_of(scores, highest, stride)


cdef inline int32_t first_of(const int16_t *scores, int16_t wanted, Py_ssize_t stride) noexcept nogil:
    """Return where a score stands first."""
    cdef int16_t found
    cdef Py_ssize_t index, lane
    for index in range(0, stride, 32):
        found = 0
        for lane in range(LANES):  # without branches
            found |= <int16_t>-(scores[index + lane] == wanted)
        if found:
            for lane in range(LANES):
                if scores[index + lane] == wanted:
                    return <int32_t>(index + lane)
    return 0


cdef inline bint is_near(const int16_t *scores, Py_ssize_t stride, int16_t bound) noexcept nogil:
    """Return whether several scores are above a bound."""
    cdef int16_t above = 0
    cdef Py_ssize_t index
    for index in range(stride):
        above += scores[index] > bound
    return above > 1


cdef inline Py_ssize_t hashed(uint32_t first, uint32_t second) noexcept nogil:
    """The row of a pair of words, as `feature_rows.hashed` has it."""
    return (first * <uint32_t>60013 + second) * <uint32_t>0x9E3779B1 >> 16
