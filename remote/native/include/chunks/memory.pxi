# Memory that is there or raises, and a model's arrays.

cdef bytes bytes_of(table, str dtype, list shape):
    """Return the bytes of an array as a model keeps it; raises `ValueError` where it is not of this type and shape."""
    cdef Py_ssize_t size = 1 if dtype == "<i1" else 4
    for length in shape:
        size *= length
    content = table["bytes"]
    if type(content) is not bytes:  # `bytes` makes so many of a number
        raise ValueError("an array is not of bytes")
    if table["dtype"] != dtype or list(table["shape"]) != shape or len(content) != size:
        raise ValueError(f"an array is {table['dtype']} {table['shape']} and not {dtype} {shape}")
    return content


cdef void *allocated(Py_ssize_t size) except NULL:
    cdef void *memory = PyMem_Malloc(size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef void *resized(void *memory, Py_ssize_t size) except NULL:
    cdef void *moved = PyMem_Realloc(memory, size)
    if moved == NULL:
        raise MemoryError
    return moved
