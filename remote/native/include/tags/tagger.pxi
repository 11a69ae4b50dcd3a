# The tagger, which keeps what it knows of each word type. After all others.

cdef enum:
    BUFFERED = 128  # characters of a word that is learned without Python

PADDING = "-START-", "-START2-", "-END-", "-END2-"


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

    cdef int learn(self, int32_t number, str word, int case) except -1:
        return self.learn_as(number, word, None)

    cdef int learn_as(self, int32_t number, str word, str normal) except -1:
        """Find the features of a word, which the model sees as ``normal``; None where that is to be found."""
        cdef uint32_t low[BUFFERED + 1]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        tag = self.tagdict.get(word)
        self.known[number].forced = self.tag_ids[tag] if tag else -1
        if normal is None and 0 < length <= BUFFERED and PyUnicode_IS_ASCII(word):
            length = lowered(word, length, low + 1)
            return look_up(self.model, self.known + number, word, low, length)
        if normal is None:
            normal = self.normalized(word)
        length = PyUnicode_GET_LENGTH(normal)
        if length <= BUFFERED:
            if length:
                PyUnicode_AsUCS4(normal, low + 1, BUFFERED, 0)
            return look_up(self.model, self.known + number, word, low, length)
        return look_up_long(self.model, self.known + number, word, normal)

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
        cdef const Pair *pairs = self.model.pairs.pairs
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
                    if pairs[index].tag == last:
                        add_row(scores, pairs[index].row, dense, packed, width)
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
