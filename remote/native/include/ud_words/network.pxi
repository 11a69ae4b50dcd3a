# The network that is asked about each candidate, as `feed_forward` has it. After `checksums.pxi`.

cdef enum:
    MOST_WIDTH = 256  # of the network

cdef int64_t MOST_BIAS = 1 << 60  # to which the sums add less


@cython.final
cdef class CutNetwork:
    """A row of whole numbers by the checksum of a feature, and the weights of what the rows add up to."""

    cdef uint32_t* slots  # of an open table: a feature's checksum
    cdef int32_t* numbers  # and its row; -1 where there is none
    cdef uint32_t slots_mask
    cdef const int16_t[:, ::1] rows
    cdef const int64_t[::1] weights
    cdef int64_t bias
    cdef int width

    def __cinit__(self, names, rows, weights, bias):
        self.rows, self.weights, self.bias = rows, weights, bias
        self.width = <int>min(self.weights.shape[0], MOST_WIDTH + 1)
        if self.width > MOST_WIDTH or self.rows.shape[1] != self.width or self.rows.shape[0] != len(names) + 1:
            raise ValueError("the network's rows are not as its names and weights are")
        if not -MOST_BIAS < self.bias < MOST_BIAS:
            raise ValueError("the network's bias is too large")
        self.set_names(names)

    def __dealloc__(self):
        free(self.slots)
        free(self.numbers)

    cdef int set_names(self, names) except -1:
        cdef uint32_t size = 1024, name, slot
        cdef int32_t number = 0
        while size < 2 * len(names):
            size *= 2
        self.slots = <uint32_t*>malloc(size * sizeof(uint32_t))
        self.numbers = <int32_t*>malloc(size * sizeof(int32_t))
        if self.slots == NULL or self.numbers == NULL:
            raise MemoryError
        memset(self.numbers, 0xFF, size * sizeof(int32_t))
        self.slots_mask = size - 1
        for name in names:
            number += 1
            slot = (name * 2654435769U >> 7) & self.slots_mask
            while self.numbers[slot] >= 0 and self.slots[slot] != name:
                slot = (slot + 1) & self.slots_mask
            self.slots[slot] = name
            self.numbers[slot] = number
        return 0

    cdef bint says_yes_to(self, bag) except -1:
        """Return whether the network says yes to a bag of features."""
        cdef int16_t[MOST_WIDTH] sums
        cdef bytes name
        memset(sums, 0, sizeof(sums))
        for feature in bag:
            name = feature.encode("utf-8", "surrogatepass")
            self.add(sums, text(start_of(b""), <const uint8_t*>PyBytes_AS_STRING(name), <int>len(name)))
        return self.score(sums) > 0

    cdef inline void add(self, int16_t* sums, uint32_t checksum) noexcept nogil:
        """Add the row of the feature of a checksum."""
        cdef uint32_t name = ~checksum, slot
        cdef int column
        cdef const int16_t* row
        slot = (name * 2654435769U >> 7) & self.slots_mask
        while self.numbers[slot] >= 0:
            if self.slots[slot] == name:
                row = &self.rows[self.numbers[slot], 0]
                for column in range(self.width):
                    sums[column] = <int16_t>(<uint16_t>sums[column] + <uint16_t>row[column])
                return
            slot = (slot + 1) & self.slots_mask

    cdef int64_t score(self, int16_t* sums) noexcept nogil:
        cdef int64_t score = self.bias
        cdef int column
        for column in range(self.width):
            if sums[column] > 0:
                score += sums[column] * self.weights[column]
        return score
