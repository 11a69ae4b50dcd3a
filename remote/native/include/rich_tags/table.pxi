# Rows of weights, many of them short.

cdef enum:
    MOST_CLASSES = 256
    DENSER = 2  # times as many numbers as it has entries may a row take
    MOST_OF_TABLE = 2000


cdef class SparseTable:
    """A matrix of small whole numbers, as `SparseRows` has it: for each row the number of its entries, and they.

    The first rows stand one after the other, and long ones of them have all values instead, after a -1; of the others,
    empty ones have one place.
    """

    cdef Py_ssize_t count, width
    cdef Py_ssize_t dense  # values of a long row, in pairs
    cdef int32_t *starts  # by row
    cdef int32_t *packed  # 65,536 times the value, and the column

    def __cinit__(self, dict packed not None, Py_ssize_t first_rows):
        cdef bytes all_lengths = packed["lengths"], all_columns = packed["columns"], all_values = packed["values"]
        cdef const unsigned char *lengths = all_lengths
        cdef const unsigned char *columns = all_columns
        cdef const unsigned char *values = all_values
        cdef Py_ssize_t row, entry = 0, entries = len(all_columns) // 2, index, place = 1
        cdef int32_t length, column, last
        cdef bint is_long
        cdef int16_t value
        cdef int16_t all_of_row[MOST_CLASSES]
        self.count = len(all_lengths) // 2
        _, self.width = packed["shape"]  # an index is not checked, not even that of a list
        if 2 * entries != len(all_columns) or 2 * entries != len(all_values) or 2 * self.count != len(all_lengths):
            raise ValueError("rows, columns and values do not fit")
        if entries > INT32_MAX // 4 or self.count > INT32_MAX // 4:
            raise ValueError("rows, columns and values do not fit")
        if not 0 < self.width <= MOST_CLASSES:
            raise ValueError("weights of too many classes")
        self.dense = (self.width + 7) // 8 * 4
        self.starts = <int32_t *>calloc(self.count + 1, sizeof(int32_t))
        self.packed = <int32_t *>malloc((self.count + DENSER * entries + 1) * sizeof(int32_t))
        if self.starts == NULL or self.packed == NULL:
            raise MemoryError
        self.packed[0] = 0
        for row in range(self.count):
            length = lengths[2 * row] | lengths[2 * row + 1] << 8
            if length > entries - entry:
                raise ValueError("rows of more entries than there are")
            if length or row < first_rows:
                self.starts[row] = <int32_t>place
                self.packed[place] = length
                place += 1
            last = -1
            is_long = row < first_rows and DENSER * length >= self.dense
            if is_long:
                self.packed[place - 1] = -1
                memset(all_of_row, 0, 2 * self.dense * sizeof(int16_t))
            for index in range(2 * entry, 2 * (entry + length), 2):
                column = columns[index] | columns[index + 1] << 8
                if column <= last or column >= self.width:
                    raise ValueError("columns out of order")
                last = column
                value = <int16_t>(values[index] | values[index + 1] << 8)
                if is_long:
                    all_of_row[column] = value
                else:
                    self.packed[place] = value * 65536 + column
                    place += 1
            if is_long:
                memcpy(self.packed + place, all_of_row, self.dense * sizeof(int32_t))
                place += self.dense
            entry += length
        if entry != entries:
            raise ValueError("more entries than there are rows for")

    def __dealloc__(self):
        free(self.starts)
        free(self.packed)


cdef inline const int32_t *add_entries(int32_t *sums, const int32_t *row, Py_ssize_t dense) noexcept nogil:
    """Add the entries of one of the first rows, and return the next row."""
    cdef const int16_t *values
    cdef Py_ssize_t index
    if row[0] < 0:
        values = <const int16_t *>(row + 1)
        for index in range(2 * dense):
            sums[index] += values[index]
        return row + 1 + dense
    for index in range(1, row[0] + 1):
        sums[row[index] & 0xFFFF] += row[index] >> 16
    return row + row[0] + 1


cdef inline void add_bounded(int16_t *scores, const int32_t *row) noexcept nogil:
    """Add the entries of a row, each cut to what tables may have."""
    cdef Py_ssize_t index
    for index in range(1, row[0] + 1):
        scores[row[index] & 0xFFFF] += <int16_t>bounded(row[index] >> 16, MOST_OF_TABLE)


cdef inline int32_t bounded(int32_t value, int32_t most) noexcept nogil:
    return -most if value < -most else most if value > most else value
