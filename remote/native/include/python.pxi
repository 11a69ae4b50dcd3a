# What all modules take from C and from Python's C interface.

cimport cython

from array import array

from libc.stdint cimport INT32_MAX, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset

cdef extern from "Python.h":
    ctypedef struct PyObject:
        pass
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    bint PyUnicode_IS_ASCII(object text)
    bint PyUnicode_CheckExact(object one)
    uint32_t *PyUnicode_AsUCS4(object text, uint32_t *buffer, Py_ssize_t size, int ends_with_null) except NULL
    object PyUnicode_FromKindAndData(int kind, const void *data, Py_ssize_t length)
    bint Py_UNICODE_ISALNUM(uint32_t code) nogil
    bint Py_UNICODE_ISDECIMAL(uint32_t code) nogil
    bint Py_UNICODE_ISSPACE(uint32_t code) nogil
    object PyList_New(Py_ssize_t length)
    PyObject *PyList_GET_ITEM(object items, Py_ssize_t index)
    void PyList_SET_ITEM(object items, Py_ssize_t index, object item)
    object PyBytes_FromStringAndSize(const char *data, Py_ssize_t length)
    char *PyBytes_AS_STRING(object data)
    Py_hash_t PyObject_Hash(object one) except? -1
    void Py_INCREF(object one)
    void Py_XDECREF(PyObject *one)
