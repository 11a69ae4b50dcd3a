# A network's tables.

cdef struct Name:
    four_bytes checksum
    int number  # of the feature, counted from 1


@cython.final
cdef class NetworkRows:
    """A network's tables, as `feed_forward.Network` reads them: rows by the checksums of features, and weights.

    Only rows of features and positions that are not all zeros are there, each padded to a multiple of `LANES`.
    """

    cdef Name* names
    cdef Py_ssize_t slots
    cdef int* places  # of the row of each feature at each position, counted from 1; 0 if it has none
    cdef signed char* rows
    cdef long long* weights
    cdef short* short_weights  # the same where sums of products fit into 32 bits, else none
    cdef long long bias
    cdef readonly int width, positions
    cdef int stride

    def __cinit__(self, tables):
        cdef const byte[::1] names = tables["names"], kept = tables["kept"], rows = tables["rows"]
        cdef const byte[::1] weights = tables["weights"]
        cdef Py_ssize_t count = len(names) // 4
        self.width, self.positions, self.bias = int(tables["width"]), int(tables["positions"]), int(tables["bias"])
        if not (0 < self.width <= WIDEST and 0 < self.positions <= MOST_POSITIONS):
            raise Unfit(f"a network of {self.width} sums at {self.positions} positions is too large")
        if count > MOST_NAMES or not -MOST_BIAS < self.bias < MOST_BIAS:
            raise Unfit(f"a network of {count:,} features with the bias {self.bias:,} is too large")
        self.stride = (self.width + LANES - 1) // LANES * LANES
        if len(names) % 4 or len(weights) != 4 * self.width or len(kept) != (count * self.positions + 7) // 8:
            raise ValueError("the tables of the network have other sizes than they say")
        self.set_rows(kept, rows, count)
        self.set_names(names, count)
        self.set_weights(weights)

    cdef int set_rows(self, const byte[::1] kept, const byte[::1] rows, Py_ssize_t count) except -1:
        cdef Py_ssize_t index, column, row = 0
        for index in range(count * self.positions):
            row += is_kept(kept, index)
        if row * self.width != len(rows):
            raise ValueError("the network has other rows than it says")
        self.places = <int*>zeroed((count + 1) * self.positions, sizeof(int))
        self.rows = <signed char*>zeroed(row + 1, self.stride)
        row = 0
        for index in range(count * self.positions):
            if is_kept(kept, index):
                for column in range(self.width):
                    self.rows[(row + 1) * self.stride + column] = <signed char>rows[row * self.width + column]
                row += 1
                self.places[index + self.positions] = row
        return 0

    cdef int set_names(self, const byte[::1] names, Py_ssize_t count) except -1:
        cdef Py_ssize_t index
        cdef four_bytes name
        self.slots = 8
        while self.slots < 2 * count:
            self.slots *= 2
        self.names = <Name*>zeroed(self.slots, sizeof(Name))
        for index in range(count):
            memcpy(&name, &names[4 * index], 4)
            self.names[self.place(name)] = Name(name, index + 1)
        return 0

    cdef int set_weights(self, const byte[::1] weights) except -1:
        cdef Py_ssize_t index
        cdef int weight
        cdef long long total = 0, largest = 0
        self.weights = <long long*>zeroed(self.stride, sizeof(long long))
        for index in range(self.width):
            memcpy(&weight, &weights[4 * index], 4)
            self.weights[index] = weight
            total += abs(<long long>weight)
            largest = max(largest, abs(<long long>weight))
        if total <= 1 << 16 and largest < 1 << 15:  # a sum is below 1 << 15
            self.short_weights = <short*>zeroed(self.stride, sizeof(short))
            for index in range(self.width):
                self.short_weights[index] = self.weights[index]
        return 0

    def __dealloc__(self):
        PyMem_Free(self.names)
        PyMem_Free(self.places)
        PyMem_Free(self.rows)
        PyMem_Free(self.weights)
        PyMem_Free(self.short_weights)

    cdef inline Py_ssize_t home(self, four_bytes name) noexcept nogil:
        """Return the first place where a feature may be."""
        return name & (self.slots - 1)

    cdef inline Py_ssize_t place(self, four_bytes name) noexcept nogil:
        cdef Py_ssize_t place = self.home(name)
        while self.names[place].number and self.names[place].checksum != name:
            place = (place + 1) & (self.slots - 1)
        return place

    cdef inline int number(self, four_bytes name) noexcept nogil:
        """Return the number of the feature of a checksum, 0 if the network has none."""
        return self.names[self.place(name)].number

    cdef void sum(self, const int* features, int count, short* sums) noexcept nogil:
        """Add up the rows of some features, by their numbers, at all positions."""
        cdef int position, block, index, column
        cdef Py_ssize_t place
        cdef short[LANES] total
        cdef const signed char* rows[MOST_FEATURES]
        for index in range(count):  # all at once, as memory is slow
            for position in range(self.positions):
                SOON(self.rows + self.places[features[index] * self.positions + position] * self.stride)
        for position in range(self.positions):
            for index in range(count):
                place = self.places[features[index] * self.positions + position]
                rows[index] = self.rows + place * self.stride
            for block in range(self.stride // LANES):
                memset(total, 0, sizeof(total))
                for index in range(count):
                    for column in range(LANES):
                        total[column] += rows[index][LANES * block + column]
                for column in range(LANES):  # not copied as a whole, which would wait for the parts it was written in
                    sums[column] = total[column]
                sums += LANES

    cdef inline bint says_yes(self, const short* hidden) noexcept nogil:
        cdef long long score = self.bias
        cdef int column, partial = 0
        if self.short_weights:
            for column in range(self.stride):
                partial += (hidden[column] if hidden[column] > 0 else 0) * self.short_weights[column]
            return score + partial > 0
        for column in range(self.width):
            if hidden[column] > 0:
                score += hidden[column] * self.weights[column]
        return score > 0


cdef inline bint is_kept(const byte[::1] bits, Py_ssize_t index) noexcept:
    return bits[index >> 3] >> (7 - (index & 7)) & 1
