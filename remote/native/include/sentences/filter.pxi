# Hashes of words from their ends, and a filter by them.

cdef enum:
    FILTER = 4096  # places for the words that may be abbreviations


cdef inline four_bytes mixed(four_bytes hashed, four_bytes letter) noexcept nogil:
    return (hashed ^ letter) * <four_bytes>16777619


cdef inline Py_ssize_t placed(four_bytes hashed) noexcept nogil:
    return (hashed ^ (hashed >> 15)) % FILTER


cdef void fill_filter(byte* places, frozenset words):
    """Mark where the words are, by their hashes."""
    cdef four_bytes hashed
    memset(places, 0, FILTER)
    for word in words:
        hashed = 0
        for letter in reversed(word):
            hashed = mixed(hashed, ord(letter))
        places[placed(hashed)] = 1
