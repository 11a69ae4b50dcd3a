# A model's weights by feature. After `lexicon.pxi`.

cdef enum:
    ALL = 5  # roles that a feature has weights for: those of the word and its classes,
    NEAR = 3  # of its shape and suffix,
    OWN = 1  # and others
    MOST_NEXT = 1 << 16  # rows of a tag and the group of the next word that are not empty


OF_CASE = "S"  # begins the names of features of sentences that are not written as usual


cdef class RichModel:
    """A model's weights by feature, and where its other rows begin."""

    cdef SparseTable weights
    cdef readonly RichLexicon lexicon
    cdef Names features  # by name: where their first rows stand
    cdef Names groups, words
    cdef bint knows_cases  # of sentences
    cdef Py_ssize_t classes, tags
    cdef Py_ssize_t pairs, other_pairs, before, next_group, own_word  # the first rows of the tables
    cdef int32_t *history  # what later tokens see of each class, and of the two before a sentence
    cdef uint64_t *tags_before  # by word: after which tags it has a row, a bit each; tags 64 apart share one
    cdef int16_t *before_rows  # for the last tag and the second last
    cdef int16_t *next_rows  # for the next word's group and the last tag: an empty one, and those that are not, and
    cdef int32_t *next_places  # where each begins
    cdef int16_t *ranks  # of classes, the first the highest
    cdef Py_ssize_t stride  # of a row of scores, the last of which may be of no class

    def __cinit__(self, dict table not None, numbering, list history not None):
        """Take a model's table; raises `ValueError` where it is such as only Python's kernel knows."""
        self.pairs, self.other_pairs = numbering.word_pairs
        self.weights, self.lexicon = SparseTable(table["weights"], self.pairs), RichLexicon(table["lexicon"])
        self.classes = self.weights.width
        self.stride = (self.classes + LANES - 1) // LANES * LANES
        self.tags = numbering.tags
        self.before, self.next_group, self.own_word = numbering.before, numbering.next_group, numbering.own_word
        self.check_classes(history)
        self.check_rows(numbering.size, len(table["groups"]), len(table["words"]))
        self.take_names(table)
        self.take_history(history)
        self.take_next((len(table["groups"]) + PADS + 1) * self.tags)
        self.find_tags_before(len(table["words"]) + 1)

    cdef int check_classes(self, list history) except -1:
        if not 0 < self.classes <= MOST_CLASSES or len(history) != self.classes + 2:
            raise ValueError("weights of other classes than the model's")
        if not all([0 <= tag < self.tags for tag in history]):
            raise ValueError("a class that shows later tokens no tag")
        return 0

    cdef int check_rows(self, Py_ssize_t size, Py_ssize_t groups, Py_ssize_t words) except -1:
        """Raise `ValueError` where the tables are out of order, or have fewer rows than are looked for."""
        if not 0 < self.pairs < self.other_pairs < self.before < self.next_group <= self.own_word <= size:
            raise ValueError("tables out of order")
        if size > self.weights.count:
            raise ValueError("fewer weights than there are features")
        if self.other_pairs - self.pairs < 1 << 16 or self.before - self.other_pairs < 1 << 16:
            raise ValueError("fewer weights than there are pairs")
        if self.next_group - self.before < self.tags**2:
            raise ValueError("fewer weights than there are tags")
        if self.own_word - self.next_group < (groups + PADS + 1) * self.tags:
            raise ValueError("fewer weights than there are groups")
        if size - self.own_word < (words + 1) * self.tags:
            raise ValueError("fewer weights than there are words")
        return 0

    cdef int take_history(self, list history) except -1:
        cdef Py_ssize_t row, column
        self.history = <int32_t *>malloc((self.classes + 2) * sizeof(int32_t))
        self.before_rows = <int16_t *>calloc(self.tags**2 * self.stride, sizeof(int16_t))
        if self.history == NULL or self.before_rows == NULL:
            raise MemoryError
        for number, tag in enumerate(history):
            self.history[number] = tag
        for row in range(self.tags**2):
            add_bounded(self.before_rows + row * self.stride, self.row(self.before + row))
            for column in range(self.classes, self.stride):
                self.before_rows[row * self.stride + column] = LOWEST
        return 0

    cdef int take_next(self, Py_ssize_t rows) except -1:
        cdef Py_ssize_t row, index, count = 1
        for row in range(rows):
            count += self.row(self.next_group + row)[0] > 0
        if count > MOST_NEXT:
            raise ValueError("more rows of groups than are kept dense")
        self.next_rows = <int16_t *>calloc(count * self.stride, sizeof(int16_t))
        self.next_places = <int32_t *>calloc(rows, sizeof(int32_t))
        self.ranks = <int16_t *>malloc(self.stride * sizeof(int16_t))
        if self.next_rows == NULL or self.next_places == NULL or self.ranks == NULL:
            raise MemoryError
        for index in range(self.stride):
            self.ranks[index] = <int16_t>(self.stride - index)
        count = 1
        for row in range(rows):
            if self.row(self.next_group + row)[0] > 0:
                add_bounded(self.next_rows + count * self.stride, self.row(self.next_group + row))
                self.next_places[row] = <int32_t>(count * self.stride)
                count += 1
        return 0

    cdef int find_tags_before(self, Py_ssize_t words) except -1:
        cdef Py_ssize_t word, tag
        self.tags_before = <uint64_t *>calloc(words, sizeof(uint64_t))
        if self.tags_before == NULL:
            raise MemoryError
        for word in range(words):
            for tag in range(self.tags):
                if self.row(self.own_word + word * self.tags + tag)[0]:
                    self.tags_before[word] |= <uint64_t>1 << (tag & 63)
        return 0

    def __dealloc__(self):
        free(self.tags_before)
        free(self.history)
        free(self.before_rows)
        free(self.next_rows)
        free(self.next_places)
        free(self.ranks)

    cdef inline const int32_t *row(self, Py_ssize_t row) noexcept nogil:
        return self.weights.packed + self.weights.starts[row]

    cdef int take_names(self, dict table) except -1:
        cdef int32_t row = 1
        cdef int32_t reach
        everywhere, near, own = table["features"]
        self.knows_cases = any([name[:1] == OF_CASE for name in own])
        self.features = Names(len(everywhere) + len(near) + len(own))
        self.groups, self.words = Names(len(table["groups"])), Names(len(table["words"]))
        for names, reach in ((everywhere, ALL), (near, NEAR), (own, OWN)):
            if self.pairs - row < reach * len(names):
                raise ValueError("fewer weights than there are features")
            for name in names:
                if reach_of_name(name) > reach or not self.features.put_text(name, self.weights.starts[row]):
                    raise ValueError("a feature among others than those of its kind")
                row += reach
        for number, name in enumerate(table["groups"], PADS + 1):
            if not self.groups.put_text(name, number):
                raise ValueError("a group that is there twice")
        for number, name in enumerate(table["words"], 1):
            if not self.words.put_text(name, number):
                raise ValueError("a word that is there twice")
        return 0


cdef int32_t reach_of_name(str name):
    """The number of roles that a feature of such a name is looked up for."""
    if not name or name[0] in "w0123456789<>":
        return ALL
    return NEAR if name[0] in "ok" or name[:2] in ("z2", "z3") else OWN
