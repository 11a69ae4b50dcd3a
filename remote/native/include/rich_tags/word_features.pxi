# The features of a word in ASCII, as `perceptron_features.name_part` names them. After `sums.pxi`.

cdef enum:
    BUFFERED = 120  # characters of a word that is learned without Python
    SHAPED = 60  # characters that a shape is made of
    SHAPE = 8  # characters of a shape, and
    KIND = 6  # of a word's kind
    GROUP = 3  # of which so many are in a group's name


cdef int add_plain(WordSums sums, str word, int case, int32_t *group, int32_t *number) except -1:
    """Add the features of a word in a sentence of a case; ``group`` becomes that of the word, and ``number`` that of a frequent one."""
    cdef const unsigned char *characters = <const unsigned char *>PyUnicode_DATA(word)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
    cdef uint32_t low[BUFFERED]
    cdef Py_ssize_t index
    cdef uint32_t hash
    cdef int32_t entry, value
    cdef RichLexicon lexicon = sums.model.lexicon
    for index in range(length):
        low[index] = lower(characters[index])
    hash = hash_of(low, length)
    SOON(lexicon.words.slots + (hash & lexicon.words.mask))
    SOON(sums.model.words.slots + (hash & sums.model.words.mask))
    sums.begin_name(c"w", ALL)
    sums.say_all(low, length)
    name_affixes(sums, low, length)
    name_hyphened(sums, low, min(length, SHAPED))
    entry = lexicon.words.find_hashed(low, length, hash)
    value = lexicon.class_of(entry, 0) if lexicon.columns else -1
    sums.begin_plain(entry)
    group[0] = name_shape(sums, characters, length, value)
    if case:
        name_case(sums, characters, low, length, value, case)
    number[0] = max(sums.model.words.find_hashed(low, length, hash), 0)
    name_capital(sums, characters, low, length, value)
    sums.add_waiting()
    return 0


cdef void name_classes(WordSums sums, int32_t entry) noexcept:
    """Name the features of the classes that a word of the lexicon has; -1 is one that it lacks."""
    cdef uint32_t column
    for column in range(<uint32_t>min(sums.model.lexicon.columns, COLUMNS)):
        sums.begin_name(c"0" + (column // 10 if column > 9 else column), ALL)
        if column > 9:
            sums.say(c"0" + column % 10)
        sums.say(c"=")
        sums.say_number(sums.model.lexicon.class_of(entry, column))


cdef void name_affixes(WordSums sums, const uint32_t *low, Py_ssize_t length) noexcept:
    """Name the features of a word's last characters, and of its first ones."""
    cdef Py_ssize_t size, last
    for size in range(1, 6):
        last = min(size, length)
        sums.name_affix(
            c"z", c"0" + <uint32_t>size, low + length - last, last, NEAR if size == 2 or size == 3 else OWN
        )
    for size in range(1, 5):
        sums.name_affix(c"p", c"0" + <uint32_t>size, low, min(size, length), OWN)


cdef void name_capital(
    WordSums sums, const unsigned char *characters, const uint32_t *low, Py_ssize_t length, int32_t value
) noexcept:
    """Name the features of a word's first letter as it is written, and of the word if it is not written low."""
    cdef uint32_t capital = c"C" if length and is_upper(characters[0]) else c"c"
    cdef Py_ssize_t index
    sums.begin_name(capital, OWN)
    sums.say_all(low + length - min(3, length), min(3, length))
    for index in range(length):
        if low[index] != characters[index]:
            sums.begin_name(c"W", OWN)
            sums.say_bytes(characters, length)
            break
    if sums.model.lexicon.columns:
        sums.begin_name(capital, OWN)
        sums.say(c"=")
        sums.say_number(value)


cdef void name_hyphened(WordSums sums, const uint32_t *low, Py_ssize_t length) noexcept:
    """Name the features of the parts of a word with a hyphen: the last one, its suffix, and the first."""
    cdef Py_ssize_t last = length - 1, first = 0, tail
    while last >= 0 and low[last] != c"-":
        last -= 1
    tail = length - last - 1
    if last <= 0 or not tail:
        return
    while low[first] != c"-":
        first += 1
    sums.name_affix(c"h", c"t", low + last + 1, tail, OWN)
    sums.name_affix(c"h", c"s", low + length - min(3, tail), min(3, tail), OWN)
    sums.name_affix(c"h", c"h", low, first, OWN)


cdef inline void begin_case(WordSums sums, int case, uint32_t letter) noexcept:
    """Begin the name of a feature of a word in a sentence that is not written as usual."""
    sums.begin_name(c"S", OWN)
    sums.say_number(case)
    sums.say(letter)


cdef void name_case(
    WordSums sums, const unsigned char *characters, const uint32_t *low, Py_ssize_t length, int32_t value, int case
) noexcept:
    """Name the features of a word in such a sentence: of its kind, its group, and itself."""
    cdef Shape shape
    find_shape(&shape, characters, length)
    begin_case(sums, case, c"k")
    sums.say_all(shape.kind, shape.kinds)
    begin_case(sums, case, c"g")
    sums.say_all(shape.kind, name_group(&shape, characters, length, value))
    begin_case(sums, case, c"w")
    sums.say_all(low, length)


cdef int add_case(WordSums sums, str word, int case) except -1:
    """Add only the features that a word has more in such a sentence."""
    cdef const unsigned char *characters = <const unsigned char *>PyUnicode_DATA(word)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word), index
    cdef uint32_t low[BUFFERED]
    cdef RichLexicon lexicon = sums.model.lexicon
    for index in range(length):
        low[index] = lower(characters[index])
    value = lexicon.class_of(lexicon.words.find(low, length), 0) if lexicon.columns else -1
    sums.begin()
    name_case(sums, characters, low, length, value, case)
    sums.add_waiting()
    return 0


cdef struct Shape:  # of a word: runs of its kinds of characters, cut to two, and to one
    uint32_t shape[SHAPE]
    uint32_t kind[8]  # and then the group's name
    Py_ssize_t shaped, kinds


cdef void find_shape(Shape *shape, const unsigned char *characters, Py_ssize_t length) noexcept:
    cdef Py_ssize_t index, run = 0
    cdef uint32_t found, last = 0
    shape.shaped = shape.kinds = 0
    for index in range(min(length, SHAPED)):
        found = kind_of(characters[index])
        run = run + 1 if index and found == last else 1
        last = found
        if run <= 2 and shape.shaped < SHAPE:
            shape.shape[shape.shaped] = found
            shape.shaped += 1
        if run == 1 and shape.kinds < KIND:
            shape.kind[shape.kinds] = found
            shape.kinds += 1


cdef Py_ssize_t name_group(Shape *shape, const unsigned char *characters, Py_ssize_t length, int32_t value) noexcept:
    """Write the name of a word's group over its kind, and return its length."""
    cdef Py_ssize_t kinds = min(shape.kinds, GROUP)
    if value >= 0:
        return with_number(shape.kind, 0, value)
    if length and is_letter(characters[length - 1]):
        shape.kind[kinds] = lower(characters[length - 1])
        kinds += 1
    return kinds


cdef int32_t name_shape(WordSums sums, const unsigned char *characters, Py_ssize_t length, int32_t value) noexcept:
    """Name the features of a word's shape, and return the number of its group."""
    cdef Shape shape
    find_shape(&shape, characters, length)
    sums.begin_name(c"o", NEAR)
    sums.say_all(shape.shape, shape.shaped)
    sums.begin_name(c"k", NEAR)
    sums.say_all(shape.kind, shape.kinds)
    return max(sums.model.groups.find(shape.kind, name_group(&shape, characters, length, value)), PADS)
