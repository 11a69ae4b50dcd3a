# Shapes of pieces, and where a piece of such a shape is cut. After `tokens.pxi`.

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


@cython.final
cdef class Shapes:
    """Shapes that were met, and where pieces of them are cut; a bounded number of them."""

    cdef Shape* shapes

    def __cinit__(self):
        self.shapes = <Shape*>calloc(SETS * WAYS, sizeof(Shape))
        if self.shapes == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.shapes)

    cdef Shape* known(self, Shape* shape) noexcept:
        """Return a shape as it was kept, or NULL."""
        cdef Shape* places = self.shapes + WAYS * set_of(shape)
        cdef Shape swapped
        cdef int way
        for way in range(WAYS):
            if is_alike(places + way, shape):
                if way == 0:
                    return places
                swapped = places[way - 1]
                places[way - 1] = places[way]
                places[way] = swapped
                return places + way - 1
        return NULL

    cdef void keep(self, Shape* shape) noexcept:
        cdef Shape* places = self.shapes + WAYS * set_of(shape)
        cdef int way
        for way in range(WAYS - 1):
            if places[way].signs_count == 0:
                break
        else:
            way = WAYS - 1
        places[way] = shape[0]


cdef inline bint is_alike(Shape* known, Shape* shape) noexcept nogil:
    return (
        known.signs_count == shape.signs_count and known.context == shape.context
        and memcmp(known.signs, shape.signs, shape.signs_count) == 0
    )


cdef inline uint32_t set_of(Shape* shape) noexcept nogil:
    cdef uint32_t found = 2166136261U ^ shape.context
    cdef int index
    for index in range(shape.signs_count):
        found = (found ^ shape.signs[index]) * 16777619
    return (found ^ (found >> 15)) & (SETS - 1)


cdef inline Py_ssize_t draw(
    const uint8_t* classes, Char* text, Py_ssize_t piece, Py_ssize_t end, Shape* shape, Py_ssize_t* places,
    uint8_t* stopped,
) noexcept nogil:
    """Write a piece's signs into a shape, and where each stands; return where it ends.

    ``stopped`` becomes the class of what ended it: `WHITE` at the end of the sentence, `DISPUTED` where it is too long.
    """
    cdef Py_ssize_t at = piece, run
    cdef int count = 0
    cdef uint8_t kind = WHITE
    while at < end:
        kind = class_of(classes, text[at])
        if kind <= WHITE:
            break
        if count > MOST_SIGNS - 8:
            kind = DISPUTED
            break
        places[count] = at
        if kind > OTHER:
            shape.signs[count] = kind
            count += 1
            at += 1
            continue
        run = at + 1
        while run < end and class_of(classes, text[run]) == kind:
            run += 1
        if kind == LETTER:
            count = draw_word(classes, text, at, run, end, shape, places, count)
        else:
            shape.signs[count] = kind
            count += 1
        at = run
    else:
        kind = WHITE
    places[count] = at
    shape.signs_count = <uint8_t>count
    stopped[0] = kind
    return at


cdef inline int draw_word(
    const uint8_t* classes, Char* text, Py_ssize_t at, Py_ssize_t run, Py_ssize_t end, Shape* shape,
    Py_ssize_t* places, int count,
) noexcept nogil:
    """Write the signs of a run of letters: one, and those of the letters that the rules ask for; return their count."""
    cdef bint after = count > 0 and shape.signs[count - 1] == APOSTROPHE
    cdef bint before = run < end and class_of(classes, text[run]) == APOSTROPHE
    cdef int kept = letters_kept(text + at, run - at, after, before)
    if kept < run - at:
        shape.signs[count] = LETTER
        count += 1
    while kept > 0:
        places[count] = run - kept
        shape.signs[count] = <uint8_t>text[run - kept]
        count += 1
        kept -= 1
    return count
