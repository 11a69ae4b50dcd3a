# Documents as CoNLL-U.

@cython.final
cdef class Conllu:
    """Writes regular documents as CoNLL-U."""

    cdef ConlluColumns beside
    cdef object joins
    cdef object is_normalized

    def __init__(self, tag_columns, lemma_column, misc_column, joins, is_normalized):
        self.beside = ConlluColumns(tag_columns, lemma_column, misc_column)
        self.joins = joins
        self.is_normalized = is_normalized

    def written(self, head, prefix, text, columns):
        """Write a document after its head; ``prefix`` is what the ids of its sentences begin with."""
        cdef Columns mine = Columns(text, columns)
        if not mine.fits or not mine.count or not mine.in_order() or not self.is_regular(mine):
            return None
        cdef Marks marks = Marks(columns.chunks, mine.count)
        if not marks.fits:
            return None
        try:
            return self.document(head, prefix, mine, marks)
        except ValueError:  # Python says what is wrong
            return None

    cdef bint is_regular(self, Columns mine) except -1:
        """Return whether no token holds white space, none but that is between tokens, and no sentence is empty."""
        cdef Py_ssize_t index, place
        cdef int traits = 0
        for index in range(mine.count):
            for place in range(mine.starts[index], mine.ends[index]):
                traits |= traits_of(mine.character(place))
            for place in range(mine.ends[index], mine.gap_end(index)):
                if not traits_of(mine.character(place)) & SPACE:
                    return False
        for index in range(mine.sentence_ends.shape[0]):
            if mine.sentence_ends[index] == (mine.sentence_ends[index - 1] if index else 0):
                return False
        if traits & (SPACE | HALF):
            return False
        return not traits & UNSAFE or self.is_normalized("NFC", "".join([mine.surface(i) for i in range(mine.count)]))

    cdef bytes document(self, object head, object prefix, Columns mine, Marks marks):
        cdef Output output = Output()
        cdef Py_ssize_t number, index, end, first = 0
        cdef list fast = [None] * (2 * len(marks.names))  # of a mark and whether a space comes after it
        if output.put_string(head) & HALF:
            return None
        for number in range(mine.sentence_ends.shape[0]):
            output.put(b"# sent_id = ", 12)
            if output.put_string(prefix) & HALF:
                return None
            if PyUnicode_GET_LENGTH(prefix):
                output.put_byte(c"-")
            output.put_number(number + 1)
            end = mine.sentence_ends[number]
            self.put_plain_text(output, mine, first, end)
            index = first
            while index < end:
                index = self.put_token(output, mine, marks, fast, first, index, end)
            output.put_byte(c"\n")
            first = end
        return output.taken()

    cdef int put_plain_text(self, Output output, Columns mine, Py_ssize_t first, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        output.put(b"\n# text = ", 10)
        for index in range(first, end):
            mine.put_surface(output, index)
            if index + 1 < end and mine.ends[index] < mine.starts[index + 1]:
                output.put_byte(c" ")
        return output.put_byte(c"\n")

    cdef Py_ssize_t put_token(
        self, Output output, Columns mine, Marks marks, list fast, Py_ssize_t first, Py_ssize_t index, Py_ssize_t end
    ) except -1:
        """Write the line of a word, or those of all words of a multiword token; return the next word."""
        cdef Py_ssize_t word, last = index + 1
        while last < end and self.are_joined(mine, last):
            last += 1
        if last - index > 1:
            output.put_number(index - first + 1)
            output.put_byte(c"-")
            output.put_number(last - first)
            output.put_byte(c"\t")
            output.put_text(mine.kind, mine.data, mine.starts[index], mine.ends[last - 1])
            output.put(b"\t_", 2)
            output.put_bytes(self.beside.middle(None, None, None))
            before = mine.text[: mine.starts[0]] if index == 0 else ""
            output.put_bytes(self.beside.misc((None, mine.gap(last - 1), None, before, last == mine.count)))
        for word in range(index, last):
            output.put_number(word - first + 1)
            output.put_byte(c"\t")
            mine.put_surface(output, word)
            tag = None if mine.tags is None else mine.tags[word]
            self.beside.put_lemma(output, None if mine.lemmas is None else mine.lemmas[word])
            output.put_bytes(self.beside.middle(mine, word, tag))
            output.put_bytes(self.misc_of(mine, marks, fast, word, last - index > 1))
        return last

    cdef bytes misc_of(self, Columns mine, Marks marks, list fast, Py_ssize_t index, bint inside):
        """Return a word's MISC and the end of its line; inside a token, white space around it is the whole token's."""
        cdef Py_ssize_t place, end = mine.ends[index], gap = mine.gap_end(index) - end
        cdef bint last = index + 1 == mine.count and not inside
        cdef bint after_something = index == 0 and mine.starts[0] > 0 and not inside
        cdef bint spaced = inside or (gap == 1 and mine.character(end) == c" ")
        cdef object mark, kept
        if last or after_something or not (spaced or gap == 0) or not mine.is_form(index):
            mark = marks.mark(index)
            form = None if mine.is_form(index) else mine.forms[index]
            before = mine.text[: mine.starts[0]] if after_something else ""
            return self.beside.misc((mark, " " if spaced else mine.gap(index), form, before, last))
        place = 2 * marks.number(index) + spaced
        kept = fast[place]
        if kept is None:
            kept = fast[place] = self.beside.misc((marks.mark(index), " " if spaced else "", None, "", False))
        return <bytes>kept

    cdef bint are_joined(self, Columns mine, Py_ssize_t index) except -1:
        """Return whether a word is of the same token as the one before it."""
        cdef Py_ssize_t start = mine.starts[index]
        if start > mine.ends[index - 1]:
            return False
        cdef Py_ssize_t place, length = mine.ends[index] - start
        cdef Code first = mine.character(start), before = mine.character(start - 1)
        cdef bint begins_clitic = is_apostrophe(first) or first == c"`" or first | 32 == c"n"
        if begins_clitic and not (first | 32 == c"n" and length != 3):
            if length == 1 and is_apostrophe(first):
                return mine.tags is not None and mine.tags[index] == "POS" and Py_UNICODE_ISALNUM(before)
            for place in range(start + 1, start + length):
                if mine.character(place) > 127 and not is_apostrophe(mine.character(place)):
                    tag = None if mine.tags is None else mine.tags[index]
                    return self.joins((mine.surface(index - 1), mine.surface(index), tag))
            if is_clitic(mine, start, length):
                return Py_UNICODE_ISALPHA(before) or (
                    Py_UNICODE_ISDIGIT(before) and mine.character(start + length - 1) | 32 == c"s"
                )
        if not is_latin(before):
            return False
        for place in range(start, start + length):
            if not is_latin(mine.character(place)):
                return False
        return True
