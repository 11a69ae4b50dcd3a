# Where words start and end, as they are found. After `text.pxi`.

cdef struct Places:
    int32_t* starts
    int32_t* ends
    Py_ssize_t count
    Py_ssize_t room


cdef int more_places(Places* places, Py_ssize_t more) except -1:
    """Make room for so many places beside those there are, and a good part more."""
    cdef Py_ssize_t room = 2 * places.room + more + 64
    cdef void* moved
    moved = realloc(places.starts, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    places.starts = <int32_t*>moved
    moved = realloc(places.ends, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    places.ends = <int32_t*>moved
    places.room = room
    return 0


cdef inline int add_place(Places* places, Py_ssize_t start, Py_ssize_t end) except -1:
    if places.count >= places.room:
        more_places(places, 1)
    put_place(places, start, end)
    return 0


cdef inline void put_place(Places* places, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Add a place for which there is room."""
    places.starts[places.count] = <int32_t>start
    places.ends[places.count] = <int32_t>end
    places.count += 1


cdef Py_ssize_t end_within(Py_ssize_t start, Py_ssize_t end, Py_ssize_t length) except -1:
    """Return where a sentence ends within a text; raises `ValueError` where none can be."""
    if start < 0 or end < 0:
        raise ValueError(f"no sentence can be from {start} to {end}")
    return min(end, length)


cdef tuple columns_of(list forms, Places* places, list sentence_ends):
    return forms, array_of(places.starts, places.count), array_of(places.ends, places.count), sentence_ends


cdef object array_of(int32_t* numbers, Py_ssize_t count):
    return array("i", PyBytes_FromStringAndSize(<char*>numbers, count * sizeof(int32_t)))


cdef void free_places(Places* places) noexcept:
    free(places.starts)
    free(places.ends)
