# Memory that is there, or else a `MemoryError`; given back by `PyMem_Free`.

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc


cdef void *checked(void *memory) except NULL:
    if memory == NULL:
        raise MemoryError
    return memory


cdef void *allocated(Py_ssize_t size) except NULL:
    return checked(PyMem_Malloc(size))


cdef void *zeroed(Py_ssize_t count, Py_ssize_t size) except NULL:
    """Return room for some things of a size, all bytes of them 0."""
    return checked(PyMem_Calloc(count, size))


cdef void *resized(void *memory, Py_ssize_t size) except NULL:
    """Return memory of another size with what was in the old; that is still there if an error is raised."""
    return checked(PyMem_Realloc(memory, size))
