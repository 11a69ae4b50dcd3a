# The best IOB marks of sentences, and the chunks that they are.

cdef enum:
    MOST_TAGS = 65536  # so that the number of no transition is beyond 31 bits
    BLOCK = 2048  # words whose sentences go together, and without the interpreter's lock


cdef struct Span:
    int mark
    int start
    int end


@cython.final
cdef class Iob:
    """Finds chunks by a model's tables, which are read into C.

    ``tables`` are those of the model, ``templates`` theirs read, ``tag_ids`` the number of each tag with its aliases,
    and ``atoms_of`` numbers what there is to see in a token. Raises `ValueError` for tables that are too large or not
    of the usual types, which numpy's kernel may well take.
    """

    cdef Transitions transitions
    cdef TokenTypes known
    cdef TagNumbers tag_numbers
    cdef Sums sums
    cdef bint begins[WIDE]
    cdef bint goes_on[WIDE]
    cdef readonly list labels  # of each mark
    cdef object chunk
    cdef object lock

    cdef Sentence sentences[BLOCK]  # that wait, and
    cdef int sentence_count
    cdef Span *spans  # their chunks when they are found, and
    cdef int span_ends[BLOCK]  # how many of these up to each sentence
    cdef int *marks  # of the words of one
    cdef unsigned char *back
    cdef Py_ssize_t word_room
    cdef Py_ssize_t span_room
    cdef Py_ssize_t word_count

    def __cinit__(self, tables, templates, tag_ids, atoms_of, padding, chunk):
        marks, tags, bits = list(tables["marks"]), list(tables["tags"]), tables["bits"]
        if not (0 < len(marks) <= WIDE and 0 < len(tags) <= MOST_TAGS and 0 < bits <= MOST_BITS):
            raise ValueError("too many marks, tags or rows")
        if not all(type(number) is int and 0 <= number < len(tags) for number in tag_ids.values()):
            raise ValueError("a tag's number is that of none")
        self.lock, self.tag_numbers, self.chunk = Lock(), TagNumbers(tag_ids), chunk
        self.labels = [mark.partition("-")[2] for mark in marks]
        for index, mark in enumerate(marks):
            self.begins[<int>index], self.goes_on[<int>index] = mark[0] == "B", mark[0] == "I"
        cdef Weights weights = Weights(tables["weights"], len(marks), bits)
        self.transitions = Transitions(tables["transitions"], len(tags), len(marks))
        self.known = TokenTypes(weights, Templates(templates), tags, atoms_of, padding)
        self.sums = Sums(self.known)

    def __dealloc__(self):
        PyMem_Free(self.spans)
        PyMem_Free(self.marks)
        PyMem_Free(self.back)

    def chunks_all(self, sentences):
        """List the chunks of each sentence, given as forms, tags, and the number of the first token."""
        cdef list found = []
        cdef list offsets = []
        with self.lock:  # a word that Python is asked of may let another thread in
            self.clear()
            for forms, tags, offset in sentences:
                if len(tags) != len(forms):
                    raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
                self.take(forms, tags, 0, len(forms))
                offsets.append(offset)
                if self.is_full():
                    self.give(offsets, found)
            self.give(offsets, found)
        return found

    def columns_of(self, forms, tags, sentence_ends, Py_ssize_t longest):
        """Return the mark, start and end of each chunk of a document, as C ints; None for unusual columns.

        Unusual is a sentence of more than ``longest`` tokens, too.
        """
        cdef Py_ssize_t first = 0, last
        cdef tuple found = (array.array("i"), array.array("i"), array.array("i"))
        if not are_usual(forms, tags, sentence_ends, longest):
            return None
        with self.lock:
            self.clear()
            for end in <list>sentence_ends:
                last = end
                self.take(forms, tags, first, last)
                first = last
                if self.is_full():
                    self.extend(found)
            self.extend(found)
        return found

    cdef int extend(self, tuple found) except -1:
        """Find the chunks of the sentences that wait, and put them in columns."""
        cdef Py_ssize_t count, rank, place = 0
        cdef int first
        self.find()
        count = self.span_ends[self.sentence_count - 1] if self.sentence_count else 0
        cdef array.array marks = found[0], starts = found[1], ends = found[2]
        cdef Py_ssize_t before = len(marks)
        for column in found:
            array.resize_smart(column, before + count)
        for rank in range(self.sentence_count):
            first = self.sentences[rank].offset
            for place in range(place, self.span_ends[rank]):
                marks.data.as_ints[before + place] = self.spans[place].mark
                starts.data.as_ints[before + place] = first + self.spans[place].start
                ends.data.as_ints[before + place] = first + self.spans[place].end
            place = self.span_ends[rank]
        return self.clear()

    cdef int give(self, list offsets, list found) except -1:
        """Find and list the chunks of the sentences that wait."""
        cdef Py_ssize_t first, rank, place = 0
        cdef Span *span
        cdef list chunks
        self.find()
        for rank in range(self.sentence_count):
            first, chunks = offsets[rank], []
            for place in range(place, self.span_ends[rank]):
                span = &self.spans[place]
                chunks.append(
                    tuple.__new__(self.chunk, (self.labels[span.mark], first + span.start, first + span.end))
                )
            place = self.span_ends[rank]
            found.append(chunks)
        offsets.clear()
        return self.clear()

    cdef int clear(self) except -1:
        """Have no sentences wait."""
        self.sentence_count = 0
        self.word_count = self.sums.count = 0
        return self.known.make_room()

    cdef inline bint is_full(self) noexcept:
        return self.word_count >= BLOCK or self.sentence_count == BLOCK

    cdef int take(self, object forms, object tags, Py_ssize_t first, Py_ssize_t last) except -1:
        """Have one more sentence wait: the forms and tags of the words of a range."""
        cdef Py_ssize_t index
        cdef int tag
        cdef Sums sums = self.sums
        self.make_room(last - first)
        sums.put(0, 0)
        sums.put(0, 0)
        self.sentences[self.sentence_count].first = sums.count
        self.sentences[self.sentence_count].count = last - first
        self.sentences[self.sentence_count].offset = <int>first
        for index in range(first, last):
            tag = self.tag_numbers.number_of(tags[index])
            sums.put(self.known.type_of(forms[index], tag), tag)
        sums.put(1, 1)
        sums.put(1, 1)
        self.sentence_count += 1
        self.word_count += last - first
        return 0

    cdef int make_room(self, Py_ssize_t count) except -1:
        self.sums.reserve(count)
        if count > self.word_room:
            self.marks = <int *>resized(self.marks, count * sizeof(int))
            self.back = <unsigned char *>resized(self.back, count * WIDE)
            self.word_room = count
        if self.word_count + count > self.span_room:
            self.spans = <Span *>resized(self.spans, (self.word_count + count) * sizeof(Span))
            self.span_room = self.word_count + count
        return 0

    cdef int find(self) except -1:
        """Find the chunks of the sentences that wait."""
        cdef int rank
        cdef Span *span = self.spans
        cdef Sentence *sentence
        with nogil:
            for rank in range(self.sentence_count):
                sentence = &self.sentences[rank]
                if sentence.count > 0:
                    self.sums.sum_totals(sentence)
                    self.transitions.best(
                        self.sums.tags + sentence.first, self.sums.totals.scores, self.back, self.marks, sentence.count
                    )
                    span = self.put_spans(span, sentence.count)
                self.span_ends[rank] = <int>(span - self.spans)
        return 0

    cdef Span *put_spans(self, Span *spans, Py_ssize_t count) noexcept nogil:
        """Put a sentence's chunks by its marks: from one that begins a chunk to the first that doesn't go on."""
        cdef Py_ssize_t index = 0, end
        while index < count:
            if not self.begins[self.marks[index]]:
                index += 1
                continue
            end = index + 1
            while end < count and self.goes_on[self.marks[end]]:
                end += 1
            spans.mark, spans.start, spans.end = self.marks[index], <int>index, <int>end
            spans += 1
            index = end
        return spans
