# Characters of each width that a string may have.

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND

ctypedef unsigned char byte
ctypedef unsigned short two_bytes
ctypedef unsigned int four_bytes

ctypedef fused Character:
    byte
    two_bytes
    four_bytes

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil
