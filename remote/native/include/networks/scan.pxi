# The sentences of a text, by its units.

@cython.final
cdef class NetworkScan:
    """Finds the sentences of a text by a network, as `kernels.splitter.network.NetworkSplitter` does.

    ``describe`` returns the flags and the checksums of the features of a unit that is not described here, and
    ``inner_cuts`` where a sentence may end inside one. ``most`` is how many types of units are kept.
    """

    cdef NetworkRows network
    cdef FieldRows fields
    cdef UnitTypes types
    cdef TextUnits units
    cdef object lock  # since others may come while a unit is described in Python

    def __cinit__(
        self, NetworkRows network not None, UnitFeatures features not None, dict fields, describe, inner_cuts,
        Py_ssize_t most,
    ):
        self.network, self.lock = network, Lock()
        self.fields = FieldRows(network, fields)
        self.types = UnitTypes(network, features, describe, inner_cuts, most)
        self.units = TextUnits(self.types)

    @property
    def known(self):
        """The number of types that are known."""
        return self.types.count - 2

    def spans(self, text, Py_ssize_t first, Py_ssize_t last):
        """List the start and end of each sentence in a part of a text, white space around it left out."""
        if type(text) is not str:
            text = str.__str__(text)
        with self.lock:
            self.types.forget_some()
            self.units.read(text, max(first, 0), min(last, PyUnicode_GET_LENGTH(text)))
            return self.sentences()

    cdef list sentences(self):
        """Find which units sentences end with, paragraph by paragraph."""
        cdef list spans = []
        cdef Py_ssize_t first = 0, last, longest = 0
        cdef int rate = self.survey(&longest)
        while first < self.units.count:
            last = first
            while self.units.all[last].kind < BLANK:
                last += 1
            self.divide(spans, first, last, rate, longest)
            first = last + 1
        return spans

    cdef int survey(self, Py_ssize_t* longest) noexcept nogil:
        """Find the longest line, and return how often lower case follows what may end a sentence: a field's value."""
        cdef Py_ssize_t index, line = 0, known = 0, low = 0
        cdef Unit* unit
        for index in range(self.units.count):
            unit = self.units.all + index
            if unit.kind >= LINE:
                longest[0] = max(longest[0], unit.end - self.units.all[line].start)
                line = index + 1
            if unit.kind < BLANK and self.flags(index) & TERMINAL:  # there is a next one
                known += 1
                low += (self.flags(index + 1) & LOWER) != 0
        return rate_field(low, known)

    cdef int divide(self, list spans, Py_ssize_t first, Py_ssize_t last, int rate, Py_ssize_t longest) except -1:
        """Put the sentences of a paragraph, given by its first and last unit."""
        cdef short[WIDEST] of_paragraph
        cdef Py_ssize_t position, begin = first, line = first, before = first - 1, after = first
        cdef int kind, width, offset
        cdef Unit* units = self.units.all
        self.fields.sum_of_paragraph(of_paragraph, rate, (self.flags(last) & TERMINAL) != 0, last - first + 1)
        for position in range(first, last):
            kind = units[position].kind
            if position + AHEAD < last and self.is_candidate(position + AHEAD):
                for offset in range(-2, 4):  # here, as compilers leave out a function that only fetches
                    SOON(self.near(position + AHEAD, offset, first, last))
            if self.is_candidate(position):
                while after <= last and (after <= position or not self.flags(after) & TERMINAL):
                    after += 1
                width = line_field(units[position].end - units[line].start, longest) if kind == LINE else 0
                if self.is_end(of_paragraph, first, last, position, before, after, width):
                    spans.append((units[begin].start, units[position].end))
                    begin = position + 1
            if self.flags(position) & TERMINAL:
                before = position
            if kind >= LINE:
                line = position + 1
        spans.append((units[begin].start, units[last].end))
        return 0

    cdef inline int flags(self, Py_ssize_t position) noexcept nogil:
        return self.types.all[self.units.all[position].type].flags

    cdef inline bint is_candidate(self, Py_ssize_t position) noexcept nogil:
        """Return whether a sentence may end after a unit that is not its paragraph's last."""
        return (
            self.units.all[position].kind != SPACE or not self.flags(position) & WORD
            or not self.flags(position + 1) & LOWER
        )

    cdef inline const short* near(
        self, Py_ssize_t position, int offset, Py_ssize_t first, Py_ssize_t last
    ) noexcept nogil:
        """Return the sums of the unit at an offset from a gap's, or of what is before or after the paragraph."""
        cdef Py_ssize_t at = position + offset
        cdef int number = self.units.all[at].type if first <= at <= last else offset > 0
        return self.types.sums_of(number) + (offset + 2) * self.types.stride

    cdef bint is_end(
        self, const short* of_paragraph, Py_ssize_t first, Py_ssize_t last, Py_ssize_t position, Py_ssize_t before,
        Py_ssize_t after, int width,
    ) noexcept nogil:
        """Return whether a sentence ends after a unit, the next of which is in the same paragraph."""
        cdef short[WIDEST] hidden
        cdef const short* a = self.near(position, -2, first, last)
        cdef const short* b = self.near(position, -1, first, last)
        cdef const short* c = self.near(position, 0, first, last)
        cdef const short* d = self.near(position, 1, first, last)
        cdef const short* e = self.near(position, 2, first, last)
        cdef const short* f = self.near(position, 3, first, last)
        cdef const short* g = self.fields.row(KIND, self.units.all[position].kind)
        cdef const short* h = self.fields.row(SINCE_START, bucket(position - first))
        cdef const short* i = self.fields.row(UNTIL_END, bucket(last - position - 1))
        cdef const short* j = self.fields.row(SINCE_MARK, bucket(position - max(before + 1, first)))
        cdef const short* k = self.fields.row(UNTIL_MARK, bucket(after - position - 1) if after <= last else 11)
        cdef const short* l = self.fields.row(LINE_WIDTH, width)
        cdef int column
        for column in range(self.network.stride):
            hidden[column] = (
                of_paragraph[column] + a[column] + b[column] + c[column] + d[column] + e[column] + f[column]
                + g[column] + h[column] + i[column] + j[column] + k[column] + l[column]
            )
        return self.network.says_yes(hidden) or self.ends_speech(position, last)

    cdef inline bint ends_speech(self, Py_ssize_t position, Py_ssize_t last) noexcept nogil:
        """Return whether a unit closes speech and the next begins a sentence, which does not say who spoke."""
        if not self.flags(position) & CLOSES or not self.flags(position + 1) & STARTS:
            return False
        return position + 2 > last or not self.flags(position + 2) & SAYS
