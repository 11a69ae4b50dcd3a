# Rows of weights.

cdef enum:
    MOST_CLASSES = 256  # of which a packed entry has the column in 8 bits
    SHORT = 8  # entries of a row that is not dense
    MOST_ROWS = 1 << 29  # so that a code fits 31 bits


cdef class RowTable:
    """Rows of whole numbers. A row's code is where it stands, doubled, and one more if it is dense; 0 is of zeros."""

    cdef Py_ssize_t width  # of a dense row: the classes, and zeros up to a multiple of 16
    cdef int32_t *dense
    cdef Py_ssize_t dense_count, dense_room
    cdef int32_t *packed  # for each row the number of its entries, and they: 256 times the value, and the column
    cdef Py_ssize_t packed_count, packed_room

    def __cinit__(self, Py_ssize_t classes):
        self.width = (classes + 15) // 16 * 16
        self.dense_room, self.packed_room = 64, 1024
        self.dense = <int32_t *>malloc(self.dense_room * self.width * sizeof(int32_t))
        self.packed = <int32_t *>malloc(self.packed_room * sizeof(int32_t))
        if self.dense == NULL or self.packed == NULL:
            raise MemoryError
        self.packed[0], self.packed_count = 0, 1

    def __dealloc__(self):
        free(self.dense)
        free(self.packed)

    cdef int32_t new_dense(self) except -1:
        """Make a row of zeros."""
        cdef int32_t *larger
        if self.dense_count >= MOST_ROWS:
            raise ValueError("too many rows of weights")
        if self.dense_count == self.dense_room:
            larger = <int32_t *>realloc(self.dense, 2 * self.dense_room * self.width * sizeof(int32_t))
            if larger == NULL:
                raise MemoryError
            self.dense, self.dense_room = larger, 2 * self.dense_room
        memset(self.dense + self.dense_count * self.width, 0, self.width * sizeof(int32_t))
        self.dense_count += 1
        return <int32_t>(2 * (self.dense_count - 1) + 1)

    cdef int32_t put(self, const int32_t *entries, Py_ssize_t count) except -1:
        """Make a row of packed entries."""
        cdef int32_t *larger
        cdef int32_t code
        cdef int32_t *row
        if count > SHORT:
            code = self.new_dense()
            row = self.dense + (code >> 1) * self.width
            for index in range(count):
                row[entries[index] & 255] = entries[index] >> 8
            return code
        if not count:
            return 0
        if self.packed_count >= MOST_ROWS:
            raise ValueError("too many rows of weights")
        if self.packed_count + count + 1 > self.packed_room:
            larger = <int32_t *>realloc(self.packed, 2 * self.packed_room * sizeof(int32_t))
            if larger == NULL:
                raise MemoryError
            self.packed, self.packed_room = larger, 2 * self.packed_room
        code = 2 * <int32_t>self.packed_count
        self.packed[self.packed_count] = count
        memcpy(self.packed + self.packed_count + 1, entries, count * sizeof(int32_t))
        self.packed_count += count + 1
        return code

    cdef void add(self, int32_t *scores, int32_t code) noexcept:
        add_row(scores, code, self.dense, self.packed, self.width)

    cdef int32_t sum(self, const int32_t *codes, Py_ssize_t count) except -1:
        """Make a dense row of several."""
        cdef int32_t code = self.new_dense()
        for index in range(count):
            self.add(self.dense + (code >> 1) * self.width, codes[index])
        return code


cdef inline void add_row(
    int32_t *scores, int32_t code, const int32_t *dense, const int32_t *packed, Py_ssize_t width
) noexcept nogil:
    """Add a row of a `RowTable` to the scores."""
    cdef const int32_t *row
    cdef Py_ssize_t index
    if code & 1:
        row = dense + (code >> 1) * width
        for index in range(width):
            scores[index] += row[index]
    else:
        row = packed + (code >> 1)
        for index in range(1, row[0] + 1):
            scores[row[index] & 255] += row[index] >> 8
