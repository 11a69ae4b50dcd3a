# The numbers of tags: that of one met lately is found by its address.

cdef enum:
    TAGS_MET = 256  # addresses
    PADS = 2  # the first numbers are those of the padding around a sentence


@cython.final
cdef class TagNumbers:
    """Numbers tags as a dict does, all counted from `PADS`; a tag that it lacks is as the first."""

    cdef dict numbers
    cdef list kept  # by place, so that no address is given to another
    cdef PyObject *met[TAGS_MET]
    cdef int of_met[TAGS_MET]

    def __cinit__(self, dict numbers not None):
        self.numbers, self.kept = numbers, [None] * TAGS_MET

    cdef inline int number_of(self, object tag) except -1:
        cdef Py_ssize_t place = (<size_t><PyObject *>tag >> 4) & (TAGS_MET - 1)
        if self.met[place] != <PyObject *>tag:
            number = self.numbers.get(tag, 0)
            self.met[place] = NULL
            self.kept[place] = tag
            self.met[place], self.of_met[place] = <PyObject *>tag, <int>number + PADS
        return self.of_met[place]
