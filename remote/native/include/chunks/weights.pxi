# A model's rows of weights, most of which have few that are not zero.

cdef enum:
    WIDE = 32  # marks at most, and so the length of a row, known when this is compiled: its loops are then fast
    SPARSE = 3
    MOST_DENSE = 65535
    MOST_BITS = 26

cdef struct Cell:
    # a row of weights in few bytes: where a matrix of such is looked at in places far apart, memory is what takes long
    unsigned char marks[SPARSE]
    signed char weights[SPARSE]
    unsigned short dense  # the number of a row of weights, from 1; 0: these are all


@cython.final
cdef class Weights:
    """A row of weights for each number of some bits, by mark."""

    cdef int width
    cdef int bits
    cdef unsigned char *filled  # a bit a row of weights: not all are zero
    cdef Cell *cells  # a row of weights each
    cdef signed char *dense  # rows of which more than `SPARSE` are not zero

    def __cinit__(self, table, int width, int bits):
        self.width, self.bits = width, bits
        self.set_weights(bytes_of(table, "<i1", [1 << bits, width]))

    def __dealloc__(self):
        PyMem_Free(self.filled)
        PyMem_Free(self.cells)
        PyMem_Free(self.dense)

    cdef int set_weights(self, bytes table) except -1:
        cdef const signed char *source = <const signed char *><const char *>table
        cdef Py_ssize_t row, rows = <Py_ssize_t>1 << self.bits
        cdef int dense = 1
        self.cells = <Cell *>zeroed(rows, sizeof(Cell))
        self.filled = <unsigned char *>zeroed(rows // 8 + 1, 1)
        for row in range(rows):
            dense += not self.fill_cell(row, source + row * self.width)
        if dense > MOST_DENSE:
            raise ValueError("too many rows of weights are dense")
        self.dense = <signed char *>zeroed(dense, WIDE)
        dense = 1
        for row in range(rows):
            if not self.fill_cell(row, source + row * self.width):
                memcpy(self.dense + dense * WIDE, source + row * self.width, self.width)
                self.cells[row].dense = dense
                dense += 1
            if self.cells[row].dense or self.cells[row].weights[0]:
                self.filled[row >> 3] |= 1 << (row & 7)
        return 0

    cdef bint fill_cell(self, Py_ssize_t row, const signed char *weights) noexcept:
        """Put a row's weights in its cell; return whether they are few enough."""
        cdef int mark, filled = 0
        for mark in range(self.width):
            if weights[mark]:
                if filled == SPARSE:
                    memset(&self.cells[row], 0, sizeof(Cell))
                    return False
                self.cells[row].marks[filled] = mark
                self.cells[row].weights[filled] = weights[mark]
                filled += 1
        return True

    cdef inline Word row_of(self, Word value) noexcept nogil:
        return (value * <Word>PRIME) >> (32 - self.bits)

    cdef inline bint is_filled(self, Word row) noexcept nogil:
        return self.filled[row >> 3] >> (row & 7) & 1

    cdef inline void add_row(self, short *scores, Word row) noexcept nogil:
        self.add_dense_of(scores, row)
        self.add_sparse_of(scores, row)

    cdef inline void add_dense_of(self, short *scores, Word row) noexcept nogil:
        if self.cells[row].dense:
            add_dense(scores, self.dense + <Py_ssize_t>self.cells[row].dense * WIDE)

    cdef inline void add_sparse_of(self, short *scores, Word row) noexcept nogil:
        cdef const Cell *cell = &self.cells[row]
        cdef int place
        for place in range(SPARSE):
            scores[cell.marks[place]] += cell.weights[place]


cdef inline void add_dense(short *scores, const signed char *weights) noexcept nogil:
    cdef int mark
    for mark in range(WIDE):
        scores[mark] = <short>(scores[mark] + weights[mark])
