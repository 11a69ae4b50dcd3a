# A string's characters.

cdef class Text:
    """A string's characters, for as long as this is there; ``kind`` is 0 for what is no string."""

    cdef object string
    cdef int kind
    cdef void *data
    cdef Py_ssize_t length
    cdef bint is_ascii

    def __cinit__(self, object string):
        self.string = string
        self.kind = PyUnicode_KIND(string) if PyUnicode_CheckExact(string) else 0
        if self.kind:
            self.data = PyUnicode_DATA(string)
            self.length = PyUnicode_GET_LENGTH(string)
            self.is_ascii = PyUnicode_IS_ASCII(string)
