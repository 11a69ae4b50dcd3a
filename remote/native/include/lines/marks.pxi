# The chunks of a document as IOB.

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
        cdef Py_ssize_t start, end
        cdef int number, place
        cdef dict numbers = {}
        self.names = [None, "O"]
        self.known = chunks is not None
        self.fits = True
        if chunks is None:
            return
        self.fits = False
        if type(chunks) is not list:
            return
        self.column = array.array("i", bytes(4 * count))
        self.of_tokens = self.column
        for place in range(count):
            self.of_tokens[place] = 1
        for chunk in <list>chunks:
            if type(chunk) is tuple or not isinstance(chunk, tuple) or len(<tuple>chunk) != 3:  # no `Chunk`
                return
            label, first, last = (<tuple>chunk)[0], (<tuple>chunk)[1], (<tuple>chunk)[2]
            if not (is_text(label) and PyLong_CheckExact(first) and PyLong_CheckExact(last)):
                return
            if not 0 <= first < last <= count:
                return
            start, end = first, last
            if label not in numbers:
                numbers[label] = len(self.names)
                self.names += [f"B-{label}", f"I-{label}"]
            number = numbers[label]
            self.of_tokens[start] = number
            for place in range(start + 1, end):
                self.of_tokens[place] = number + 1
            if end < count and self.of_tokens[end] > 1 and self.of_tokens[end] % 2 == 1:
                self.of_tokens[end] -= 1
        self.fits = True

    cdef inline int number(self, Py_ssize_t index) noexcept:
        return self.of_tokens[index] if self.known else 0

    cdef object mark(self, Py_ssize_t index):
        return self.names[self.number(index)]
