# Shapes of pieces, and where a piece of such a shape is cut.

cdef enum:
    MOST_SIGNS = 40
    SETS = 2048  # of shapes
    WAYS = 4  # places in a set

cdef struct Shape:
    uint8_t signs_count  # 0: an empty place
    uint8_t count  # of tokens
    uint8_t context
    uint8_t signs[MOST_SIGNS]
    uint8_t bounds[MOST_SIGNS + 1]  # before which sign each token ends
    uint8_t written[MOST_SIGNS]


cdef inline uint32_t set_of(Shape* shape) noexcept nogil:
    cdef uint32_t found = 2166136261U ^ shape.context
    cdef int index
    for index in range(shape.signs_count):
        found = (found ^ shape.signs[index]) * 16777619
    return (found ^ (found >> 15)) & (SETS - 1)


cdef bint learn(Shape* shape, Py_ssize_t* places, found, opened, closed, Char* text) except -1:
    """Write into a shape where its tokens end; return whether they end where signs do."""
    cdef tuple forms
    cdef bytes packed
    cdef int32_t step
    cdef Py_ssize_t index, first = places[0], last = first
    cdef int sign = 0
    forms, packed = found
    if not 0 < len(forms) <= shape.signs_count or len(packed) != 2 * len(forms) * <Py_ssize_t>sizeof(int32_t):
        return False
    for index in range(len(forms)):
        memcpy(&step, PyBytes_AS_STRING(packed) + 2 * index * sizeof(int32_t), sizeof(int32_t))
        if step != (index == 0):
            return False
        memcpy(&step, PyBytes_AS_STRING(packed) + (2 * index + 1) * sizeof(int32_t), sizeof(int32_t))
        first = last
        last += step
        while sign < shape.signs_count and places[sign] < last:
            sign += 1
        if places[sign] != last or first == last:
            return False
        shape.bounds[index] = <uint8_t>sign
        shape.written[index] = AS_IS
        if forms[index] == opened and text[first] != c"`":
            shape.written[index] = OPENED
        elif forms[index] == closed and text[first] != c"'":
            shape.written[index] = CLOSED
    shape.count = <uint8_t>len(forms)
    return sign == shape.signs_count
