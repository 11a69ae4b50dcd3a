# Tokens as they are found, parted where an address starts or ends.

# How a token is written: as in the text, or as an opening or closing quote
cdef enum:
    AS_IS = 0
    OPENED = 1
    CLOSED = 2

cdef struct Tokens:
    int32_t* starts
    int32_t* ends
    uint8_t* written
    Py_ssize_t count
    Py_ssize_t room
    int32_t* borders
    Py_ssize_t borders_count
    Py_ssize_t next_border


cdef int make_room(Tokens* tokens, Py_ssize_t more) except -1:
    cdef Py_ssize_t room = tokens.room
    cdef void* moved
    if tokens.count + more <= room:
        return 0
    room = 2 * room + more + 64
    moved = realloc(tokens.starts, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    tokens.starts = <int32_t*>moved
    moved = realloc(tokens.ends, room * sizeof(int32_t))
    if moved == NULL:
        raise MemoryError
    tokens.ends = <int32_t*>moved
    moved = realloc(tokens.written, room)
    if moved == NULL:
        raise MemoryError
    tokens.written = <uint8_t*>moved
    tokens.room = room
    return 0


cdef inline int add(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    """Add a token, or several where borders part it."""
    if tokens.count >= tokens.room:
        make_room(tokens, 1)
    if tokens.borders_count:
        return add_parts(tokens, start, end, written)
    tokens.starts[tokens.count] = <int32_t>start
    tokens.ends[tokens.count] = <int32_t>end
    tokens.written[tokens.count] = written
    tokens.count += 1
    return 0


cdef int add_parts(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    cdef Py_ssize_t at = tokens.next_border
    while at > 0 and tokens.borders[at - 1] > start:
        at -= 1
    while at < tokens.borders_count and tokens.borders[at] <= start:
        at += 1
    while at < tokens.borders_count and tokens.borders[at] < end:
        make_room(tokens, 1)
        tokens.starts[tokens.count] = <int32_t>start
        start = tokens.ends[tokens.count] = tokens.borders[at]
        tokens.written[tokens.count] = written = AS_IS
        tokens.count += 1
        at += 1
        while at < tokens.borders_count and tokens.borders[at] <= start:
            at += 1
    tokens.next_border = at
    make_room(tokens, 1)
    tokens.starts[tokens.count] = <int32_t>start
    tokens.ends[tokens.count] = <int32_t>end
    tokens.written[tokens.count] = written
    tokens.count += 1
    return 0


cdef int set_borders(Tokens* tokens, addresses, Py_ssize_t length) except -1:
    """Note where addresses start and end; they are in order, and within the text."""
    cdef Py_ssize_t start, end, last = 0
    tokens.borders = <int32_t*>malloc(2 * len(addresses) * sizeof(int32_t))
    if tokens.borders == NULL:
        raise MemoryError
    for start, end in addresses:
        if not last <= start < end <= length:
            raise ValueError(f"an address can't be from {start} to {end}")
        tokens.borders[tokens.borders_count] = <int32_t>start
        tokens.borders[tokens.borders_count + 1] = <int32_t>end
        tokens.borders_count += 2
        last = end
    return 0
