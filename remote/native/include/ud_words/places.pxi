# Where words start and end, as they are found.

cdef struct Places:
    int32_t* starts
    int32_t* ends
    Py_ssize_t count
    Py_ssize_t room


cdef int more_places(Places* places, Py_ssize_t more) except -1:
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
    places.starts[places.count] = <int32_t>start
    places.ends[places.count] = <int32_t>end
    places.count += 1
    return 0


cdef int add_parts(Places* places, Py_ssize_t start, Py_ssize_t end, const uint8_t* cuts, int count) except -1:
    """Add the words of a piece that is cut at some places."""
    cdef Py_ssize_t last = start
    cdef int index
    for index in range(count):
        add_place(places, last, start + cuts[index])
        last = start + cuts[index]
    return add_place(places, last, end)
