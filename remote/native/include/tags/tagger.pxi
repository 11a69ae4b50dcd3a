# The tagger: what it knows of each word type, and the tags of sentences.

cdef enum:
    BUFFERED = 128  # characters of a word that is learned without Python

PADDING = "-START-", "-START2-", "-END-", "-END2-"


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


cdef class NltkTagger(SentenceTagger):
    """Tags sentences by a model: what `NltkPerceptronTagger` gives.

    ``normalized`` is how the model sees a word, for words that are not plain; ``decide`` the tag of a token whose two
    best scores are equal, by the forms around it, its number among them, and the last tag and the second last.
    """

    cdef NltkModel model
    cdef WordType *known  # by number
    cdef dict tagdict, tag_ids
    cdef object normalized, decide

    def __init__(self, NltkModel model not None, dict tagdict not None, types, normalized, decide):
        if self.model is not None:
            raise TypeError("a tagger is made once")
        self.model, self.tagdict, self.normalized, self.decide = model, tagdict, normalized, decide
        self.tag_ids = {name: number for number, name in enumerate(model.tag_names)}
        self.set_up(types, model.tags - 2)
        self.known = <WordType *>calloc(self.types.capacity, sizeof(WordType))
        if self.known == NULL:
            raise MemoryError
        for number, word in enumerate(PADDING):
            self.learn_as(number, word, word)

    def __dealloc__(self):
        free(self.known)

    def tag(self, list forms not None, list lengths not None):
        """Return one tag for each form of sentences of so many."""
        cdef Py_ssize_t count = len(forms)
        cdef int32_t *classes = <int32_t *>malloc((count + 1) * sizeof(int32_t))
        if classes == NULL or self.known == NULL:
            raise MemoryError
        try:
            self.tag_all(forms, lengths, count + 1, classes)
            return named(classes, count, self.model.tag_names)
        finally:
            free(classes)

    cdef int learn(self, int32_t number, str word) except -1:
        return self.learn_as(number, word, None)

    cdef int learn_as(self, int32_t number, str word, str normal) except -1:
        """Find the features of a word, which the model sees as ``normal``; None where that is to be found."""
        cdef uint32_t low[BUFFERED + 1]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        tag = self.tagdict.get(word)
        self.known[number].forced = self.tag_ids[tag] if tag else -1
        if normal is None and 0 < length <= BUFFERED and PyUnicode_IS_ASCII(word):
            length = lowered(word, length, low + 1)
            self.look_up(number, word, low, length)
            return 0
        if normal is None:
            normal = self.normalized(word)
        length = PyUnicode_GET_LENGTH(normal)
        if length <= BUFFERED:
            if length:
                PyUnicode_AsUCS4(normal, low + 1, BUFFERED, 0)
            self.look_up(number, word, low, length)
        else:
            self.look_up_long(number, word, normal)
        return 0

    cdef int look_up(self, int32_t number, str word, uint32_t *low, Py_ssize_t length) except -1:
        """Find the rows of a word's features; before its characters as the model sees it is room for a kind."""
        cdef WordType *found = self.known + number
        cdef uint32_t suffix[4]
        cdef Py_ssize_t last = min(length, 3)
        memcpy(suffix + 1, low + 1 + length - last, last * sizeof(uint32_t))
        found.own_word = self.row(OWN_WORD, low, length)
        found.last_word = self.row(LAST_WORD, low, length)
        found.second_word = self.row(SECOND_WORD, low, length)
        found.next_word = self.row(NEXT_WORD, low, length)
        found.after_word = self.row(AFTER_WORD, low, length)
        found.last_suffix = self.row(LAST_SUFFIX, suffix, last)
        found.next_suffix = self.row(NEXT_SUFFIX, suffix, last)
        low[0] = TAG_AND_WORD
        self.set_pairs(found, self.model.features.find(low, length + 1))
        return self.look_up_own(found, word)

    cdef int look_up_long(self, int32_t number, str word, str normal) except -1:
        cdef WordType *found = self.known + number
        suffix = normal[len(normal) - 3:]
        found.own_word = max(self.model.row_of(OWN_WORD, normal), 0)
        found.last_word = max(self.model.row_of(LAST_WORD, normal), 0)
        found.second_word = max(self.model.row_of(SECOND_WORD, normal), 0)
        found.next_word = max(self.model.row_of(NEXT_WORD, normal), 0)
        found.after_word = max(self.model.row_of(AFTER_WORD, normal), 0)
        found.last_suffix = max(self.model.row_of(LAST_SUFFIX, suffix), 0)
        found.next_suffix = max(self.model.row_of(NEXT_SUFFIX, suffix), 0)
        self.set_pairs(found, self.model.row_of(TAG_AND_WORD, normal))
        return self.look_up_own(found, word)

    cdef void set_pairs(self, WordType *found, int32_t word) noexcept:
        found.pairs = self.model.pair_starts[word] if word >= 0 else 0
        found.pairs_end = self.model.pair_starts[word + 1] if word >= 0 else 0

    cdef int look_up_own(self, WordType *found, str word) except -1:
        """Find the rows of the word's own last and first characters."""
        cdef uint32_t name[4]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        cdef Py_ssize_t last = min(length, 3), index
        cdef int kind = PyUnicode_KIND(word)
        cdef void *data = PyUnicode_DATA(word)
        cdef int32_t code
        for index in range(last):
            name[1 + index] = PyUnicode_READ(kind, data, length - last + index)
        found.own_suffix = self.row(OWN_SUFFIX, name, last)
        if length:
            name[1] = PyUnicode_READ(kind, data, 0)
        name[0] = OWN_PREFIX
        code = self.model.features.find(name, 2 if length else 1)
        found.own_prefix = code if code >= 0 else self.model.bias
        return 0

    cdef inline int32_t row(self, uint32_t kind, uint32_t *name, Py_ssize_t length) noexcept:
        """The code of a feature's row; the name's characters begin at 1."""
        cdef int32_t code
        name[0] = kind
        code = self.model.features.find(name, length + 1)
        return code if code >= 0 else 0

    cdef int32_t decided(self, Part *part, Py_ssize_t place, list forms) except -1:
        cdef Py_ssize_t index = part.first + place - part.place
        cdef Py_ssize_t first = max(index - 3, part.start)  # before that there is no start of a sentence in sight
        names = self.model.tag_names
        around = forms[first : min(part.end, index + 4)]
        tag = self.decide(around, index - first, names[self.found[place - 1]], names[self.found[place - 2]])
        return self.tag_ids[tag]

    cdef Py_ssize_t decode(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        """Tag tokens from left to right; return the place of one that has several best classes, or -1."""
        cdef int32_t scores[MOST_CLASSES]
        cdef const WordType *word
        cdef const int32_t *dense = self.model.rows.dense
        cdef const int32_t *packed = self.model.rows.packed
        cdef int32_t best, last, second
        cdef Py_ssize_t width = self.model.rows.width, index
        while place < end:
            word = self.known + self.numbers[place]
            best = word.forced
            if best < 0:
                memset(scores, 0, width * sizeof(int32_t))
                last, second = self.found[place - 1], self.found[place - 2]
                add_row(scores, word.own_prefix, dense, packed, width)
                add_row(scores, self.model.history[last * self.model.tags + second], dense, packed, width)
                add_row(scores, word.own_suffix, dense, packed, width)
                add_row(scores, word.own_word, dense, packed, width)
                for index in range(word.pairs, word.pairs_end):
                    if self.model.pairs[index].tag == last:
                        add_row(scores, self.model.pairs[index].row, dense, packed, width)
                        break
                word = self.known + self.numbers[place - 1]
                add_row(scores, word.last_word, dense, packed, width)
                add_row(scores, word.last_suffix, dense, packed, width)
                add_row(scores, (self.known + self.numbers[place - 2]).second_word, dense, packed, width)
                word = self.known + self.numbers[place + 1]
                add_row(scores, word.next_word, dense, packed, width)
                add_row(scores, word.next_suffix, dense, packed, width)
                add_row(scores, (self.known + self.numbers[place + 2]).after_word, dense, packed, width)
                best = best_of(scores, <int32_t>self.model.classes)
                if best < 0:
                    return place
            self.found[place] = best
            place += 1
        return -1


cdef inline int32_t best_of(const int32_t *scores, int32_t count) noexcept nogil:
    """The only best class, or -1 where there are several; by two loops without branches."""
    cdef int32_t highest = scores[0]
    cdef int32_t times = 0, best = 0
    cdef int32_t is_best, index
    for index in range(1, count):
        highest = scores[index] if scores[index] > highest else highest
    for index in range(count):
        is_best = scores[index] == highest
        times += is_best
        best += index & -is_best
    return best if times == 1 else -1
