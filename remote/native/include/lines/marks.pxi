# The chunks of a document as IOB.

@cython.final
cdef class ChunkInts:
    """The columns of chunks that compiled code found; ``fit`` is false where they are none, or go by no label."""

    cdef list labels
    cdef const int[::1] numbers
    cdef const int[::1] starts
    cdef const int[::1] ends
    cdef Py_ssize_t count
    cdef bint fit

    def __cinit__(self, chunks):
        cdef Py_ssize_t index
        columns = [getattr(chunks, name, None) for name in ("numbers", "starts", "ends")]
        labels = getattr(chunks, "labels", None)
        self.fit = False
        if type(labels) is not list or not are_texts(labels, False):
            return
        for column in columns:
            if type(column) is not array.array or column.typecode != "i" or len(column) != len(columns[0]):
                return
        self.labels, self.count = labels, len(columns[0])
        self.numbers, self.starts, self.ends = columns
        for index in range(self.count):
            if not 0 <= self.numbers[index] < len(self.labels):
                return
        self.fit = True


@cython.final
cdef class Marks:
    """The chunk of each token in IOB, as `remote.document.chunks.iob_of` has it; ``fits`` is false for odd chunks.

    A number stands for a mark: 0 for none at all, 1 for O, then B and I of each label in turn.
    """

    cdef list names
    cdef object column
    cdef int[::1] of_tokens
    cdef bint fits
    cdef bint known

    def __cinit__(self, chunks, Py_ssize_t count):
        cdef Py_ssize_t place
        self.names = [None, "O"]
        self.known = chunks is not None
        self.fits = True
        if chunks is None:
            return
        self.column = array.array("i", bytes(4 * count))
        self.of_tokens = self.column
        for place in range(count):
            self.of_tokens[place] = 1
        self.fits = self.take_objects(<list>chunks) if type(chunks) is list else self.take_columns(chunks)

    cdef bint take_objects(self, list chunks) except -1:
        """Write the marks of chunks; return whether all are as usual."""
        cdef Py_ssize_t count = self.of_tokens.shape[0]
        cdef dict numbers = {}
        for chunk in chunks:
            if type(chunk) is tuple or not isinstance(chunk, tuple) or len(<tuple>chunk) != 3:  # no `Chunk`
                return False
            label, first, last = (<tuple>chunk)[0], (<tuple>chunk)[1], (<tuple>chunk)[2]
            if not (is_text(label) and PyLong_CheckExact(first) and PyLong_CheckExact(last)):
                return False
            if not 0 <= first < last <= count:
                return False
            if label not in numbers:
                numbers[label] = self.new_label(label)
            self.put(numbers[label], first, last)
        return True

    cdef bint take_columns(self, chunks) except -1:
        """Write the marks of chunks that are columns; return whether they are, and as usual."""
        cdef ChunkInts ints = ChunkInts(chunks)
        cdef Py_ssize_t index
        if not ints.fit:
            return False
        cdef list numbers = [self.new_label(label) for label in ints.labels]
        for index in range(ints.count):
            if not 0 <= ints.starts[index] < ints.ends[index] <= self.of_tokens.shape[0]:
                return False
            self.put(numbers[ints.numbers[index]], ints.starts[index], ints.ends[index])
        return True

    cdef int new_label(self, label) except -1:
        self.names += [f"B-{label}", f"I-{label}"]
        return len(self.names) - 2

    cdef void put(self, int number, Py_ssize_t start, Py_ssize_t end) noexcept:
        cdef Py_ssize_t place
        self.of_tokens[start] = number
        for place in range(start + 1, end):
            self.of_tokens[place] = number + 1
        if end < self.of_tokens.shape[0] and self.of_tokens[end] > 1 and self.of_tokens[end] % 2 == 1:
            self.of_tokens[end] -= 1

    cdef inline int number(self, Py_ssize_t index) noexcept:
        return self.of_tokens[index] if self.known else 0

    cdef object mark(self, Py_ssize_t index):
        return self.names[self.number(index)]
