# The stages of a grammar, applied to one sentence after another.

cdef enum:
    LONGEST = 256  # tags of a sentence; in longer ones a search that starts anew from each could take long


@cython.final
cdef class Grammar:
    """Finds chunks by stages, of each its label and what its rules are made of.

    ``alphabet`` has the letter of each tag, and these count from ``first``.
    """

    cdef readonly list labels
    cdef list label_numbers
    cdef list stages  # lists of rules
    cdef Py_ssize_t loop
    cdef Letters alphabet
    cdef Spans spans
    cdef type chunk
    cdef object lock

    cdef unsigned char letters[LONGEST]  # of a sentence, each chunk of an earlier stage as one
    cdef unsigned char places[LONGEST]  # of these, in chunks or not
    cdef int starts[LONGEST + 1]  # of these, in the sentence
    cdef Span found[LONGEST]  # in one stage
    cdef int count

    def __cinit__(self, stages, loop, alphabet, first, chunk):
        if not issubclass(chunk, tuple):
            raise TypeError("a chunk is a tuple")
        self.alphabet, self.loop, self.chunk = Letters(alphabet, first), loop, chunk
        self.labels = [label for label, _ in stages]
        self.label_numbers = [self.alphabet.number_of(label) for label in self.labels]
        if min(self.label_numbers) < 0:
            raise ValueError("a label has no number")
        self.stages = [[Rule(*parts) for parts in rules] for _, rules in stages]
        self.spans = Spans()
        self.lock = Lock()

    def chunks_all(self, sentences):
        """List the chunks of each sentence, given as forms, tags and the number of the first; None for unusual ones."""
        cdef list all = []
        with self.lock:  # a tag that Python is asked of may let another thread in
            for forms, tags, offset in sentences:
                if len(tags) != len(forms):
                    raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
                all.append(self.listed(offset) if self.read(tags, 0, len(tags)) and self.find() else None)
        return all

    def columns_of(self, forms, tags, sentence_ends):
        """Return the stage, start and end of each chunk of a document, as C ints; None for unusual columns."""
        cdef Py_ssize_t first = 0, last
        cdef tuple columns = (array.array("i"), array.array("i"), array.array("i"))
        if not are_usual(forms, tags, sentence_ends, LONGEST):
            return None
        with self.lock:
            for end in <list>sentence_ends:
                last = end
                if not (self.read(tags, first, last) and self.find()):
                    return None
                self.extend(columns, <int>first)
                first = last
        return columns

    cdef list listed(self, Py_ssize_t offset):
        """List the chunks that were found, counted from an offset."""
        cdef list chunks = []
        cdef Py_ssize_t place
        cdef Span *span
        for place in range(self.spans.count):
            span = &self.spans.sorted[place]
            chunks.append(triple(self.chunk, self.labels[span.stage], offset + span.start, offset + span.end))
        return chunks

    cdef int extend(self, tuple columns, int offset) except -1:
        """Put the chunks that were found in columns."""
        cdef array.array stages = columns[0], starts = columns[1], ends = columns[2]
        cdef Py_ssize_t before = len(stages), place
        for column in columns:
            array.resize_smart(column, before + self.spans.count)
        for place in range(self.spans.count):
            stages.data.as_ints[before + place] = self.spans.sorted[place].stage
            starts.data.as_ints[before + place] = offset + self.spans.sorted[place].start
            ends.data.as_ints[before + place] = offset + self.spans.sorted[place].end
        return 0

    cdef bint read(self, tags, Py_ssize_t first, Py_ssize_t last) except -1:
        """Take the tags of a range as a sentence's; return whether all is usual, it and they."""
        cdef Py_ssize_t index, number
        if last - first > LONGEST:
            return False
        for index in range(first, last):
            number = self.alphabet.number_of(tags[index])
            if number < 0:
                return False
            self.letters[index - first] = <unsigned char>number
            self.starts[index - first] = <int>(index - first)
        self.count = <int>(last - first)
        self.starts[self.count] = self.count
        return True

    cdef bint find(self) except -1:
        """Find the chunks of the sentence that was read."""
        cdef Py_ssize_t stage
        cdef Rule rule
        self.spans.count = 0
        for _ in range(self.loop):
            for stage in range(len(self.stages)):
                memset(self.places, OUTSIDE, self.count)
                for rule in <list>self.stages[stage]:
                    rule.apply(self.letters, self.places, self.count)
                self.take(<int>stage, self.label_numbers[stage])
        return True

    cdef int take(self, int stage, unsigned char label) except -1:
        """Keep the chunks that a stage has left, each of which is one letter from now on."""
        cdef int at = 0, end, kept = 0, more = 0
        while at < self.count:
            end = at + 1
            self.starts[kept] = self.starts[at]
            self.letters[kept] = self.letters[at]
            if self.places[at] != OUTSIDE:
                while end < self.count and self.places[end] == INSIDE:
                    end += 1
                self.letters[kept] = label
                self.found[more].stage = stage
                self.found[more].start = self.starts[at]
                self.found[more].end = self.starts[end]
                more += 1
            kept += 1
            at = end
        self.starts[kept] = self.starts[self.count]
        self.count = kept
        return self.spans.merge(self.found, more)
