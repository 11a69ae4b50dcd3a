# What is known of a unit without the network.

cdef inline int flags_of(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return the flags of a unit of characters that `spell` knows, but for what it says and whether it is divided."""
    cdef int flags = WORD
    cdef Py_ssize_t index
    for index in range(length):
        if not is_letter(unit[index]):
            flags = 0
            break
    if is_small(unit[0]):
        flags |= LOWER
    if unit[length - 1] != 46 and has_title(unit, length):
        flags |= STARTS
    return flags | end_flags_of(unit, length)


cdef inline int end_flags_of(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return the flags of a mark at the end of a unit, and of quotation marks alone after it."""
    cdef Py_ssize_t index = length, last
    while index and is_closer(unit[index - 1]):
        index -= 1
    if not index or not is_mark(unit[index - 1]):
        return 0
    if index == length:
        return TERMINAL
    for last in range(index, length):
        if not is_quote(unit[last]):
            return TERMINAL
    return TERMINAL | CLOSES


cdef inline bint has_title(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return whether a unit but for the marks around it is written as a title, as `str.istitle` has it."""
    cdef Py_ssize_t index, first = 0, last = length
    cdef bint cased = False, was_cased = False
    while first < length and not is_alphanumeric(unit[first]):
        first += 1
    while last > first and not is_alphanumeric(unit[last - 1]):
        last -= 1
    for index in range(first, last):
        if not is_letter(unit[index]):
            was_cased = False
        elif is_capital(unit[index]) == was_cased:
            return False
        else:
            was_cased = cased = True
    return cased


cdef bint may_divide(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return whether a sentence may end within a unit, as far as a look at each mark and its neighbours tells."""
    cdef Py_ssize_t index, following
    for index in range(length - 1):
        if not is_mark(unit[index]):
            continue
        following = index + 1
        while following < length and (is_mark(unit[following]) or is_closer(unit[following])):
            following += 1
        if following == length:
            return False
        if unit[index] != 46 or following > index + 1:
            return True
        if is_digit(unit[following]) or is_small(unit[following]):
            continue
        if index >= 2 and is_letter(unit[index - 1]) and is_letter(unit[index - 2]):
            return True
    return False
