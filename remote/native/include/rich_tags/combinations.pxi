# What a second look combines: the facts around a token in doubt, as `facts` has them, and what they weigh.

cdef enum:
    GAIN = 4
    TEMPLATES = 23  # of either kind
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
    uint32_t left, left_far, left_word, right, right_far, before_right  # the nearest verbs
    uint32_t last


cdef struct Weighing:  # the weights of combinations of facts, and the margin up to which they count
    int32_t within
    int shift
    const signed char *weights


cdef int set_weighing(Weighing *weighing, int32_t within, bytes weights) except -1:
    cdef int bits = len(weights).bit_length() - 1
    if not 1 <= bits <= MOST_BITS or len(weights) != 1 << bits or not 0 < within < 1 << 15:
        raise ValueError("a second look with another number of weights than a power of two, or at no margin")
    weighing.within, weighing.shift, weighing.weights = within, 32 - bits, weights
    return 0


cdef inline int32_t difference(const Weighing *weighing, const uint32_t *numbers, const Doubt *doubt) noexcept nogil:
    """What the weights of the second class are more than those of the first one."""
    cdef uint32_t best = <uint32_t>doubt.best * <uint32_t>OF_CLASSES
    cdef uint32_t second = <uint32_t>doubt.second * <uint32_t>OF_CLASSES
    cdef int32_t sum = 0
    cdef Py_ssize_t template
    for template in range(TEMPLATES):
        sum += weighing.weights[numbers[template] + second >> weighing.shift]
        sum -= weighing.weights[numbers[template] + best >> weighing.shift]
    return sum


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


cdef inline uint32_t of_one(uint32_t number, uint32_t first) noexcept nogil:
    return with_fact(number, first) * <uint32_t>MURMUR


cdef inline void number_usual(uint32_t *numbers, const Facts *facts) noexcept nogil:
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


cdef inline void number_akin(uint32_t *numbers, const Facts *facts) noexcept nogil:
    """Write the numbers of all `AKIN_TEMPLATES`."""
    numbers[0] = of_two(1, facts.both, facts.margin)
    numbers[1] = of_two(2, facts.word, facts.tags[3])
    numbers[2] = of_three(3, facts.word, facts.tags[3], facts.tags[4])
    numbers[3] = of_two(4, facts.word, facts.word_after)
    numbers[4] = of_two(5, facts.word, facts.word_before)
    numbers[5] = of_two(6, facts.word, facts.group_before)
    numbers[6] = of_two(7, facts.word, facts.group_after)
    numbers[7] = of_three(8, facts.word, facts.tags[2], facts.tags[3])
    numbers[8] = of_three(9, facts.word, facts.right, facts.before_right)
    numbers[9] = of_three(10, facts.word, facts.right, facts.right_far)
    numbers[10] = of_two(11, facts.word_before, facts.tags[3])
    numbers[11] = of_two(12, facts.word, facts.left)
    numbers[12] = of_three(13, facts.tags[3], facts.tags[4], facts.tags[5])
    numbers[13] = of_three(14, facts.both, facts.tags[3], facts.tags[4])
    numbers[14] = of_two(15, facts.both, facts.tags[2])
    numbers[15] = of_three(16, facts.left, facts.left_far, facts.both)
    numbers[16] = of_three(17, facts.right, facts.before_right, facts.tags[3])
    numbers[17] = of_three(18, facts.word, facts.right, facts.tags[3])
    numbers[18] = of_two(19, facts.word, facts.before_right)
    numbers[19] = of_two(20, facts.word, facts.tags[5])
    numbers[20] = of_one(21, facts.word)
    numbers[21] = of_two(22, facts.word_after, facts.right)
    numbers[22] = of_three(23, facts.word, facts.group_after, facts.right)
