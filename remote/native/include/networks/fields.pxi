# What is around a gap, as the network's fields have it, and what each value of a field adds to its sums.

cdef enum:  # the fields' numbers, in the order of `network_units.FIELDS`
    KIND, SINCE_START, UNTIL_END, SINCE_MARK, UNTIL_MARK, MARKED, LOWER_RATE, LENGTH, LINE_WIDTH, FIELDS

VALUES = [4, 11, 11, 11, 12, 2, 4, 11, 4]  # of each


@cython.final
cdef class FieldRows:
    """The rows of each field's values, one field after another."""

    cdef short* rows
    cdef Py_ssize_t[FIELDS] of_field
    cdef int stride

    def __cinit__(self, NetworkRows network not None, dict fields):
        cdef Py_ssize_t row = 0
        cdef short[POSITIONS * WIDEST] sums
        cdef int size, number
        if network.positions != POSITIONS or list(fields.values()) != VALUES:
            raise Unfit("the network is for other units or fields")
        self.stride = network.stride
        self.rows = <short*>zeroed(sum(VALUES) * self.stride, sizeof(short))
        for index, (field, size) in enumerate(fields.items()):
            self.of_field[index] = row
            for value in range(size):
                number = network.number(checksum(f"{field}:{value}"))
                network.sum(&number, 1, sums)
                memcpy(self.rows + row * self.stride, sums, self.stride * sizeof(short))
                row += 1

    def __dealloc__(self):
        PyMem_Free(self.rows)

    cdef inline const short* row(self, int field, Py_ssize_t value) noexcept nogil:
        return self.rows + (self.of_field[field] + value) * self.stride

    cdef void sum_of_paragraph(self, short* sums, int rate, bint marked, Py_ssize_t length) noexcept nogil:
        """Add up the fields that are the same for all gaps of a paragraph."""
        cdef const short* one = self.row(MARKED, marked)
        cdef const short* two = self.row(LOWER_RATE, rate)
        cdef const short* three = self.row(LENGTH, bucket(length))
        cdef int column
        for column in range(self.stride):
            sums[column] = one[column] + two[column] + three[column]


cdef inline int bucket(Py_ssize_t count) noexcept nogil:
    """Sort counts into a few buckets, the wider the larger, as `candidates.bucket` does."""
    if count < 6:
        return count
    return 6 if count < 10 else 7 if count < 15 else 8 if count < 25 else 9 if count < 50 else 10


cdef inline int line_field(Py_ssize_t length, Py_ssize_t longest) noexcept nogil:
    return 3 if longest > WRAPPED else 1 if 4 * length > 3 * longest else 2


cdef inline int rate_field(Py_ssize_t low, Py_ssize_t known) noexcept nogil:
    """Return how often lower case follows what may end a sentence; 0 where it is met too seldom to tell."""
    if known < 3:
        return 0
    return 1 + (<double>low / <double>known >= 0.1) + (<double>low / <double>known >= 0.4)
