# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The perceptron of the project's own models: `remote.kernels.tagger.perceptron` has the method.

The features of a word in ASCII are named and looked up here, those of others by `perceptron_features`.
"""

include "names.pxi"
include "word_types.pxi"
include "sentence_tagger.pxi"

INTERFACE = 1

cdef enum:
    MOST_CLASSES = 256
    LINE = 64  # bytes
    DENSER = 2  # times as many numbers as it has entries may a row take
    ROLES = 5  # where a word may stand, seen from a token: there, before, after, two before, two after
    ALL = 5  # roles that a feature has weights for: those of the word and its classes,
    NEAR = 3  # of its shape and suffix,
    OWN = 1  # and others
    MOST_OF_TYPE = 4400
    MOST_OF_TABLE = 2000
    BLOCK = 64  # tokens of which what depends on no tag is added up at once
    BUFFERED = 120  # characters of a word that is learned without Python
    SHAPED = 60  # characters that a shape is made of
    SHAPE = 8  # characters of a shape, and
    KIND = 6  # of a word's kind
    GROUP = 3  # of which so many are in a group's name
    COLUMNS = 100  # of the lexicon, of which features have names
    MOST_FEATURES = 160  # of a word, and
    MOST_NAMED = 4096  # characters of their names: each of two is a word, of two a part of one, of others a few


cdef struct Feature:  # of the word that is learned
    int32_t start  # of its name
    int32_t length
    int32_t reach
    uint32_t hash
    NameSlot slot


cdef class SparseTable:
    """A matrix of small whole numbers, as `SparseRows` has it: for each row the number of its entries, and they.

    The first rows stand one after the other, and long ones of them have all values instead, after a -1; of the others,
    empty ones have one place.
    """

    cdef Py_ssize_t count, width
    cdef Py_ssize_t dense  # values of a long row, in pairs
    cdef int32_t *starts  # by row
    cdef int32_t *packed  # 65,536 times the value, and the column

    def __cinit__(self, dict packed not None, Py_ssize_t first_rows):
        cdef bytes all_lengths = packed["lengths"], all_columns = packed["columns"], all_values = packed["values"]
        cdef const unsigned char *lengths = all_lengths
        cdef const unsigned char *columns = all_columns
        cdef const unsigned char *values = all_values
        cdef Py_ssize_t row, entry = 0, entries = len(all_columns) // 2, index, place = 1
        cdef int32_t length, column, last
        cdef bint is_long
        cdef int16_t value
        cdef int16_t all_of_row[MOST_CLASSES]
        self.count = len(all_lengths) // 2
        _, self.width = packed["shape"]  # an index is not checked, not even that of a list
        if 2 * entries != len(all_columns) or 2 * entries != len(all_values) or 2 * self.count != len(all_lengths):
            raise ValueError("rows, columns and values do not fit")
        if entries > INT32_MAX // 4 or self.count > INT32_MAX // 4:
            raise ValueError("rows, columns and values do not fit")
        if not 0 < self.width <= MOST_CLASSES:
            raise ValueError("weights of too many classes")
        self.dense = (self.width + 7) // 8 * 4
        self.starts = <int32_t *>calloc(self.count + 1, sizeof(int32_t))
        self.packed = <int32_t *>malloc((self.count + DENSER * entries + 1) * sizeof(int32_t))
        if self.starts == NULL or self.packed == NULL:
            raise MemoryError
        self.packed[0] = 0
        for row in range(self.count):
            length = lengths[2 * row] | lengths[2 * row + 1] << 8
            if length > entries - entry:
                raise ValueError("rows of more entries than there are")
            if length or row < first_rows:
                self.starts[row] = <int32_t>place
                self.packed[place] = length
                place += 1
            last = -1
            is_long = row < first_rows and DENSER * length >= self.dense
            if is_long:
                self.packed[place - 1] = -1
                memset(all_of_row, 0, 2 * self.dense * sizeof(int16_t))
            for index in range(2 * entry, 2 * (entry + length), 2):
                column = columns[index] | columns[index + 1] << 8
                if column <= last or column >= self.width:
                    raise ValueError("columns out of order")
                last = column
                value = <int16_t>(values[index] | values[index + 1] << 8)
                if is_long:
                    all_of_row[column] = value
                else:
                    self.packed[place] = value * 65536 + column
                    place += 1
            if is_long:
                memcpy(self.packed + place, all_of_row, self.dense * sizeof(int32_t))
                place += self.dense
            entry += length
        if entry != entries:
            raise ValueError("more entries than there are rows for")

    def __dealloc__(self):
        free(self.starts)
        free(self.packed)


cdef inline const int32_t *add_entries(int32_t *sums, const int32_t *row, Py_ssize_t dense) noexcept nogil:
    """Add the entries of one of the first rows, and return the next row."""
    cdef const int16_t *values
    cdef Py_ssize_t index
    if row[0] < 0:
        values = <const int16_t *>(row + 1)
        for index in range(2 * dense):
            sums[index] += values[index]
        return row + 1 + dense
    for index in range(1, row[0] + 1):
        sums[row[index] & 0xFFFF] += row[index] >> 16
    return row + row[0] + 1


cdef inline void add_bounded(int16_t *scores, const int32_t *row) noexcept nogil:
    """Add the entries of a row, each cut to what tables may have."""
    cdef Py_ssize_t index
    for index in range(1, row[0] + 1):
        scores[row[index] & 0xFFFF] += <int16_t>bounded(row[index] >> 16, MOST_OF_TABLE)


cdef inline int32_t bounded(int32_t value, int32_t most) noexcept nogil:
    return -most if value < -most else most if value > most else value


cdef class RichLexicon:
    """Words, in lower case, with numbers for the classes that they belong to, as `Lexicon` has them."""

    cdef Names words
    cdef bytes content  # 16 bits a class, a row a word
    cdef const unsigned char *table
    cdef readonly Py_ssize_t columns

    def __cinit__(self, dict table not None):
        words, self.content, self.columns = table["words"], table["classes"], table["columns"]
        if not 0 <= self.columns <= COLUMNS:  # and so no product of it is beyond 64 bits
            raise ValueError("a lexicon of too many columns")
        if 2 * self.columns * len(words) != len(self.content) or len(words) > 0 == self.columns:
            raise ValueError("a lexicon whose classes are not those of its words")
        self.table = self.content
        self.words = Names(len(words))
        for number, word in enumerate(words):
            self.words.put_text(word, number)

    cdef int32_t class_of(self, Py_ssize_t word, Py_ssize_t column) noexcept:
        """The class that a word has in a column; -1 for words that have none, and for word -1."""
        cdef Py_ssize_t place = 2 * (word * self.columns + column)
        return <int16_t>(self.table[place] | self.table[place + 1] << 8) if word >= 0 else -1

    def classes(self, str word not None):
        """Return the classes of a normalized word."""
        cdef int32_t number = self.words.find_text(word)
        return tuple([self.class_of(number, column) for column in range(self.columns)])


cdef class RichModel:
    """A model's weights by feature, and where its other rows begin."""

    cdef SparseTable weights
    cdef readonly RichLexicon lexicon
    cdef Names features  # by name: where their first rows stand
    cdef Names groups, words
    cdef Py_ssize_t classes, tags
    cdef Py_ssize_t pairs, other_pairs, before, next_group, own_word  # the first rows of the tables
    cdef int32_t *history  # what later tokens see of each class, and of the two before a sentence
    cdef int16_t *before_rows  # for the last tag and the second last
    cdef Py_ssize_t stride  # of a row of scores

    def __cinit__(self, dict table not None, numbering, list history not None):
        """Take a model's table; raises `ValueError` where it is such as only Python's kernel knows."""
        cdef Py_ssize_t row
        self.pairs, self.other_pairs = numbering.word_pairs
        self.weights, self.lexicon = SparseTable(table["weights"], self.pairs), RichLexicon(table["lexicon"])
        self.classes = self.weights.width
        self.stride = (self.classes + 31) // 32 * 32  # whole lines of the processor's cache
        if not 0 < self.classes <= MOST_CLASSES or len(history) != self.classes + 2:
            raise ValueError("weights of other classes than the model's")
        self.tags = numbering.tags
        self.before, self.next_group, self.own_word = numbering.before, numbering.next_group, numbering.own_word
        if not 0 < self.pairs < self.other_pairs < self.before < self.next_group <= self.own_word <= numbering.size:
            raise ValueError("tables out of order")
        if numbering.size > self.weights.count or not all([0 <= tag < self.tags for tag in history]):
            raise ValueError("fewer weights than there are features")
        if self.other_pairs - self.pairs < 1 << 16 or self.before - self.other_pairs < 1 << 16:
            raise ValueError("fewer weights than there are pairs")
        if self.next_group - self.before < self.tags**2:
            raise ValueError("fewer weights than there are tags")
        self.take_names(table)
        if self.own_word - self.next_group < (len(table["groups"]) + PADS + 1) * self.tags:
            raise ValueError("fewer weights than there are groups")
        if numbering.size - self.own_word < (len(table["words"]) + 1) * self.tags:
            raise ValueError("fewer weights than there are words")
        self.history = <int32_t *>malloc((self.classes + 2) * sizeof(int32_t))
        self.before_rows = <int16_t *>calloc(self.tags**2 * self.stride, sizeof(int16_t))
        if self.history == NULL or self.before_rows == NULL:
            raise MemoryError
        for number, tag in enumerate(history):
            self.history[number] = tag
        for row in range(self.tags**2):
            add_bounded(self.before_rows + row * self.stride, self.row(self.before + row))

    def __dealloc__(self):
        free(self.history)
        free(self.before_rows)

    cdef inline const int32_t *row(self, Py_ssize_t row) noexcept nogil:
        return self.weights.packed + self.weights.starts[row]

    cdef int take_names(self, dict table) except -1:
        cdef int32_t row = 1
        cdef int32_t reach
        everywhere, near, own = table["features"]
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


cdef class RichTagger(SentenceTagger):
    """Tags sentences by a model: what `PerceptronTagger` gives.

    ``as_plain`` writes a word that is not in ASCII as plain text has it; ``shown`` names the features of one that is
    not even so: those of each reach, its group, and the word normalized.
    """

    cdef RichModel model
    cdef int16_t *scores  # by word type and role, at the begin of a line of the processor's cache in
    cdef int16_t *all_scores
    cdef int32_t *groups
    cdef int32_t *words
    cdef int32_t *sums  # of the type that is learned
    cdef int32_t *bias  # sums of what all words show, and
    cdef int32_t *unknown  # of what all words do that the lexicon does not know
    cdef Feature features[MOST_FEATURES]
    cdef uint32_t touched  # so that memory which was only asked for counts as used
    cdef int32_t waiting  # features whose weights are not added yet
    cdef uint32_t text[MOST_NAMED]  # their names
    cdef int32_t named
    cdef int16_t *static_scores  # of a block of tokens
    cdef object as_plain, shown
    cdef frozenset two_sided

    def __init__(self, RichModel model not None, types, padding, frozenset two_sided not None, as_plain, shown):
        cdef Py_ssize_t number
        if self.model is not None:
            raise TypeError("a tagger is made once")
        self.model, self.two_sided, self.as_plain, self.shown = model, two_sided, as_plain, shown
        self.set_up(types, model.classes)
        number = self.types.capacity
        self.groups = <int32_t *>calloc(number, sizeof(int32_t))
        self.words = <int32_t *>calloc(number, sizeof(int32_t))
        self.sums = <int32_t *>malloc(ROLES * model.stride * sizeof(int32_t))
        self.bias = <int32_t *>malloc(ROLES * model.stride * sizeof(int32_t))
        self.unknown = <int32_t *>malloc(ROLES * model.stride * sizeof(int32_t))
        self.static_scores = <int16_t *>malloc(BLOCK * model.stride * sizeof(int16_t))
        self.all_scores = <int16_t *>calloc(number + 1, ROLES * model.stride * sizeof(int16_t))
        if self.groups == NULL or self.words == NULL or self.sums == NULL or self.all_scores == NULL:
            raise MemoryError
        if self.bias == NULL or self.unknown == NULL or self.static_scores == NULL:
            raise MemoryError
        self.scores = self.all_scores + (LINE - <Py_ssize_t>(<size_t>self.all_scores % LINE)) // sizeof(int16_t)
        self.begin()
        self.add_names([""], ALL)
        memcpy(self.bias, self.sums, ROLES * model.stride * sizeof(int32_t))
        self.name_classes(-1)
        self.add_waiting()
        memcpy(self.unknown, self.sums, ROLES * model.stride * sizeof(int32_t))
        for number, names in enumerate(padding):
            self.groups[number] = <int32_t>number
            self.begin()
            self.add_names(names, ALL)
            self.finish(<int32_t>number)

    def __dealloc__(self):
        free(self.all_scores)
        free(self.groups)
        free(self.words)
        free(self.sums)
        free(self.bias)
        free(self.unknown)
        free(self.static_scores)

    def has_two_sided(self, list forms not None):
        """Return whether there is a quote among the forms whose look does not tell its side."""
        cdef Py_ssize_t index
        for index in range(len(forms)):
            form = <object>PyList_GET_ITEM(forms, index)
            if isinstance(form, str) and not PyUnicode_IS_ASCII(form) and PyUnicode_GET_LENGTH(form) == 1:
                if form in self.two_sided:
                    return True
        return False

    def tag(self, list forms not None, list lengths not None, Py_ssize_t longest, *columns):
        """Return, for each list of the classes' names, one for each form of sentences of so many."""
        cdef Py_ssize_t count = len(forms)
        cdef int32_t *classes = <int32_t *>malloc((count + 1) * sizeof(int32_t))
        if classes == NULL or self.scores == NULL:
            raise MemoryError
        try:
            if longest < 1 or any([len(names) != self.model.classes for names in columns]):
                raise ValueError("names of other classes than the model's")
            self.tag_all(forms, lengths, longest, classes)
            return tuple([named(classes, count, names) for names in columns])
        finally:
            free(classes)

    cdef int learn(self, int32_t number, str word) except -1:
        if not PyUnicode_IS_ASCII(word):
            word = self.as_plain(word)
        if PyUnicode_IS_ASCII(word) and PyUnicode_GET_LENGTH(word) <= BUFFERED:
            self.add_plain(number, word)
        else:
            everywhere, near, own, group, low = self.shown(word)
            self.begin()
            self.add_names(everywhere, ALL)
            self.add_names(near, NEAR)
            self.add_names(own, OWN)
            self.groups[number] = max(self.model.groups.find_text(group), PADS)
            self.words[number] = max(self.model.words.find_text(low), 0)
        self.finish(number)
        return 0

    cdef void begin(self) noexcept:
        memset(self.sums, 0, ROLES * self.model.stride * sizeof(int32_t))

    cdef void finish(self, int32_t number) noexcept:
        cdef int16_t *scores = self.scores + <Py_ssize_t>number * ROLES * self.model.stride
        cdef Py_ssize_t index
        for index in range(ROLES * self.model.stride):
            scores[index] = <int16_t>bounded(self.sums[index], MOST_OF_TYPE)

    cdef int add_names(self, names, int reach) except -1:
        for name in names:
            self.add_feature(self.model.features.find_text(name), reach)
        return 0

    cdef inline void add_feature(self, int32_t place, int reach) noexcept:
        """Add the weights of a feature by the place of its first row; -1 is none."""
        cdef const int32_t *row
        cdef int role
        if place >= 0:
            row = self.model.weights.packed + place
            for role in range(reach):
                row = add_entries(self.sums + role * self.model.stride, row, self.model.weights.dense)

    cdef void add_waiting(self) noexcept:
        """Add the features that were named since this was done: all are looked for at once, as memory is slow."""
        cdef Names names = self.model.features
        cdef Feature *feature
        cdef int index
        cdef int32_t places[MOST_FEATURES]
        cdef uint32_t touched = 0
        for index in range(self.waiting):
            feature = self.features + index
            feature.hash = hash_of(self.text + feature.start, feature.length)
        for index in range(self.waiting):
            feature = self.features + index
            feature.slot = names.slots[feature.hash & names.mask]
        for index in range(self.waiting):
            feature = self.features + index
            places[index] = -1
            if feature.slot.record >= 0 and feature.length <= names.longest:
                places[index] = names.find_hashed(self.text + feature.start, feature.length, feature.hash)
        for index in range(self.waiting):
            touched += self.model.weights.packed[max(places[index], 0)]
        self.touched = touched
        for index in range(self.waiting):
            self.add_feature(places[index], self.features[index].reach)
        self.waiting = self.named = 0

    cdef inline void begin_name(self, uint32_t letter, int reach) noexcept:
        """Begin the name of a feature that reaches so far."""
        cdef Feature *feature = self.features + self.waiting
        feature.start, feature.length, feature.reach = self.named, 0, reach
        self.waiting += 1
        self.say(letter)

    cdef inline void say(self, uint32_t letter) noexcept:
        """Go on with the name of the last feature."""
        self.text[self.named] = letter
        self.named += 1
        self.features[self.waiting - 1].length += 1

    cdef inline void say_all(self, const uint32_t *characters, Py_ssize_t length) noexcept:
        cdef Py_ssize_t index
        for index in range(length):
            self.text[self.named + index] = characters[index]
        self.named += <int32_t>length
        self.features[self.waiting - 1].length += <int32_t>length

    cdef void say_number(self, int32_t number) noexcept:
        cdef uint32_t digits[8]
        self.say_all(digits, with_number(digits, 0, number))

    cdef inline void name_affix(
        self, uint32_t letter, uint32_t other, const uint32_t *affix, Py_ssize_t length, int reach
    ) noexcept:
        """Name the feature of some characters of a word."""
        self.begin_name(letter, reach)
        self.say(other)
        self.say_all(affix, length)

    cdef void name_classes(self, int32_t entry) noexcept:
        """Name the features of the classes that a word of the lexicon has; -1 is one that it lacks."""
        cdef uint32_t column
        for column in range(<uint32_t>min(self.model.lexicon.columns, COLUMNS)):
            self.begin_name(c"0" + (column // 10 if column > 9 else column), ALL)
            if column > 9:
                self.say(c"0" + column % 10)
            self.say(c"=")
            self.say_number(self.model.lexicon.class_of(entry, column))

    cdef int add_plain(self, int32_t number, str word) except -1:
        """Add the features of a word in ASCII, as `name_part` names them."""
        cdef const unsigned char *characters = <const unsigned char *>PyUnicode_DATA(word)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        cdef uint32_t look[BUFFERED]
        cdef uint32_t low[BUFFERED]
        cdef const uint32_t *end = low + length
        cdef uint32_t capital
        cdef Py_ssize_t index, size
        cdef int32_t entry, value
        cdef bint differs = False
        cdef RichLexicon lexicon = self.model.lexicon
        for index in range(length):
            look[index] = characters[index]
            low[index] = lower(characters[index])
            differs = differs or low[index] != look[index]
        capital = c"C" if length and is_upper(characters[0]) else c"c"
        entry = lexicon.words.find(low, length)
        value = lexicon.class_of(entry, 0) if lexicon.columns else -1
        if entry < 0:
            memcpy(self.sums, self.unknown, ROLES * self.model.stride * sizeof(int32_t))
        else:
            memcpy(self.sums, self.bias, ROLES * self.model.stride * sizeof(int32_t))
            self.name_classes(entry)
        self.begin_name(c"w", ALL)
        self.say_all(low, length)
        self.groups[number] = self.name_shape(characters, length, value)
        self.words[number] = max(self.model.words.find(low, length), 0)
        for size in range(1, 6):
            index = min(size, length)
            self.name_affix(c"z", c"0" + <uint32_t>size, end - index, index, NEAR if size == 2 or size == 3 else OWN)
        for size in range(1, 5):
            self.name_affix(c"p", c"0" + <uint32_t>size, low, min(size, length), OWN)
        self.begin_name(capital, OWN)
        self.say_all(end - min(3, length), min(3, length))
        if differs:
            self.begin_name(c"W", OWN)
            self.say_all(look, length)
        if lexicon.columns:
            self.begin_name(capital, OWN)
            self.say(c"=")
            self.say_number(value)
        self.name_hyphened(low, min(length, SHAPED))
        self.add_waiting()
        return 0

    cdef void name_hyphened(self, const uint32_t *low, Py_ssize_t length) noexcept:
        """Name the features of the parts of a word with a hyphen: the last one, its suffix, and the first."""
        cdef Py_ssize_t last = length - 1, first = 0, tail
        while last >= 0 and low[last] != c"-":
            last -= 1
        tail = length - last - 1
        if last <= 0 or not tail:
            return
        while low[first] != c"-":
            first += 1
        self.name_affix(c"h", c"t", low + last + 1, tail, OWN)
        self.name_affix(c"h", c"s", low + length - min(3, tail), min(3, tail), OWN)
        self.name_affix(c"h", c"h", low, first, OWN)

    cdef int32_t name_shape(self, const unsigned char *characters, Py_ssize_t length, int32_t value) noexcept:
        """Name the features of a word's shape, and return the number of its group."""
        cdef uint32_t shape[SHAPE]
        cdef uint32_t kind[8]  # and then the group's name
        cdef Py_ssize_t shaped = 0, kinds = 0, index, run = 0
        cdef uint32_t found, last = 0
        for index in range(min(length, SHAPED)):
            found = kind_of(characters[index])
            run = run + 1 if index and found == last else 1
            last = found
            if run <= 2 and shaped < SHAPE:
                shape[shaped] = found
                shaped += 1
            if run == 1 and kinds < KIND:
                kind[kinds] = found
                kinds += 1
        self.begin_name(c"o", NEAR)
        self.say_all(shape, shaped)
        self.begin_name(c"k", NEAR)
        self.say_all(kind, kinds)
        if value >= 0:
            return max(self.model.groups.find(kind, with_number(kind, 0, value)), PADS)
        kinds = min(kinds, GROUP)
        if length and is_letter(characters[length - 1]):
            kind[kinds] = lower(characters[length - 1])
            kinds += 1
        return max(self.model.groups.find(kind, kinds), PADS)

    cdef Py_ssize_t decode(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        cdef int16_t *scores
        cdef Py_ssize_t stride = self.model.stride, tags = self.model.tags
        cdef Py_ssize_t last = self.model.history[self.found[place - 1]]
        cdef Py_ssize_t second = self.model.history[self.found[place - 2]]
        cdef Py_ssize_t block, word, group
        cdef int32_t best
        while place < end:
            block = min(place + BLOCK, end)
            self.add_static(place, block)
            scores = self.static_scores
            while place < block:
                word = self.words[self.numbers[place]]
                add_row(scores, self.model.before_rows + (last * tags + second) * stride, stride)
                group = self.groups[self.numbers[place + 1]]
                add_bounded(scores, self.model.row(self.model.next_group + group * tags + last))
                add_bounded(scores, self.model.row(self.model.own_word + word * tags + last))
                best = first_of_best(scores, self.model.classes)
                self.found[place] = best
                last, second = self.model.history[best], last
                scores += stride
                place += 1
        return -1

    cdef void add_static(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        """Add up what does not depend on tags, for a block of tokens; rows of pairs are looked for together."""
        cdef int16_t *scores = self.static_scores
        cdef const int32_t *numbers = self.numbers + place
        cdef const int16_t *rows[ROLES]
        cdef const int32_t *packed = self.model.weights.packed
        cdef Py_ssize_t stride = self.model.stride, index, count = end - place
        cdef int32_t pairs[BLOCK]
        cdef int32_t others[BLOCK]
        cdef uint32_t last, word, next, touched = 0
        last, word = self.words[(numbers - 1)[0]], self.words[numbers[0]]
        for index in range(count):
            next = self.words[numbers[index + 1]]
            pairs[index] = self.model.weights.starts[self.model.pairs + hashed(word, next)]
            others[index] = self.model.weights.starts[self.model.other_pairs + hashed(last, word)]
            last, word = word, next
        for index in range(count):
            touched += packed[pairs[index]] + packed[others[index]]
        self.touched = touched
        for index in range(count):
            rows[0] = self.scores + <Py_ssize_t>numbers[0] * ROLES * stride
            rows[1] = self.scores + (<Py_ssize_t>(numbers - 1)[0] * ROLES + 1) * stride
            rows[2] = self.scores + (<Py_ssize_t>numbers[1] * ROLES + 2) * stride
            rows[3] = self.scores + (<Py_ssize_t>(numbers - 2)[0] * ROLES + 3) * stride
            rows[4] = self.scores + (<Py_ssize_t>numbers[2] * ROLES + 4) * stride
            add_rows(scores, rows, stride)
            add_bounded(scores, packed + pairs[index])
            add_bounded(scores, packed + others[index])
            scores += stride
            numbers += 1


cdef inline void add_row(int16_t *scores, const int16_t *row, Py_ssize_t stride) noexcept nogil:
    cdef Py_ssize_t index
    for index in range(stride):
        scores[index] += row[index]


cdef inline void add_rows(int16_t *scores, const int16_t **rows, Py_ssize_t stride) noexcept nogil:
    """Add up rows, whose sums do not leave 16 bits."""
    cdef const int16_t *own = rows[0]
    cdef const int16_t *last = rows[1]
    cdef const int16_t *next = rows[2]
    cdef const int16_t *second = rows[3]
    cdef const int16_t *after = rows[4]
    cdef Py_ssize_t index
    for index in range(stride):
        scores[index] = <int16_t>(own[index] + last[index] + next[index] + second[index] + after[index])


cdef inline int32_t first_of_best(const int16_t *scores, Py_ssize_t count) noexcept nogil:
    """The first of the best classes, by two loops without branches."""
    cdef int16_t highest = scores[0]
    cdef int16_t best = 0x7FFF
    cdef int16_t here
    cdef Py_ssize_t place
    for place in range(1, count):
        highest = scores[place] if scores[place] > highest else highest
    for place in range(count):
        here = <int16_t>place | <int16_t>-(scores[place] != highest)  # -1 where it is none of the best
        here = here & 0x7FFF
        best = here if here < best else best
    return best


cdef inline Py_ssize_t hashed(uint32_t first, uint32_t second) noexcept nogil:
    """The row of a pair of words, as `feature_rows.hashed` has it."""
    return (first * <uint32_t>60013 + second) * <uint32_t>0x9E3779B1 >> 16


cdef inline bint is_upper(unsigned char character) noexcept:
    return c"A" <= character <= c"Z"


cdef inline bint is_letter(unsigned char character) noexcept:
    return c"a" <= character | 32 <= c"z"


cdef inline uint32_t lower(unsigned char character) noexcept:
    """A character of a word as `normalized` has it: in lower case, all digits alike."""
    return character | 32 if is_upper(character) else c"0" if c"0" <= character <= c"9" else character


cdef inline uint32_t kind_of(unsigned char character) noexcept:
    if is_letter(character):
        return c"X" if is_upper(character) else c"x"
    return c"d" if c"0" <= character <= c"9" else character


cdef Py_ssize_t with_number(uint32_t *name, Py_ssize_t length, int32_t number) noexcept:
    """Write a number of 16 bits after a name, and return the length of both."""
    cdef uint32_t digits[8]
    cdef Py_ssize_t count = 0
    if number < 0:
        name[length] = c"-"
        length += 1
        number = -number
    while True:
        digits[count] = c"0" + number % 10
        count += 1
        number //= 10
        if not number:
            break
    while count:
        count -= 1
        name[length] = digits[count]
        length += 1
    return length
