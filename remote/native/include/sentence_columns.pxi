# Columns of a document, looked at before they are read. After `INT_MAX`.


cdef bint are_usual(forms, tags, sentence_ends, Py_ssize_t longest) except -1:
    """Return whether columns are lists that go together, and sentences follow one another and are none too long."""
    cdef Py_ssize_t first = 0, last
    if not (type(forms) is list and type(tags) is list and type(sentence_ends) is list):
        return False
    if not len(<list>forms) == len(<list>tags) <= INT_MAX:
        return False
    for end in <list>sentence_ends:
        if type(end) is not int:
            return False
        last = end
        if not first <= last <= len(<list>forms) or last - first > longest:
            return False
        first = last
    return True
