# The marks of a sentence that are best together, by Viterbi's algorithm.

cdef enum:
    NARROW = 24  # marks for which the loops are shorter


@cython.final
cdef class Transitions:
    """What one mark after another adds to their scores, by the tag of the second."""

    cdef int width
    cdef int bits  # of a mark's number
    cdef int tag_count
    cdef int *between  # by tag, mark before and mark
    cdef int *first  # by tag and mark

    def __cinit__(self, table, int tag_count, int width):
        self.tag_count, self.width = tag_count, width
        self.bits = max(1, (<object>width - 1).bit_length())
        self.set_transitions(bytes_of(table, "<i4", [tag_count, width + 1, width]))

    def __dealloc__(self):
        PyMem_Free(self.between)
        PyMem_Free(self.first)

    cdef int set_transitions(self, bytes table) except -1:
        """Keep the number of the mark before in the low bits of a score, as `viterbi.py` does."""
        cdef Py_ssize_t tag, before, mark, place = 0
        cdef int score
        self.between = <int *>zeroed(self.tag_count * self.width, WIDE * sizeof(int))
        self.first = <int *>zeroed(self.tag_count, WIDE * sizeof(int))
        for tag in range(self.tag_count):
            for before in range(self.width + 1):
                for mark in range(self.width):
                    memcpy(&score, <const char *>table + place, 4)
                    place += 4
                    if before == self.width:
                        self.first[tag * WIDE + mark] = score
                    else:
                        self.between[(tag * self.width + before) * WIDE + mark] = <int>(
                            (<Word>score << self.bits) + <Word>before
                        )
        return 0

    cdef void best(
        self, const int *tags, const short *scores, unsigned char *back_all, int *marks, Py_ssize_t count
    ) noexcept nogil:
        """Find the marks of some words by their tags and scores; ``back_all`` is room for as many marks as scores."""
        cdef int so_far[WIDE]
        cdef int ways[WIDE]
        cdef int mark, most, label = 0, bits = self.bits, low = (1 << self.bits) - 1
        cdef Py_ssize_t index
        cdef const short *totals
        cdef const int *row
        cdef unsigned char *back
        memset(ways, 0, sizeof(ways))
        for mark in range(WIDE):
            so_far[mark] = <int>(<Word>scores[mark] + <Word>self.first[(tags[0] - PADS) * WIDE + mark])
        for index in range(1, count):
            most = so_far[0]
            for mark in range(1, self.width):
                most = max(most, so_far[mark])
            row = self.between + (tags[index] - PADS) * self.width * WIDE
            if self.width <= NARROW:
                find_ways(ways, row, so_far, most, bits, self.width, NARROW)
            else:
                find_ways(ways, row, so_far, most, bits, self.width, WIDE)
            back = back_all + index * WIDE
            totals = scores + index * WIDE
            for mark in range(WIDE):
                back[mark] = <unsigned char>(ways[mark] & low)
                so_far[mark] = <int>(<Word>(ways[mark] >> bits) + <Word>totals[mark])
        for mark in range(1, self.width):
            if so_far[mark] > so_far[label]:
                label = mark
        for index in range(count - 1, -1, -1):
            marks[index] = label
            if index:
                label = back_all[index * WIDE + label]


cdef inline void find_ways(
    int *ways, const int *rows, const int *so_far, int most, int bits, int count, int width
) noexcept nogil:
    """Find for each mark the best score on the way to it, with the mark before it in the low bits."""
    cdef int found[WIDE]
    cdef int before, mark, way
    cdef Word shifted
    for mark in range(width):
        found[mark] = <int>(<Word>rows[mark] + ((<Word>so_far[0] - <Word>most) << bits))
    for before in range(1, count):
        rows += WIDE
        shifted = (<Word>so_far[before] - <Word>most) << bits
        for mark in range(width):
            way = <int>(<Word>rows[mark] + shifted)
            found[mark] = way if way > found[mark] else found[mark]
    memcpy(ways, found, width * sizeof(int))
