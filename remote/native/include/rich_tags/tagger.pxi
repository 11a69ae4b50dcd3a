# The tagger, which keeps the scores of each word type. After all others.

cdef enum:
    LINE = 64  # bytes
    AHEAD = 6  # tokens, of whose words what they add is asked of memory before it is needed
    BLOCK = 64  # tokens of which what depends on no tag is added up at once


cdef class RichTagger(SentenceTagger):
    """Tags sentences by a model: what `PerceptronTagger` gives.

    ``as_plain`` writes a word that is not in ASCII as plain text has it; ``shown`` names the features of one that is
    not even so, in a sentence of a case: those of each reach, its group, and the word normalized.
    """

    cdef RichModel model
    cdef WordSums sums
    cdef int16_t *scores  # by word type and role, at the begin of a line of the processor's cache in
    cdef int16_t *all_scores
    cdef int32_t *groups
    cdef int32_t *words
    cdef int16_t *static_scores  # of a block of tokens
    cdef RichSecondLook look  # or none
    cdef bint looks
    cdef Py_ssize_t doubts  # those of the parts that are tagged
    cdef uint32_t touched  # so that memory which was only asked for counts as used
    cdef object as_plain, shown
    cdef frozenset two_sided

    def __init__(
        self,
        RichModel model not None,
        types,
        padding,
        frozenset two_sided not None,
        as_plain,
        shown,
        RichSecondLook look=None,
    ):
        cdef Py_ssize_t number
        if self.model is not None:
            raise TypeError("a tagger is made once")
        self.model, self.two_sided, self.as_plain, self.shown, self.look = model, two_sided, as_plain, shown, look
        self.looks = look is not None
        self.set_up(types, model.classes)
        self.sums = WordSums(model)
        self.set_up_scores()
        for number, names in enumerate(padding):
            self.groups[number] = <int32_t>number
            self.sums.begin()
            self.sums.add_names(names, ALL)
            self.sums.finish(self.scores_of(number))

    cdef int set_up_scores(self) except -1:
        cdef Py_ssize_t types = self.types.capacity, stride = self.model.stride
        self.groups = <int32_t *>calloc(types, sizeof(int32_t))
        self.words = <int32_t *>calloc(types, sizeof(int32_t))
        self.static_scores = <int16_t *>malloc(BLOCK * stride * sizeof(int16_t))
        self.all_scores = <int16_t *>calloc(types + 1, ROLES * stride * sizeof(int16_t))
        if self.groups == NULL or self.words == NULL or self.static_scores == NULL or self.all_scores == NULL:
            raise MemoryError
        self.scores = self.all_scores + (LINE - <Py_ssize_t>(<size_t>self.all_scores % LINE)) // sizeof(int16_t)
        return 0

    def __dealloc__(self):
        free(self.all_scores)
        free(self.groups)
        free(self.words)
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
            if self.looks:
                self.doubts = 0
                self.look.begin(count)
            self.tag_all(forms, lengths, longest, classes)
            if self.looks:
                with nogil:
                    self.look.decide(classes, self.model.history, <uint32_t>self.model.tags, <int32_t>self.model.classes)
            return tuple([named(classes, count, names) for names in columns])
        finally:
            free(classes)
            if self.looks:
                self.look.end()

    cdef int tag_window(self, list forms, int32_t *classes) except -1:
        if self.looks:
            self.look.make_room(self.tokens)
        return SentenceTagger.tag_window(self, forms, classes)

    cdef void part_tagged(self, Part *part) noexcept nogil:
        """Keep what a second look needs of a part."""
        cdef Py_ssize_t index, beside = part.place - part.first
        cdef int32_t number
        cdef Doubt *doubt
        if not self.looks:
            return
        for index in range(part.first, part.first + part.length):
            number = self.numbers[index + beside]
            self.look.words[index], self.look.groups[index] = self.words[number], self.groups[number]
        while self.doubts < self.look.count:
            doubt = self.look.doubts + self.doubts
            doubt.token -= beside
            doubt.start, doubt.end = part.start, part.end
            self.doubts += 1

    cdef int case_of(self, list forms, Py_ssize_t start, Py_ssize_t end) except -1:
        return sentence_case(forms, start, end) if self.model.knows_cases else 0

    cdef int learn(self, int32_t number, str word, int case) except -1:
        if case and PyUnicode_IS_ASCII(word) and PyUnicode_GET_LENGTH(word) <= BUFFERED:
            if self.learn_in_case(number, self.types.find(word, 0), word, case):
                return 0
        if not PyUnicode_IS_ASCII(word):
            word = self.as_plain(word)
        if PyUnicode_IS_ASCII(word) and PyUnicode_GET_LENGTH(word) <= BUFFERED:
            add_plain(self.sums, word, case, self.groups + number, self.words + number)
        else:
            self.learn_shown(number, word, case)
        self.sums.finish(self.scores_of(number))
        return 0

    cdef bint learn_in_case(self, int32_t number, int32_t usual, str word, int case) except -1:
        """Learn a word by what it adds in a usual sentence, if it is known there and none of that was cut to bounds."""
        cdef Py_ssize_t stride = self.model.stride, index
        cdef int16_t *scores = self.scores_of(number)
        cdef const int16_t *known = self.scores_of(max(usual, 0))
        if usual < 0:
            return False
        for index in range(stride):
            if not -MOST_OF_TYPE < known[index] < MOST_OF_TYPE:
                return False
        add_case(self.sums, word, case)
        for index in range(stride):
            scores[index] = <int16_t>bounded(known[index] + self.sums.sums[index], MOST_OF_TYPE)
        memcpy(scores + stride, known + stride, (ROLES - 1) * stride * sizeof(int16_t))
        self.groups[number], self.words[number] = self.groups[usual], self.words[usual]
        return True

    cdef int learn_shown(self, int32_t number, str word, int case) except -1:
        """Add the features of a word by the names that Python has for them."""
        everywhere, near, own, group, low = self.shown(word, case)
        self.sums.begin()
        self.sums.add_names(everywhere, ALL)
        self.sums.add_names(near, NEAR)
        self.sums.add_names(own, OWN)
        self.groups[number] = max(self.model.groups.find_text(group), PADS)
        self.words[number] = max(self.model.words.find_text(low), 0)
        return 0

    cdef inline int16_t *scores_of(self, Py_ssize_t number) noexcept nogil:
        return self.scores + number * ROLES * self.model.stride

    cdef Py_ssize_t decode(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        cdef int16_t *scores
        cdef const int32_t *history = self.model.history
        cdef const int16_t *before_rows = self.model.before_rows
        cdef const int16_t *next
        cdef const int16_t *before
        cdef const uint64_t *tags_before = self.model.tags_before
        cdef Py_ssize_t stride = self.model.stride, tags = self.model.tags
        cdef Py_ssize_t last = history[self.found[place - 1]], second = history[self.found[place - 2]]
        cdef Py_ssize_t block, word, group
        cdef int32_t best
        while place < end:
            block = min(place + BLOCK, end)
            self.add_static(place, block)
            scores = self.static_scores
            while place < block:
                group = self.groups[self.numbers[place + 1]]
                next = self.model.next_rows + self.model.next_places[group * tags + last]
                word = self.words[self.numbers[place]]
                if tags_before[word] >> (last & 63) & 1:
                    add_bounded(scores, self.model.row(self.model.own_word + word * tags + last))
                before = before_rows + (last * tags + second) * stride
                best = first_of_best(scores, before, next, self.model.ranks, stride)
                self.found[place] = best
                if self.looks:
                    self.look.consider(place, best, scores, stride)
                last, second = history[best], last
                scores += stride
                place += 1
        return -1

    cdef void add_static(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        """Add up what does not depend on tags, for a block of tokens; rows of pairs are looked for together."""
        cdef int16_t *scores = self.static_scores
        cdef const int32_t *numbers = self.numbers + place
        cdef const int16_t *rows[ROLES]
        cdef const int32_t *packed = self.model.weights.packed
        cdef const int16_t *soon
        cdef const int32_t *own
        cdef Py_ssize_t stride = self.model.stride, index, line, count = end - place
        cdef int32_t pairs[BLOCK]
        cdef int32_t others[BLOCK]
        cdef uint32_t last, word, next, touched = 0
        last, word = self.words[(numbers - 1)[0]], self.words[numbers[0]]
        for index in range(count):
            next = self.words[numbers[index + 1]]
            pairs[index] = self.model.weights.starts[self.model.pairs + hashed(word, next)]
            others[index] = self.model.weights.starts[self.model.other_pairs + hashed(last, word)]
            if self.model.tags_before[word]:
                own = self.model.weights.starts + self.model.own_word + word * self.model.tags
                for line in range(0, self.model.tags, 16):
                    SOON(own + line)
            last, word = word, next
        for index in range(count):
            touched += packed[pairs[index]] + packed[others[index]]
        self.touched = touched
        for index in range(count):
            soon = self.scores_of(self.numbers[min(place + index + 2 + AHEAD, self.used - 1)])
            for line in range(ROLES * stride // 32):  # here, as compilers leave out a function that only fetches
                SOON(soon + 32 * line)
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
