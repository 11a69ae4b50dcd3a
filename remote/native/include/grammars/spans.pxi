# The chunks of a sentence, from outer to inner.

cdef struct Span:
    int stage
    int start
    int end


@cython.final
cdef class Spans:
    """Chunks by their starts; of those that start together, one of a later stage is the outer one, and comes first."""

    cdef Span *sorted
    cdef Py_ssize_t count
    cdef Py_ssize_t room

    def __dealloc__(self):
        PyMem_Free(self.sorted)

    cdef int merge(self, const Span *later, Py_ssize_t more) except -1:
        """Add the chunks of a later stage, sorted by their starts."""
        cdef Py_ssize_t before = self.count - 1, place
        if self.count + more > self.room:
            self.sorted = <Span *>resized(self.sorted, 2 * (self.count + more) * sizeof(Span))
            self.room = 2 * (self.count + more)
        self.count += more
        for place in range(self.count - 1, -1, -1):
            if more == 0:
                break
            if before >= 0 and self.sorted[before].start >= later[more - 1].start:
                self.sorted[place] = self.sorted[before]
                before -= 1
            else:
                self.sorted[place] = later[more - 1]
                more -= 1
        return 0
