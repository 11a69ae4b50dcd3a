# Rows of scores, each a line of the processor's cache, which is why they begin where one does.

cdef enum:
    LINE = 64  # bytes


@cython.final
cdef class ScoreRows:
    """Room for rows of scores by mark, so many together; more of them can be had, which moves all."""

    cdef void *memory
    cdef short *scores
    cdef Py_ssize_t together
    cdef Py_ssize_t room

    def __cinit__(self, Py_ssize_t together):
        self.together = together

    def __dealloc__(self):
        PyMem_Free(self.memory)

    cdef int reserve(self, Py_ssize_t count) except -1:
        """See to it that there is room for so many."""
        cdef Py_ssize_t room = max(256, 2 * self.room), size = self.together * WIDE * sizeof(short)
        cdef void *memory
        cdef short *scores
        if count <= self.room:
            return 0
        room = max(room, count)
        memory = allocated(room * size + LINE)
        scores = <short *>((<size_t>memory + LINE - 1) & ~<size_t>(LINE - 1))
        if self.room:
            memcpy(scores, self.scores, self.room * size)
        PyMem_Free(self.memory)
        self.memory, self.scores, self.room = memory, scores, room
        return 0

    cdef inline short *of(self, Py_ssize_t number) noexcept nogil:
        return self.scores + number * self.together * WIDE
