# Pieces of plain ASCII: what features of their cuts are made of.

cdef enum:
    LONGEST = 200  # characters of a piece that is cut here
    LONGEST_NAME = 20

cdef enum:  # flags of an ASCII character
    IS_LETTER = 1
    IS_UPPER = 2
    IS_DIGIT = 4
    IS_MARK = 8  # stripped from around a piece's core
    IS_SPACE = 16

cdef struct Part:
    int start
    int end

cdef struct View:  # of a piece, as `TextPiece` has it
    int length
    bint is_last
    uint8_t kind
    int core_start
    int core_length
    int last
    int parts_count
    int hyphens
    Part parts[LONGEST]
    uint8_t lower[LONGEST]
    uint8_t padded[LONGEST + 8]
    uint8_t padded_drawn[LONGEST + 6]
    uint8_t shapes[LONGEST]
    uint8_t inside[LONGEST + 1]


cdef inline uint32_t part(uint32_t name, View* view, int index) noexcept nogil:
    """Add a part of a piece, which there may be."""
    if not 0 <= index < view.parts_count:
        return name
    return quoted(name, view.lower + view.parts[index].start, view.parts[index].end - view.parts[index].start)


cdef inline int shortened(const uint8_t* shape, int length, uint8_t* into) noexcept nogil:
    """Copy a shape with no more than two characters alike in a row; return how many are left."""
    cdef int at, count = 0
    for at in range(length):
        if at >= 2 and shape[at] == shape[at - 1] and shape[at] == shape[at - 2]:
            continue
        into[count] = shape[at]
        count += 1
    return count


cdef inline uint8_t lower_of(uint32_t code) noexcept nogil:
    return <uint8_t>(code | 32 if c"A" <= code <= c"Z" else code)


cdef inline uint32_t bit_of(Py_ssize_t number) noexcept nogil:
    return 1U << (number & 31)


cdef inline uint8_t kind_of(uint8_t drawn) noexcept nogil:
    """Return the kind of a character as it is drawn: a letter (a), a digit (d) or a mark (_)."""
    return drawn if drawn == c"a" or drawn == c"d" else <uint8_t>c"_"
