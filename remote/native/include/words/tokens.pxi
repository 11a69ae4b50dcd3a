# Tokens as they are found, parted where an address starts or ends. After `places.pxi`.

# How a token is written: as in the text, or as an opening or closing quote
cdef enum:
    AS_IS = 0
    OPENED = 1
    CLOSED = 2

cdef struct Tokens:
    Places places
    uint8_t* written
    int32_t* borders
    Py_ssize_t borders_count
    Py_ssize_t next_border


cdef int make_room(Tokens* tokens, Py_ssize_t more) except -1:
    cdef void* moved
    more_places(&tokens.places, more)
    moved = realloc(tokens.written, tokens.places.room)
    if moved == NULL:
        raise MemoryError
    tokens.written = <uint8_t*>moved
    return 0


cdef void free_tokens(Tokens* tokens) noexcept:
    free_places(&tokens.places)
    free(tokens.written)
    free(tokens.borders)


cdef inline int add(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    """Add a token, or several where borders part it."""
    if tokens.borders_count:
        return add_parts(tokens, start, end, written)
    return add_token(tokens, start, end, written)


cdef inline int add_token(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    if tokens.places.count >= tokens.places.room:
        make_room(tokens, 1)
    tokens.written[tokens.places.count] = written
    put_place(&tokens.places, start, end)
    return 0


cdef int add_parts(Tokens* tokens, Py_ssize_t start, Py_ssize_t end, uint8_t written) except -1:
    cdef Py_ssize_t at = tokens.next_border
    while at > 0 and tokens.borders[at - 1] > start:
        at -= 1
    while at < tokens.borders_count and tokens.borders[at] <= start:
        at += 1
    while at < tokens.borders_count and tokens.borders[at] < end:
        add_token(tokens, start, tokens.borders[at], AS_IS)
        start, written = tokens.borders[at], AS_IS
        at += 1
        while at < tokens.borders_count and tokens.borders[at] <= start:
            at += 1
    tokens.next_border = at
    return add_token(tokens, start, end, written)
