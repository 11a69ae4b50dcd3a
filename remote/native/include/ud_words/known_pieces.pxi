# Pieces that were cut not long ago.

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


cdef bint is_piece(Piece* known, Char* text, int length, bint is_last) noexcept nogil:
    cdef int at
    if known.length != length or known.is_last != is_last:
        return False
    for at in range(length):
        if known.text[at] != text[at]:
            return False
    return True
