# The tagger: what it knows of each word type, and the tags of sentences.

cdef enum:
    LINE = 64  # bytes
    ROLES = 5  # where a word may stand, seen from a token: there, before, after, two before, two after
    MOST_OF_TYPE = 4400
    BLOCK = 64  # tokens of which what depends on no tag is added up at once
    BUFFERED = 120  # characters of a word that is learned without Python
    SHAPED = 60  # characters that a shape is made of
    SHAPE = 8  # characters of a shape, and
    KIND = 6  # of a word's kind
    GROUP = 3  # of which so many are in a group's name
    MOST_FEATURES = 160  # of a word, and
    MOST_NAMED = 4096  # characters of their names: each of two is a word, of two a part of one, of others a few


cdef struct Feature:  # of the word that is learned
    int32_t start  # of its name
    int32_t length
    int32_t reach
    uint32_t hash
    NameSlot slot


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
