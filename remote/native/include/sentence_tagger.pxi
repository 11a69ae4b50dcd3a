# Sentences tagged from left to right, many at once. After `word_types.pxi`.

cdef enum:
    WINDOW = 1024  # tokens that are tagged at once
    SOONER = 8  # words, of what is asked of memory before it is needed
    CONTEXT = 4  # words of a sentence, or padding, beside a part of it


cdef struct Part:  # of a sentence, or the whole
    Py_ssize_t place  # of its first token, among the words beside parts
    Py_ssize_t length
    Py_ssize_t first  # of its tokens in the document
    Py_ssize_t start, end  # of its sentence


cdef class SentenceTagger:
    """Numbers the word types of sentences and has their tokens tagged, in steps of so many tokens.

    Before a sentence stand padding words 0 and 1, after it 2 and 3; its first token comes after the classes
    ``classes + 1`` and ``classes``, which stand for the start.
    """

    cdef readonly WordTypes types
    cdef Py_ssize_t classes
    cdef Py_ssize_t window
    cdef int32_t *numbers  # of the words in a window, each part's among those beside it, and
    cdef int32_t *found  # the classes of these
    cdef Part *parts
    cdef Py_ssize_t part_count, used, tokens
    cdef int32_t last, second  # classes of the part that the next one goes on with

    def __cinit__(self, *arguments, **options):
        self.numbers = self.found = NULL
        self.parts = NULL

    def __dealloc__(self):
        free(self.numbers)
        free(self.found)
        free(self.parts)

    cdef int set_up(self, Py_ssize_t types, Py_ssize_t classes) except -1:
        self.classes = classes
        self.types = WordTypes(max(types, 64))
        self.window = min(WINDOW, self.types.capacity // 2)
        self.numbers = <int32_t *>malloc((1 + CONTEXT) * self.window * sizeof(int32_t))
        self.found = <int32_t *>malloc((1 + CONTEXT) * self.window * sizeof(int32_t))
        self.parts = <Part *>malloc(self.window * sizeof(Part))
        if self.numbers == NULL or self.found == NULL or self.parts == NULL:
            raise MemoryError
        return 0

    cdef int learn(self, int32_t number, str word, int case) except -1:
        """Find out what tagging needs to know of a new word type."""
        raise NotImplementedError

    cdef int case_of(self, list forms, Py_ssize_t start, Py_ssize_t end) except -1:
        """The case of a sentence, in which its words are types of their own; 0 is the usual one."""
        return 0

    cdef Py_ssize_t decode(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        """Find the classes of the tokens at some places; return that of one that `decided` is to find, or -1."""
        return -1

    cdef int32_t decided(self, Part *part, Py_ssize_t place, list forms) except -1:
        """Find the class of one token."""
        raise NotImplementedError

    cdef void part_tagged(self, Part *part) noexcept nogil:
        """See what there is to do when the classes of a part are found."""

    cdef int tag_all(self, list forms, list lengths, Py_ssize_t longest, int32_t *classes) except -1:
        """Find the class of each form of sentences of so many, longer ones of which are parted there."""
        cdef Py_ssize_t start = 0, end, first, last, length, size
        cdef int case
        cdef Py_ssize_t count = len(forms)
        for size in lengths:
            if size < 0 or size > count - start:
                raise ValueError("sentences of other lengths than there are forms for")
            start += size
        if start != count:
            raise ValueError("sentences of other lengths than there are forms for")
        self.part_count = self.used = self.tokens = 0
        start = 0
        for size in lengths:
            last = start + size
            case = self.case_of(forms, start, last)
            while start < last:
                end = min(start + longest, last)
                first = start
                while first < end:
                    length = min(end - first, self.window - self.tokens)
                    self.add_part(forms, first, length, start, end, case)
                    first += length
                    if self.tokens == self.window:
                        self.tag_window(forms, classes)
                start = end
        self.tag_window(forms, classes)
        return 0

    cdef int add_part(
        self, list forms, Py_ssize_t first, Py_ssize_t length, Py_ssize_t start, Py_ssize_t end, int case
    ) except -1:
        """Number the words of a part of a sentence, and those beside it."""
        cdef Py_ssize_t index
        cdef int32_t *number = self.numbers + self.used
        cdef Part *part = self.parts + self.part_count
        if not self.tokens:  # no number that is in use changes hands
            self.types.make_room(self.window + CONTEXT)
        for index in range(first - 2, first + length + 2):
            if start <= index + SOONER < end:
                form = <object>PyList_GET_ITEM(forms, index + SOONER)
                if PyUnicode_CheckExact(form):
                    SOON(self.types.slots + (hash_in(form, case) & self.types.mask))
            if start <= index < end:
                number[0] = self.number_of(<object>PyList_GET_ITEM(forms, index), case)
            else:
                number[0] = index - start + 2 if index < start else index - end + 2
            number += 1
        part.place, part.length, part.first, part.start, part.end = self.used + 2, length, first, start, end
        self.part_count += 1
        self.used += length + CONTEXT
        self.tokens += length
        return 0

    cdef inline int32_t number_of(self, object form, int case) except -1:
        cdef int32_t number
        if not PyUnicode_CheckExact(form):
            form = plain_string(form)
        number = self.types.find(form, case)
        return number if number >= 0 else self.learn_new(<str>form, case)

    cdef int32_t learn_new(self, str word, int case) except -1:
        """Number a new word type."""
        cdef int32_t number = self.types.add(word, case)
        try:
            self.learn(number, word, case)
        except BaseException:
            self.types.remove_last(number)
            raise
        return number

    cdef int tag_window(self, list forms, int32_t *classes) except -1:
        """Tag the parts that were added, and begin anew."""
        cdef Py_ssize_t index = 0, place = -1
        while index < self.part_count:
            with nogil:
                place = self.tag_parts(&index, place, classes)
            if place >= 0:
                self.found[place] = self.decided(self.parts + index, place, forms)
                place += 1
        self.part_count = self.used = self.tokens = 0
        return 0

    cdef Py_ssize_t tag_parts(self, Py_ssize_t *index, Py_ssize_t place, int32_t *classes) noexcept nogil:
        """Tag parts from one on, or from a place in it; return the place of a token that `decided` is to find, or -1."""
        cdef Part *part
        cdef Py_ssize_t end
        while index[0] < self.part_count:
            part = self.parts + index[0]
            end = part.place + part.length
            if place < 0:
                if part.first == part.start:
                    self.last, self.second = <int32_t>self.classes, <int32_t>self.classes + 1
                place = part.place
                self.found[place - 1], self.found[place - 2] = self.last, self.second
            place = self.decode(place, end)
            if place >= 0:
                return place
            self.last, self.second = self.found[end - 1], self.found[end - 2]
            memcpy(classes + part.first, self.found + part.place, part.length * sizeof(int32_t))
            self.part_tagged(part)
            index[0] += 1
        return -1


cdef list named(const int32_t *classes, Py_ssize_t count, list names):
    """The names of classes, which all have one."""
    cdef Py_ssize_t index
    cdef list found = [None] * count
    for index in range(count):
        found[index] = <object>PyList_GET_ITEM(names, classes[index])
    return found
