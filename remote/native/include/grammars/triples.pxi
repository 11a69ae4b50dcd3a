# Named tuples of three, made at once; through the type's own call each would be made twice.

from cpython.ref cimport Py_INCREF

cdef extern from "Python.h":
    """
    #define ALLOCATED(type, size) (((PyTypeObject *)(type))->tp_alloc((PyTypeObject *)(type), size))
    """
    object ALLOCATED(type kind, Py_ssize_t size)
    void PyTuple_SET_ITEM(object items, Py_ssize_t index, object item)
    void PyObject_GC_UnTrack(object one)


cdef inline object triple(type kind, object first, object second, object third):
    """Return a tuple of a kind that holds a text and two numbers, at which the garbage collector need not look."""
    cdef object made = ALLOCATED(kind, 3)
    Py_INCREF(first)
    PyTuple_SET_ITEM(made, 0, first)
    Py_INCREF(second)
    PyTuple_SET_ITEM(made, 1, second)
    Py_INCREF(third)
    PyTuple_SET_ITEM(made, 2, third)
    PyObject_GC_UnTrack(made)
    return made
