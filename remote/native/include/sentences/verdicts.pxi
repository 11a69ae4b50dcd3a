# Verdicts that are remembered.

@cython.final
cdef class Verdicts:
    """Whether a sentence ends in a context; what is asked for again and again is kept, in bounded memory.

    Two tables, a younger and an older: when the younger is full it becomes the older, and what was not asked for since
    the last time is forgotten.
    """

    cdef dict young, old
    cdef Py_ssize_t used, most

    def __init__(self, Py_ssize_t most):
        self.young, self.old = {}, {}
        self.used, self.most = 0, most // 2

    cdef bint keep(self, str context, bint verdict) except -1:
        cdef Py_ssize_t size = 150 + 4 * PyUnicode_GET_LENGTH(context)
        if size <= self.most:
            if self.used + size > self.most:
                self.young, self.old, self.used = {}, self.young, 0
            self.used += size
            self.young[context] = verdict
        return verdict
