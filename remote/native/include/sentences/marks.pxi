# Where periods, question and exclamation marks are in a text, many characters at once.

ctypedef unsigned long long eight_bytes

cdef enum:
    BLOCK = 64  # characters, each with a bit

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define LOWEST_BIT(bits) __builtin_ctzll(bits)
    #else
    static int LOWEST_BIT(unsigned long long bits) {
        int place = 0;
        for (; !(bits & 1); bits >>= 1) place++;
        return place;
    }
    #endif
    """
    int LOWEST_BIT(eight_bytes bits) noexcept nogil

cdef struct Marks:
    eight_bytes bits  # of the block, those that were taken left out
    Py_ssize_t block  # where it begins
    Py_ssize_t after  # where the next one does


cdef inline eight_bytes marks_among(const Character* text) noexcept nogil:
    """Return a bit for each mark among as many characters as a block has."""
    cdef byte periods[BLOCK]
    cdef byte others[BLOCK]
    cdef eight_bytes word, other, bits = 0
    cdef int index
    for index in range(BLOCK):  # apart, and with no way out, so that the compiler takes many at once
        periods[index] = text[index] == 46
        others[index] = (text[index] == 33) | (text[index] == 63)
    for index in range(BLOCK // 8):
        memcpy(&word, periods + 8 * index, 8)
        memcpy(&other, others + 8 * index, 8)
        word |= other
        bits |= (word * <eight_bytes>0x0102040810204080 >> 56) << (8 * index)  # the lowest bit of each byte
    return bits


cdef inline eight_bytes last_marks(const Character* text, Py_ssize_t length) noexcept nogil:
    cdef Character rest[BLOCK]
    memset(rest, 0, sizeof(rest))
    memcpy(rest, text, length * sizeof(Character))
    return marks_among(&rest[0])


cdef inline Py_ssize_t next_mark(const Character* text, Py_ssize_t end, Marks* marks) noexcept nogil:
    """Return where the next mark is; the end if there is none."""
    cdef Py_ssize_t found
    while not marks.bits:
        if marks.after >= end:
            return end
        marks.block = marks.after
        marks.after += BLOCK
        if marks.after <= end:
            marks.bits = marks_among(text + marks.block)
        else:
            marks.bits = last_marks(text + marks.block, end - marks.block)
    found = marks.block + LOWEST_BIT(marks.bits)
    marks.bits &= marks.bits - 1
    return found
