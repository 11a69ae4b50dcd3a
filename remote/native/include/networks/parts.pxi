# The parts of a unit: what is before its first letter or digit, what is after its last, and its core.

cdef struct Latin:  # characters of Latin-1
    Py_ssize_t size
    byte[SPELLED] at


cdef struct Parts:
    Latin spelled, before, after
    const byte* core
    Py_ssize_t core_size
    byte[SPELLED] lower  # the core in small letters
    bint capital, small, dotted  # what is in the core
    int kind  # of abbreviations
    byte[SPELLED] ending
    const byte* end  # within the ending
    Py_ssize_t end_size


cdef inline bint find_parts(Parts* parts, const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Find the parts of a unit, but for its end; return False if it has characters that are not spelled here."""
    cdef Py_ssize_t index, first = -1, last = -1, size = spell(unit, length, parts.spelled.at)
    cdef const byte* spelled = parts.spelled.at
    if size < 0:
        return False
    for index in range(size):
        if is_alphanumeric(spelled[index]):
            if first < 0:
                first = index
            last = index
    parts.spelled.size = size
    parts.core_size = last + 1 - first if first >= 0 else 0
    parts.core = spelled + max(first, 0)
    if first >= 0:
        parts.before.size = with_one_quote(spelled, first, parts.before.at)
        parts.after.size = with_one_quote(spelled + last + 1, size - last - 1, parts.after.at)
    else:
        parts.before.size = with_one_quote(spelled, size, parts.before.at)
        parts.after.size = with_one_quote(spelled, size, parts.after.at)
    write_lower(parts)
    return True


cdef inline void write_lower(Parts* parts) noexcept nogil:
    """Write the core in small letters, and see what is in it."""
    cdef Py_ssize_t index
    cdef byte character
    parts.capital = parts.small = parts.dotted = False
    for index in range(parts.core_size):
        character = parts.core[index]
        if is_capital(character):
            parts.capital = True
            character += 32
        elif is_small(character):
            parts.small = True
        elif character == 46:
            parts.dotted = True
        parts.lower[index] = character
