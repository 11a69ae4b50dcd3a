# Addresses, which are kept whole, and what each has one of. After `tokens.pxi`.

cdef int set_borders(Tokens* tokens, addresses, Py_ssize_t length) except -1:
    """Note where addresses start and end; they are in order, and within the text."""
    cdef Py_ssize_t start, end, last = 0
    tokens.borders = <int32_t*>malloc(2 * len(addresses) * sizeof(int32_t))
    if tokens.borders == NULL:
        raise MemoryError
    for start, end in addresses:
        if not last <= start < end <= length:
            raise ValueError(f"an address can't be from {start} to {end}")
        tokens.borders[tokens.borders_count] = <int32_t>start
        tokens.borders[tokens.borders_count + 1] = <int32_t>end
        tokens.borders_count += 2
        last = end
    return 0


cdef void mask(Char* text, Tokens* tokens) noexcept nogil:
    """Write letters where addresses stand."""
    cdef Py_ssize_t index, at
    for index in range(0, tokens.borders_count, 2):
        for at in range(tokens.borders[index], tokens.borders[index + 1]):
            text[at] = c"x"


def address_marks(text, endings):
    """Return the start and end of each thing that every address has one of: ``@``, ``://``, ``www.`` or ``.com/``.

    ``endings`` are those of hosts, of small letters.
    """
    cdef int width = width_of(text)
    if width == 1:
        return marks_in(<uint8_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)
    if width == 2:
        return marks_in(<uint16_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)
    return marks_in(<uint32_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), endings)


cdef list marks_in(Char* text, Py_ssize_t length, endings):
    cdef list found = []
    cdef Py_ssize_t at = 0, start, end = 0, end_of_name
    while at < length:
        if text[at] == c"@":
            start, end = at, at + 1
        elif text[at] == c":":
            if not (at + 2 < length and text[at + 1] == c"/" and text[at + 2] == c"/"):
                at += 1
                continue
            start, end = at, at + 3
        elif text[at] == c".":
            if at - 3 >= end and is_www(text + at - 3):
                start, end = at - 3, at + 1
            else:
                start, end_of_name = at, at + 1
                while end_of_name < length and c"a" <= text[end_of_name] <= c"z":
                    end_of_name += 1
                at += 1
                if end_of_name == length or not is_after_host(text[end_of_name]):
                    continue
                if string_of(text, at, end_of_name) not in endings:
                    continue
                end = end_of_name + 1
        else:
            at += 1
            continue
        found.append((start, end))
        at = end
    return found


cdef inline bint is_www(Char* text) noexcept nogil:
    return (<uint32_t>text[0] | 32) == c"w" and (<uint32_t>text[1] | 32) == c"w" and (<uint32_t>text[2] | 32) == c"w"


cdef inline bint is_after_host(uint32_t code) noexcept nogil:
    return code == c"/" or code == c"#" or code == c"?" or code == c":"
