# What three tags in a row add to the scores of the last, the middle and the first of their words.

cdef enum:
    WINDOWS = 30000  # of three tags that are kept; with those of a block they fit into 32,768
    IN_WINDOW = 3

cdef struct WindowSlot:
    unsigned long long key  # 0: none is here
    int number


@cython.final
cdef class TagWindows:
    """The sums of the rows of weights that look at tags alone, by three tags that follow one another."""

    cdef Weights weights
    cdef Templates templates
    cdef ScoreRows rows
    cdef WindowSlot *slots
    cdef Py_ssize_t mask
    cdef int count

    def __cinit__(self, Weights weights not None, Templates templates not None):
        self.weights, self.templates, self.rows = weights, templates, ScoreRows(IN_WINDOW)

    def __dealloc__(self):
        PyMem_Free(self.slots)

    cdef int reserve(self, Py_ssize_t count) except -1:
        """See to it that so many more can be kept; all are forgotten where they are many."""
        cdef Py_ssize_t slots = max(256, self.mask + 1)
        if self.count > WINDOWS:
            memset(self.slots, 0, (self.mask + 1) * sizeof(WindowSlot))
            self.count = 0
        self.rows.reserve(self.count + count)
        while slots < 2 * (self.count + count):
            slots *= 2
        if slots > self.mask + 1:
            self.make_slots(slots)
        return 0

    cdef int make_slots(self, Py_ssize_t count) except -1:
        cdef WindowSlot *before = self.slots
        cdef Py_ssize_t index, length = self.mask + 1 if before != NULL else 0
        self.slots = <WindowSlot *>zeroed(count, sizeof(WindowSlot))
        self.mask = count - 1
        for index in range(length):
            if before[index].key:
                self.slots[self.place_of(before[index].key)] = before[index]
        PyMem_Free(before)
        return 0

    cdef inline Py_ssize_t place_of(self, unsigned long long key) noexcept nogil:
        """Return where a key is, or is to be."""
        cdef Py_ssize_t place = <Py_ssize_t>((key * <unsigned long long>0x9E3779B97F4A7C15) >> 32) & self.mask
        while self.slots[place].key and self.slots[place].key != key:
            place = (place + 1) & self.mask
        return place

    cdef inline int number_of(self, const int *tags, const Word *tag_atoms) noexcept nogil:
        """Return the number of three tags, for which there must be room; ``tag_atoms`` are those of all tags."""
        cdef unsigned long long key = (
            <unsigned long long>(tags[0] + 1) << 40 | <unsigned long long>tags[1] << 20 | <unsigned long long>tags[2]
        )
        cdef Py_ssize_t place = self.place_of(key)
        if self.slots[place].key == 0:
            self.slots[place].key, self.slots[place].number = key, self.count
            self.sum_scores(self.rows.of(self.count), tags, tag_atoms)
            self.count += 1
        return self.slots[place].number

    cdef void sum_scores(self, short *scores, const int *tags, const Word *tag_atoms) noexcept nogil:
        cdef const Template *one
        cdef int rank, part
        cdef Word row
        memset(scores, 0, IN_WINDOW * WIDE * sizeof(short))
        for rank in range(self.templates.window_count):
            one = &self.templates.windows[rank]
            row = one.salt
            for part in range(one.parts):
                row = mixed(row, tag_atoms[tags[one.offsets[part] - one.first]])
            row = self.weights.row_of(row)
            if self.weights.is_filled(row):
                self.weights.add_row(scores + (one.first + REACH) * WIDE, row)
