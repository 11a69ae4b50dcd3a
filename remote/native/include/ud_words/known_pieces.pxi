# Pieces that were cut not long ago. After `text.pxi`.

cdef enum:
    SETS = 16384  # of pieces
    WAYS = 4  # places in a set
    LONGEST_KEPT = 28
    MOST_KEPT = 10  # cuts

cdef struct Piece:
    uint64_t key
    uint8_t length  # 0: an empty place
    uint8_t is_last
    uint8_t count
    uint8_t cuts[MOST_KEPT]
    uint8_t text[LONGEST_KEPT]


@cython.final
cdef class KnownPieces:
    """Short pieces of ASCII by their hash, and where they are cut; a bounded number of them."""

    cdef Piece* pieces

    def __cinit__(self):
        self.pieces = <Piece*>calloc(SETS * WAYS, sizeof(Piece))
        if self.pieces == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.pieces)

    cdef inline Piece* known(self, Char* text, int length, bint is_last, uint64_t key) noexcept nogil:
        """Return a piece as it was kept, or NULL."""
        cdef Piece* places = self.pieces + WAYS * (key & (SETS - 1))
        cdef Piece swapped
        cdef int way
        if length > LONGEST_KEPT:
            return NULL
        for way in range(WAYS):
            if places[way].key == key and is_piece(places + way, text, length, is_last):
                if way == 0:
                    return places
                swapped = places[way - 1]
                places[way - 1] = places[way]
                places[way] = swapped
                return places + way - 1
        return NULL

    cdef void keep(self, View* view, uint64_t key, const uint8_t* cuts, int count) noexcept nogil:
        cdef Piece* places = self.pieces + WAYS * (key & (SETS - 1))
        cdef int way
        if view.length > LONGEST_KEPT or count > MOST_KEPT:
            return
        for way in range(WAYS - 1):
            if places[way].length == 0:
                break
        else:
            way = WAYS - 1
        places[way].key = key
        places[way].length = <uint8_t>view.length
        places[way].is_last = view.is_last
        places[way].count = <uint8_t>count
        memcpy(places[way].cuts, cuts, count)
        memcpy(places[way].text, view.text, view.length)


cdef bint is_piece(Piece* known, Char* text, int length, bint is_last) noexcept nogil:
    cdef int at
    if known.length != length or known.is_last != is_last:
        return False
    for at in range(length):
        if known.text[at] != text[at]:
            return False
    return True
