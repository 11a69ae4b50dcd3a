# What is known of a unit without the network.

cdef int flags_of(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return the flags of a unit of the characters that `spell` knows, but for what it says and whether it is divided."""
    cdef Py_ssize_t index = length, first = 0, last = length
    cdef int flags = WORD
    cdef bint cased = False, was_cased = False, title = True, quoted = False
    for index in range(length):
        if not is_letter(unit[index]):
            flags = 0
            break
    if is_small(unit[0]):
        flags |= LOWER
    index = length
    while index and is_closer(unit[index - 1]):
        index -= 1
    if index and is_mark(unit[index - 1]):
        flags |= TERMINAL
        quoted = index < length
        for last in range(index, length):
            quoted = quoted and is_quote(unit[last])
        if quoted:
            flags |= CLOSES
    last = length
    while first < length and not is_alphanumeric(unit[first]):
        first += 1
    while last > first and not is_alphanumeric(unit[last - 1]):
        last -= 1
    if unit[length - 1] != 46:
        for index in range(first, last):  # `str.istitle`
            if is_capital(unit[index]):
                title = title and not was_cased
                was_cased = cased = True
            elif is_small(unit[index]):
                title = title and was_cased
                was_cased = cased = True
            else:
                was_cased = False
        if title and cased:
            flags |= STARTS
    return flags


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
        if index >= 2 and is_letter(unit[index - 1]) and is_letter(unit[index - 2]) and not is_digit(unit[following]):
            return True
    return False
