# Rows of weights for a word together with the tag before it. After `python.pxi`.

cdef struct Pair:
    int32_t tag
    int32_t row


cdef class Pairs:
    """Tags and the codes of their rows by the number of a word; those of a word stand together once they are sorted."""

    cdef Pair *pairs  # as they come, and then sorted
    cdef int32_t *words  # their numbers, until then
    cdef int32_t *starts  # by word; there is one more
    cdef Py_ssize_t count, room
    cdef int32_t word_count

    def __cinit__(self):
        self.room = 1 << 15
        self.pairs = <Pair *>malloc(self.room * sizeof(Pair))
        self.words = <int32_t *>malloc(self.room * sizeof(int32_t))
        if self.pairs == NULL or self.words == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.pairs)
        free(self.words)
        free(self.starts)

    cdef int32_t new_word(self) noexcept:
        self.word_count += 1
        return self.word_count - 1

    cdef int add(self, int32_t tag, int32_t word, int32_t row) except -1:
        if self.count == self.room:
            self.grow()
        self.pairs[self.count].tag, self.pairs[self.count].row = tag, row
        self.words[self.count] = word
        self.count += 1
        return 0

    cdef int grow(self) except -1:
        cdef void *larger
        larger = realloc(self.pairs, 2 * self.room * sizeof(Pair))
        if larger == NULL:
            raise MemoryError
        self.pairs = <Pair *>larger
        larger = realloc(self.words, 2 * self.room * sizeof(int32_t))
        if larger == NULL:
            raise MemoryError
        self.words = <int32_t *>larger
        self.room *= 2
        return 0

    cdef int sort(self) except -1:
        """Put those of a word together, in the order in which they came; none may be there twice."""
        cdef Pair *pairs = <Pair *>malloc((self.count + 1) * sizeof(Pair))
        cdef Py_ssize_t index, word
        cdef int32_t place
        self.starts = <int32_t *>calloc(self.word_count + 2, sizeof(int32_t))
        if pairs == NULL or self.starts == NULL:
            free(pairs)
            raise MemoryError
        for index in range(self.count):
            self.starts[self.words[index] + 2] += 1
        for word in range(self.word_count):
            self.starts[word + 2] += self.starts[word + 1]
        for index in range(self.count):  # and each start becomes the next one's
            place = self.starts[self.words[index] + 1]
            self.starts[self.words[index] + 1] = place + 1
            pairs[place] = self.pairs[index]
        free(self.pairs)
        free(self.words)
        self.pairs, self.words = pairs, NULL
        return self.check()

    cdef int check(self) except -1:
        cdef Py_ssize_t word
        cdef int32_t index, other
        for word in range(self.word_count):
            for index in range(self.starts[word] + 1, self.starts[word + 1]):
                for other in range(self.starts[word], index):
                    if self.pairs[other].tag == self.pairs[index].tag:
                        raise ValueError("a feature that is there twice")
        return 0
