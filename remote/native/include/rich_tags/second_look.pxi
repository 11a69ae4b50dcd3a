# A second look at tokens in doubt, as `second_look` has it. After `combinations.pxi`.

cdef enum:
    FARTHEST = 12
    STEP_OF_MARGINS = 80


@cython.final
cdef class RichSecondLook:
    """Decides between the two best classes of tokens by the tags on both sides of them.

    ``akin`` is the table for two classes of one tag, if there is one, and ``verbal`` says which classes are of verbs.
    Raises `ValueError` for weights that are none.
    """

    cdef int32_t within
    cdef bint knows_akin
    cdef Weighing usual, akin
    cdef tuple contents
    cdef char verbal[MOST_CLASSES]
    cdef Doubt *doubts
    cdef Py_ssize_t count, room
    cdef int32_t *words  # of all tokens, and
    cdef int32_t *groups

    def __cinit__(self, dict table not None, akin, list verbal not None):
        cdef Py_ssize_t number
        self.doubts, self.words, self.groups = NULL, NULL, NULL
        self.knows_akin = akin is not None
        self.contents = (table["weights"], akin["weights"] if self.knows_akin else None)
        set_weighing(&self.usual, table["within"], self.contents[0])
        self.akin = self.usual
        if self.knows_akin:
            set_weighing(&self.akin, akin["within"], self.contents[1])
        self.within = max(self.usual.within, self.akin.within)
        if len(verbal) > MOST_CLASSES:
            raise ValueError("more classes than a second look knows")
        for number, is_verb in enumerate(verbal):
            self.verbal[number] = bool(is_verb)

    def __dealloc__(self):
        free(self.doubts)
        self.end()

    cdef int begin(self, Py_ssize_t tokens) except -1:
        """Begin with sentences of so many tokens in all."""
        self.end()
        self.count = 0
        self.words = <int32_t *>malloc((tokens + 1) * sizeof(int32_t))
        self.groups = <int32_t *>malloc((tokens + 1) * sizeof(int32_t))
        if self.words == NULL or self.groups == NULL:
            raise MemoryError
        return 0

    cdef void end(self) noexcept:
        free(self.words)
        free(self.groups)
        self.words = self.groups = NULL

    cdef int make_room(self, Py_ssize_t more) except -1:
        """See to it that so many more tokens may be in doubt."""
        cdef Py_ssize_t room = 2 * (self.count + more)
        cdef Doubt *doubts
        if self.count + more > self.room:
            doubts = <Doubt *>realloc(self.doubts, room * sizeof(Doubt))
            if doubts == NULL:
                raise MemoryError
            self.doubts, self.room = doubts, room
        return 0

    cdef inline void consider(self, Py_ssize_t token, int32_t best, int16_t *scores, Py_ssize_t stride) noexcept nogil:
        """Note a token whose best class has another one near it; its scores change."""
        cdef int32_t highest = scores[best]
        cdef Doubt *doubt
        if not is_near(scores, stride, <int16_t>max(highest - self.within, LOWEST)):
            return
        doubt = self.doubts + self.count
        scores[best] = LOWEST
        doubt.token, doubt.best, doubt.second = token, best, first_of_highest(scores, stride)
        doubt.margin = highest - scores[doubt.second]
        self.count += 1

    cdef void decide(self, int32_t *classes, const int32_t *history, uint32_t tags, int32_t count) noexcept nogil:
        """Look at all tokens in doubt again, by the classes that all tokens have as yet."""
        cdef Py_ssize_t number
        cdef Doubt *doubt
        cdef Facts facts
        cdef uint32_t numbers[TEMPLATES]
        cdef bint akin
        for number in range(self.count):
            doubt = self.doubts + number
            akin = history[doubt.best] == history[doubt.second]
            if doubt.margin >= (self.akin.within if akin else self.usual.within):
                continue
            self.find_facts(&facts, doubt, classes, history, tags, count)
            if akin and self.knows_akin:
                number_akin(numbers, &facts)
            else:
                number_usual(numbers, &facts)
            if GAIN * difference(&self.akin if akin else &self.usual, numbers, doubt) > doubt.margin:
                doubt.best = doubt.second
        for number in range(self.count):
            classes[self.doubts[number].token] = self.doubts[number].best

    cdef inline void find_facts(
        self,
        Facts *facts,
        const Doubt *doubt,
        const int32_t *classes,
        const int32_t *history,
        uint32_t tags,
        int32_t count,
    ) noexcept nogil:
        self.find_tags(facts, doubt, classes, history, tags)
        self.find_words(facts, doubt)
        self.find_verbs(facts, doubt, classes, history, tags)
        facts.both = <uint32_t>(doubt.best * count + doubt.second)
        facts.margin = doubt.margin // STEP_OF_MARGINS

    cdef inline void find_tags(
        self, Facts *facts, const Doubt *doubt, const int32_t *classes, const int32_t *history, uint32_t tags
    ) noexcept nogil:
        cdef Py_ssize_t token = doubt.token, offset
        for offset in range(3):
            facts.tags[offset] = history[classes[token + offset - 3]] if token + offset - 3 >= doubt.start else tags
            facts.tags[3 + offset] = history[classes[token + offset + 1]] if token + offset + 1 < doubt.end else tags
        facts.last = history[classes[doubt.end - 1]]

    cdef inline void find_words(self, Facts *facts, const Doubt *doubt) noexcept nogil:
        cdef Py_ssize_t token = doubt.token
        facts.word, facts.group = self.words[token], self.groups[token]
        facts.word_before = facts.group_before = facts.word_after = facts.group_after = 0
        if token > doubt.start:
            facts.word_before, facts.group_before = self.words[token - 1], self.groups[token - 1]
        if token + 1 < doubt.end:
            facts.word_after, facts.group_after = self.words[token + 1], self.groups[token + 1]

    cdef inline void find_verbs(
        self, Facts *facts, const Doubt *doubt, const int32_t *classes, const int32_t *history, uint32_t tags
    ) noexcept nogil:
        """Find the nearest verbs on both sides."""
        cdef Py_ssize_t first = max(doubt.start, doubt.token - FARTHEST), place = doubt.token - 1
        cdef Py_ssize_t end = min(doubt.end, doubt.token + FARTHEST + 1)
        facts.left = facts.right = facts.before_right = tags
        facts.left_far = facts.left_word = facts.right_far = 0
        while place >= first and not self.verbal[classes[place]]:
            place -= 1
        if place >= first:
            facts.left, facts.left_word = history[classes[place]], self.words[place]
            facts.left_far = how_far(doubt.token - place)
        place = doubt.token + 1
        while place < end and not self.verbal[classes[place]]:
            place += 1
        if place < end:
            facts.right, facts.right_far = history[classes[place]], how_far(place - doubt.token)
            facts.before_right = history[classes[place - 1]]
