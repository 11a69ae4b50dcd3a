# Letters that the rules know: of contractions, and around an apostrophe.

cdef inline bint spells(Char* word, Py_ssize_t length, const char* name, Py_ssize_t name_length) noexcept nogil:
    """Return whether a word is, in any case, a name of small letters."""
    cdef Py_ssize_t index
    if length != name_length:
        return False
    for index in range(length):
        if (<uint32_t>word[index] | 32) != <uint32_t>name[index]:
            return False
    return True


cdef inline bint is_contraction(Char* word, Py_ssize_t length) noexcept nogil:
    if length == 5:
        return (
            spells(word, 5, b"gonna", 5) or spells(word, 5, b"gotta", 5) or spells(word, 5, b"gimme", 5)
            or spells(word, 5, b"lemme", 5) or spells(word, 5, b"wanna", 5)
        )
    return length == 6 and spells(word, 6, b"cannot", 6)


cdef bint is_clitic(Char* word, Py_ssize_t length) noexcept nogil:
    """Return whether a rule asks for a word after an apostrophe."""
    cdef uint32_t letter = <uint32_t>word[0] | 32
    if length == 1:
        return letter == c"s" or letter == c"m" or letter == c"d" or letter == c"t" or letter == c"n"
    if length == 2:
        return (
            spells(word, 2, b"ll", 2) or spells(word, 2, b"re", 2) or spells(word, 2, b"ve", 2)
            or spells(word, 2, b"ye", 2)
        )
    return spells(word, length, b"tis", 3) or spells(word, length, b"twas", 4)


cdef inline int letters_kept(Char* word, Py_ssize_t length, bint after, bint before) noexcept nogil:
    """Return how many of a word's last letters the rules ask for, after or before an apostrophe or by itself."""
    if is_asked_for(word, length, after):
        return <int>length
    if not before:
        return 0
    if (length == 1 and (word[0] == c"d" or word[0] == c"D")) or spells(word, length, b"more", 4):
        return <int>length
    if word[length - 1] != c"n" and word[length - 1] != c"N":
        return 0
    if length > 1 and is_asked_for(word, length - 1, after):
        return <int>length  # of a word that "n't" is parted from first
    return 1


cdef inline bint is_asked_for(Char* word, Py_ssize_t length, bint after) noexcept nogil:
    return is_contraction(word, length) or (after and length <= 4 and is_clitic(word, length))
