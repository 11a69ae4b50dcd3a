# What a word that is learned adds to the scores of the tokens around it. After `model.pxi`.

cdef enum:
    ROLES = 5  # where a word may stand, seen from a token: there, before, after, two before, two after
    MOST_OF_TYPE = 4400
    MOST_FEATURES = 160  # of a word, and
    MOST_NAMED = 4096  # characters of their names: each of two is a word, of two a part of one, of others a few


cdef struct Feature:  # of the word that is learned
    int32_t start  # of its name
    int32_t length
    int32_t reach
    uint32_t hash


@cython.final
cdef class WordSums:
    """Sums of the weights of features, for each role of a word; features are named, and then added all at once."""

    cdef RichModel model
    cdef int32_t *sums
    cdef int32_t *bias  # sums of what all words show, and
    cdef int32_t *unknown  # of what all words do that the lexicon does not know
    cdef Feature features[MOST_FEATURES]
    cdef int32_t waiting  # features whose weights are not added yet
    cdef uint32_t text[MOST_NAMED]  # their names
    cdef int32_t named

    def __cinit__(self, RichModel model not None):
        self.model = model
        self.sums = <int32_t *>calloc(ROLES * model.stride, sizeof(int32_t))
        self.bias = <int32_t *>malloc(ROLES * model.stride * sizeof(int32_t))
        self.unknown = <int32_t *>malloc(ROLES * model.stride * sizeof(int32_t))
        if self.sums == NULL or self.bias == NULL or self.unknown == NULL:
            raise MemoryError
        self.add_names([""], ALL)
        memcpy(self.bias, self.sums, ROLES * model.stride * sizeof(int32_t))
        name_classes(self, -1)
        self.add_waiting()
        memcpy(self.unknown, self.sums, ROLES * model.stride * sizeof(int32_t))

    def __dealloc__(self):
        free(self.sums)
        free(self.bias)
        free(self.unknown)

    cdef void begin(self) noexcept:
        memset(self.sums, 0, ROLES * self.model.stride * sizeof(int32_t))

    cdef void begin_plain(self, int32_t entry) noexcept:
        """Begin with what all words show, and the classes of a word of the lexicon; -1 is one that it lacks."""
        if entry < 0:
            memcpy(self.sums, self.unknown, ROLES * self.model.stride * sizeof(int32_t))
        else:
            memcpy(self.sums, self.bias, ROLES * self.model.stride * sizeof(int32_t))
            name_classes(self, entry)

    cdef void finish(self, int16_t *scores) noexcept:
        """Write the sums as the scores of a word."""
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
        cdef const int32_t *packed = self.model.weights.packed
        cdef Feature *feature
        cdef NameSlot slot
        cdef int index, found = 0
        cdef int32_t place
        cdef int32_t places[MOST_FEATURES]
        cdef int32_t reaches[MOST_FEATURES]
        for index in range(self.waiting):
            feature = self.features + index
            feature.hash = hash_of(self.text + feature.start, feature.length)
            SOON(names.slots + (feature.hash & names.mask))
        for index in range(self.waiting):
            feature = self.features + index
            slot = names.slots[feature.hash & names.mask]
            if slot.record >= 0:
                SOON(names.records + slot.record)
        for index in range(self.waiting):
            feature = self.features + index
            if feature.length <= names.longest:
                place = names.find_hashed(self.text + feature.start, feature.length, feature.hash)
                if place >= 0:
                    SOON(packed + place)
                    SOON(packed + place + 16)
                    SOON(packed + place + 32)
                    places[found], reaches[found] = place, feature.reach
                    found += 1
        for index in range(found):
            self.add_feature(places[index], reaches[index])
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

    cdef inline void say_bytes(self, const unsigned char *characters, Py_ssize_t length) noexcept:
        cdef Py_ssize_t index
        for index in range(length):
            self.say(characters[index])

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
