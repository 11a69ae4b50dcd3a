# Rows of weights, many of them short. After `python.pxi`.

cdef enum:
    MOST_CLASSES = 256
    DENSER = 2  # times as many numbers as it has entries may a row take
    MOST_OF_TABLE = 2000


ctypedef const unsigned char *Packed  # numbers of two bytes, the lower one first


cdef class SparseTable:
    """A matrix of small whole numbers, as `SparseRows` has it: for each row the number of its entries, and they.

    The first rows stand one after the other, and long ones of them have all values instead, after a -1; of the others,
    empty ones have one place.
    """

    cdef Py_ssize_t count, width
    cdef Py_ssize_t dense  # values of a long row, in pairs
    cdef int32_t *starts  # by row
    cdef int32_t *packed  # 65,536 times the value, and the column
    cdef Py_ssize_t used  # places of them

    def __cinit__(self, dict packed not None, Py_ssize_t first_rows):
        cdef bytes all_lengths = packed["lengths"], all_columns = packed["columns"], all_values = packed["values"]
        cdef Packed lengths = all_lengths, columns = all_columns, values = all_values
        cdef Py_ssize_t row, entry = 0, entries = len(all_columns) // 2, length
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
        self.packed[0], self.used = 0, 1
        for row in range(self.count):
            length = two_bytes_at(lengths, row)
            if length > entries - entry:
                raise ValueError("rows of more entries than there are")
            if length or row < first_rows:
                self.starts[row] = <int32_t>self.used
            if row < first_rows and DENSER * length >= self.dense:
                self.put_long(columns, values, entry, length)
            elif length or row < first_rows:
                self.put_short(columns, values, entry, length)
            entry += length
        if entry != entries:
            raise ValueError("more entries than there are rows for")

    cdef int put_short(self, Packed columns, Packed values, Py_ssize_t entry, Py_ssize_t length) except -1:
        """Put a row as the number of its entries, and they."""
        cdef Py_ssize_t index
        cdef int32_t column = -1
        self.packed[self.used] = <int32_t>length
        self.used += 1
        for index in range(entry, entry + length):
            column = self.next_column(columns, index, column)
            self.packed[self.used] = <int16_t>two_bytes_at(values, index) * 65536 + column
            self.used += 1
        return 0

    cdef int put_long(self, Packed columns, Packed values, Py_ssize_t entry, Py_ssize_t length) except -1:
        """Put a row as all of its values, after a -1."""
        cdef int16_t all_of_row[MOST_CLASSES]
        cdef Py_ssize_t index
        cdef int32_t column = -1
        memset(all_of_row, 0, 2 * self.dense * sizeof(int16_t))
        for index in range(entry, entry + length):
            column = self.next_column(columns, index, column)
            all_of_row[column] = <int16_t>two_bytes_at(values, index)
        self.packed[self.used] = -1
        memcpy(self.packed + self.used + 1, all_of_row, self.dense * sizeof(int32_t))
        self.used += 1 + self.dense
        return 0

    cdef inline int32_t next_column(self, Packed columns, Py_ssize_t index, int32_t last) except -1:
        cdef int32_t column = two_bytes_at(columns, index)
        if column <= last or column >= self.width:
            raise ValueError("columns out of order")
        return column

    def __dealloc__(self):
        free(self.starts)
        free(self.packed)


cdef inline int32_t two_bytes_at(Packed numbers, Py_ssize_t index) noexcept nogil:
    return numbers[2 * index] | numbers[2 * index + 1] << 8


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
