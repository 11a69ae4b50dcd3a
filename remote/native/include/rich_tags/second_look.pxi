# A second look at tokens in doubt, as `second_look` has it. After `scores.pxi`.

cdef enum:
    GAIN = 4
    STEP_OF_MARGINS = 80
    FARTHEST = 12
    TEMPLATES = 23
    MOST_BITS = 28  # of the number of weights
    STEP = 0x9E3779B1
    MURMUR = 0x85EBCA6B
    OF_CLASSES = 0xC2B2AE35


cdef struct Doubt:
    Py_ssize_t token
    Py_ssize_t start, end  # of its sentence
    int32_t best, second
    int32_t margin


cdef struct Facts:  # around a token: `FACTS`
    uint32_t tags[6]  # of three tokens before it and three after it
    uint32_t word, word_before, word_after, group, group_before, group_after
    uint32_t both, margin
    uint32_t left, left_far, left_word, right, right_far  # the nearest verbs
    uint32_t last


@cython.final
cdef class RichSecondLook:
    """Decides between the two best classes of tokens by the tags on both sides of them.

    ``verbal`` says which classes are of verbs. Raises `ValueError` for weights that are none.
    """

    cdef int32_t within
    cdef int shift
    cdef bytes content
    cdef const signed char *weights
    cdef char verbal[MOST_CLASSES]
    cdef Doubt *doubts
    cdef Py_ssize_t count, room
    cdef int32_t *words  # of all tokens, and
    cdef int32_t *groups

    def __cinit__(self, int32_t within, bytes weights not None, list verbal not None):
        cdef Py_ssize_t number
        cdef int bits = len(weights).bit_length() - 1
        self.doubts, self.words, self.groups = NULL, NULL, NULL
        if not 1 <= bits <= MOST_BITS or len(weights) != 1 << bits or not 0 < within < 1 << 15:
            raise ValueError("a second look with another number of weights than a power of two, or at no margin")
        if len(verbal) > MOST_CLASSES:
            raise ValueError("more classes than a second look knows")
        self.within, self.shift, self.content, self.weights = within, 32 - bits, weights, weights
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
        for number in range(self.count):
            doubt = self.doubts + number
            if GAIN * self.difference(doubt, classes, history, tags, count) > doubt.margin:
                doubt.best = doubt.second
        for number in range(self.count):
            classes[self.doubts[number].token] = self.doubts[number].best

    cdef int32_t difference(
        self, const Doubt *doubt, const int32_t *classes, const int32_t *history, uint32_t tags, int32_t count
    ) noexcept nogil:
        """What the weights of the second class are more than those of the first one."""
        cdef Facts facts
        cdef uint32_t numbers[TEMPLATES]
        cdef uint32_t best = <uint32_t>doubt.best * <uint32_t>OF_CLASSES
        cdef uint32_t second = <uint32_t>doubt.second * <uint32_t>OF_CLASSES
        cdef int32_t sum = 0
        cdef Py_ssize_t template
        self.find_tags(&facts, doubt, classes, history, tags)
        self.find_words(&facts, doubt)
        self.find_verbs(&facts, doubt, classes, history, tags)
        facts.both = <uint32_t>(doubt.best * count + doubt.second)
        facts.margin = doubt.margin // STEP_OF_MARGINS
        number_templates(numbers, &facts)
        for template in range(TEMPLATES):
            sum += self.weights[numbers[template] + second >> self.shift]
            sum -= self.weights[numbers[template] + best >> self.shift]
        return sum

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
        facts.left = facts.right = tags
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


cdef inline uint32_t how_far(Py_ssize_t distance) noexcept nogil:
    """The number of a distance from one on, as `DISTANCES` parts them."""
    return 1 + (distance > 1) + (distance > 2) + (distance > 4) + (distance > 8)


cdef inline uint32_t with_fact(uint32_t mixed, uint32_t fact) noexcept nogil:
    mixed = (mixed ^ fact) * <uint32_t>STEP
    return mixed ^ mixed >> 15


cdef inline uint32_t of_two(uint32_t number, uint32_t first, uint32_t second) noexcept nogil:
    return with_fact(with_fact(number, first), second) * <uint32_t>MURMUR


cdef inline uint32_t of_three(uint32_t number, uint32_t first, uint32_t second, uint32_t third) noexcept nogil:
    return with_fact(with_fact(with_fact(number, first), second), third) * <uint32_t>MURMUR


cdef inline void number_templates(uint32_t *numbers, const Facts *facts) noexcept nogil:
    """Write the numbers of all `TEMPLATES`."""
    numbers[0] = of_two(1, facts.both, facts.margin)
    numbers[1] = of_three(2, facts.tags[1], facts.tags[2], facts.tags[3])
    numbers[2] = of_three(3, facts.tags[2], facts.tags[3], facts.tags[4])
    numbers[3] = of_three(4, facts.tags[3], facts.tags[4], facts.tags[5])
    numbers[4] = of_three(5, facts.tags[0], facts.tags[1], facts.tags[2])
    numbers[5] = of_two(6, facts.both, facts.tags[2])
    numbers[6] = of_two(7, facts.both, facts.tags[3])
    numbers[7] = of_three(8, facts.both, facts.tags[2], facts.tags[3])
    numbers[8] = of_three(9, facts.both, facts.tags[3], facts.tags[4])
    numbers[9] = of_two(10, facts.word, facts.tags[3])
    numbers[10] = of_three(11, facts.word, facts.tags[2], facts.tags[3])
    numbers[11] = of_two(12, facts.word, facts.both)
    numbers[12] = of_three(13, facts.word_before, facts.tags[3], facts.tags[4])
    numbers[13] = of_two(14, facts.word_after, facts.tags[4])
    numbers[14] = of_two(15, facts.group, facts.tags[3])
    numbers[15] = of_three(16, facts.group, facts.tags[2], facts.tags[3])
    numbers[16] = of_three(17, facts.group, facts.group_after, facts.tags[4])
    numbers[17] = of_three(18, facts.group, facts.group_before, facts.tags[3])
    numbers[18] = of_three(19, facts.left, facts.left_far, facts.both)
    numbers[19] = of_three(20, facts.right, facts.right_far, facts.both)
    numbers[20] = of_two(21, facts.left_word, facts.left_far)
    numbers[21] = of_two(22, facts.left, facts.right)
    numbers[22] = of_two(23, facts.last, facts.both)
