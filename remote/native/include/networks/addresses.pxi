# Parts of addresses.

cdef bint follows(const byte* text, Py_ssize_t length, const char* small) noexcept nogil:
    """Return whether a text begins with some small letters and marks, whatever its case."""
    cdef Py_ssize_t index = 0
    while small[index]:
        if index >= length or (text[index] + 32 if is_capital(text[index]) else text[index]) != <byte>small[index]:
            return False
        index += 1
    return True


cdef inline bint ends_name(const byte* text, Py_ssize_t length, const char* small, Py_ssize_t size) noexcept nogil:
    """Return whether a text begins with a word, and that ends there."""
    return follows(text, length, small) and (
        length == size or not (is_alphanumeric(text[size]) or text[size] == 95)
    )


cdef bint has_address(const byte* text, Py_ssize_t length) noexcept nogil:
    """Return whether there is a part of an address, as `network_features.ADDRESS` has it."""
    cdef Py_ssize_t index, left
    cdef const byte* at
    for index in range(length):
        if is_alphanumeric(text[index]) and text[index] != 119 and text[index] != 87:
            continue
        at, left = text + index, length - index
        if text[index] == 64 or follows(at, left, b"://") or follows(at, left, b"www."):
            return True
        if text[index] == 46:
            at, left = at + 1, left - 1
            if (
                ends_name(at, left, b"com", 3) or ends_name(at, left, b"org", 3) or ends_name(at, left, b"net", 3)
                or ends_name(at, left, b"edu", 3) or ends_name(at, left, b"htm", 3) or ends_name(at, left, b"html", 4)
            ):
                return True
    return False
