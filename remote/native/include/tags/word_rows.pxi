# The rows of a word's features. After `model.pxi`.

cdef struct WordType:  # 48 bytes
    int32_t own_word
    int32_t own_suffix
    int32_t own_prefix  # and the bias
    int32_t last_word
    int32_t last_suffix
    int32_t second_word
    int32_t next_word
    int32_t next_suffix
    int32_t after_word
    int32_t pairs  # with the tag before, the first of them
    int32_t pairs_end
    int32_t forced  # the tag that the model's dictionary has, or -1


cdef int look_up(NltkModel model, WordType *found, str word, uint32_t *low, Py_ssize_t length) except -1:
    """Find the rows of a word's features; before its characters as the model sees it is room for a kind."""
    cdef uint32_t suffix[4]
    cdef Py_ssize_t last = min(length, 3)
    memcpy(suffix + 1, low + 1 + length - last, last * sizeof(uint32_t))
    found.own_word = row_at(model, OWN_WORD, low, length)
    found.last_word = row_at(model, LAST_WORD, low, length)
    found.second_word = row_at(model, SECOND_WORD, low, length)
    found.next_word = row_at(model, NEXT_WORD, low, length)
    found.after_word = row_at(model, AFTER_WORD, low, length)
    found.last_suffix = row_at(model, LAST_SUFFIX, suffix, last)
    found.next_suffix = row_at(model, NEXT_SUFFIX, suffix, last)
    low[0] = TAG_AND_WORD
    set_pairs(model, found, model.features.find(low, length + 1))
    return look_up_own(model, found, word)


cdef int look_up_long(NltkModel model, WordType *found, str word, str normal) except -1:
    """Find the rows of the features of a word of any length."""
    suffix = normal[len(normal) - 3:]
    found.own_word = max(model.row_of(OWN_WORD, normal), 0)
    found.last_word = max(model.row_of(LAST_WORD, normal), 0)
    found.second_word = max(model.row_of(SECOND_WORD, normal), 0)
    found.next_word = max(model.row_of(NEXT_WORD, normal), 0)
    found.after_word = max(model.row_of(AFTER_WORD, normal), 0)
    found.last_suffix = max(model.row_of(LAST_SUFFIX, suffix), 0)
    found.next_suffix = max(model.row_of(NEXT_SUFFIX, suffix), 0)
    set_pairs(model, found, model.row_of(TAG_AND_WORD, normal))
    return look_up_own(model, found, word)


cdef void set_pairs(NltkModel model, WordType *found, int32_t word) noexcept:
    found.pairs = model.pairs.starts[word] if word >= 0 else 0
    found.pairs_end = model.pairs.starts[word + 1] if word >= 0 else 0


cdef int look_up_own(NltkModel model, WordType *found, str word) except -1:
    """Find the rows of the word's own last and first characters."""
    cdef uint32_t name[4]
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
    cdef Py_ssize_t last = min(length, 3), index
    cdef int kind = PyUnicode_KIND(word)
    cdef void *data = PyUnicode_DATA(word)
    cdef int32_t code
    for index in range(last):
        name[1 + index] = PyUnicode_READ(kind, data, length - last + index)
    found.own_suffix = row_at(model, OWN_SUFFIX, name, last)
    if length:
        name[1] = PyUnicode_READ(kind, data, 0)
    name[0] = OWN_PREFIX
    code = model.features.find(name, 2 if length else 1)
    found.own_prefix = code if code >= 0 else model.bias
    return 0


cdef inline int32_t row_at(NltkModel model, uint32_t kind, uint32_t *name, Py_ssize_t length) noexcept:
    """Return the code of a feature's row; the name's characters begin at 1."""
    cdef int32_t code
    name[0] = kind
    code = model.features.find(name, length + 1)
    return code if code >= 0 else 0
