# Arrays as a model keeps them.

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
