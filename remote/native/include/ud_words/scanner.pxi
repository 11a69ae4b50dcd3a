# The scanner, which goes from piece to piece.

cdef enum:
    MOST_WIDTH = 256  # of the network

cdef int64_t MOST_BIAS = 1 << 60  # to which the sums add less


@cython.final
cdef class UdWords:
    """Finds the words of sentences.

    ``names``, ``rows`` (of C's shorts, the first for features that are not known) and ``weights`` are the network's,
    ``endings``, ``runs`` and ``doubtful`` the lexicon's. ``cuts_by_form`` and ``kind`` are asked about a piece that may
    have a form of its own, ``cuts`` about one that is not of plain ASCII, too long or doubtful, with what follows it.
    """

    cdef uint8_t flags[128]
    cdef uint8_t* plain
    cdef Forms forms
    cdef Piece* pieces
    cdef uint32_t* slots  # of an open table: a feature's checksum
    cdef int32_t* numbers  # and its row; -1 where there is none
    cdef uint32_t slots_mask
    cdef const int16_t[:, ::1] rows
    cdef const int64_t[::1] weights
    cdef int64_t bias
    cdef int width
    cdef frozenset endings, runs, doubtful
    cdef uint32_t ends[128]  # by its last character, which characters are before it in an ending
    cdef uint32_t begins[128]  # by its first character, of which lengths there are runs
    cdef int longest_ending
    cdef object cuts_by_form, kind, cuts

    def __cinit__(self, names, rows, weights, bias, lexicon, marks, cuts_by_form, kind, cuts, plain):
        cdef uint32_t code
        self.rows, self.weights, self.bias = rows, weights, bias
        self.width = <int>min(self.weights.shape[0], MOST_WIDTH + 1)
        if self.width > MOST_WIDTH or self.rows.shape[1] != self.width or self.rows.shape[0] != len(names) + 1:
            raise ValueError("the network's rows are not as its names and weights are")
        if not -MOST_BIAS < self.bias < MOST_BIAS:
            raise ValueError("the network's bias is too large")
        self.endings, self.runs, self.doubtful = map(frozenset, lexicon)
        self.longest_ending = max(map(len, self.endings), default=0)
        self.cuts_by_form, self.kind, self.cuts = cuts_by_form, kind, cuts
        self.plain = plain_table(plain, False)
        self.forms = Forms()
        self.pieces = <Piece*>calloc(SETS * WAYS, sizeof(Piece))
        if self.pieces == NULL:
            raise MemoryError
        self.set_names(names)
        memset(self.flags, 0, sizeof(self.flags))
        for code in range(128):
            sign = chr(code)
            if sign.isalpha():
                self.flags[code] |= IS_LETTER
            if sign.isupper():
                self.flags[code] |= IS_UPPER
            if sign.isdigit():
                self.flags[code] |= IS_DIGIT
            if sign.isspace():
                self.flags[code] |= IS_SPACE
            if sign in marks:
                self.flags[code] |= IS_MARK
        memset(self.ends, 0, sizeof(self.ends))
        memset(self.begins, 0, sizeof(self.begins))
        for ending in self.endings:
            if ending and ending.isascii():
                before = bit_of(ord(ending[len(ending) - 2])) if len(ending) > 1 else 0xFFFFFFFFU
                self.ends[<int>ord(ending[len(ending) - 1])] |= before
        for run in self.runs | self.doubtful:
            if run and run.isascii():
                self.begins[<int>ord(run[0])] |= bit_of(len(run))

    cdef int set_names(self, names) except -1:
        cdef uint32_t size = 1024, name, slot
        cdef int32_t number = 0
        while size < 2 * len(names):
            size *= 2
        self.slots = <uint32_t*>malloc(size * sizeof(uint32_t))
        self.numbers = <int32_t*>malloc(size * sizeof(int32_t))
        if self.slots == NULL or self.numbers == NULL:
            raise MemoryError
        memset(self.numbers, 0xFF, size * sizeof(int32_t))
        self.slots_mask = size - 1
        for name in names:
            number += 1
            slot = (name * 2654435769U >> 7) & self.slots_mask
            while self.numbers[slot] >= 0 and self.slots[slot] != name:
                slot = (slot + 1) & self.slots_mask
            self.slots[slot] = name
            self.numbers[slot] = number
        return 0

    def __dealloc__(self):
        free(self.plain)
        free(self.pieces)
        free(self.slots)
        free(self.numbers)

    def columns(self, text, spans):
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        cdef int kind
        if not isinstance(text, str):
            raise TypeError(f"a text is to be a str, not a {type(text).__name__}")
        if PyUnicode_GET_LENGTH(text) > 0x7FFFFFF0:
            raise OverflowError("the text is too long")
        kind = PyUnicode_KIND(text)
        if kind == 1:
            return self.found(<uint8_t*>PyUnicode_DATA(text), text, spans)
        if kind == 2:
            return self.found(<uint16_t*>PyUnicode_DATA(text), text, spans)
        return self.found(<uint32_t*>PyUnicode_DATA(text), text, spans)

    def is_yes(self, bag):
        """Return whether the network says yes to a bag of features."""
        cdef int16_t[MOST_WIDTH] sums
        cdef const uint8_t* name
        cdef bytes encoded
        memset(sums, 0, sizeof(sums))
        for feature in bag:
            encoded = feature.encode("utf-8", "surrogatepass")
            name = <const uint8_t*>PyBytes_AS_STRING(encoded)
            self.add(sums, text(start_of(b""), name, <int>len(encoded)))
        return self.score(sums) > 0

    cdef found(self, Char* surface, text, spans):
        cdef Places places
        cdef Char* read = surface
        cdef Char* other = NULL
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start, end
        cdef list sentence_ends = []
        memset(&places, 0, sizeof(Places))
        try:
            if is_typographic(self.plain, surface, length):
                other = <Char*>malloc(length * sizeof(Char))
                if other == NULL:
                    raise MemoryError
                memcpy(other, surface, length * sizeof(Char))
                write_plainly(self.plain, surface, other, length)
                read = other
            more_places(&places, length // 5 + 64)
            for start, end in spans:
                if start < 0 or end < 0:
                    raise ValueError(f"no sentence can be from {start} to {end}")
                end = min(end, length)
                if start < end:
                    self.scan(&places, read, start, end)
                sentence_ends.append(places.count)
            return (
                self.forms_of(&places, surface),
                array("i", PyBytes_FromStringAndSize(<char*>places.starts, places.count * sizeof(int32_t))),
                array("i", PyBytes_FromStringAndSize(<char*>places.ends, places.count * sizeof(int32_t))),
                sentence_ends,
            )
        finally:
            free(other)
            free(places.starts)
            free(places.ends)

    cdef list forms_of(self, Places* places, Char* surface):
        cdef list forms = PyList_New(places.count)
        cdef Py_ssize_t index
        cdef object form
        for index in range(places.count):
            form = self.forms.form(surface + places.starts[index], places.ends[index] - places.starts[index])
            Py_INCREF(form)
            PyList_SET_ITEM(forms, index, form)
        return forms

    cdef inline bint is_white(self, uint32_t code) noexcept nogil:
        return self.flags[code] & IS_SPACE != 0 if code < 128 else Py_UNICODE_ISSPACE(code)

    cdef int scan(self, Places* places, Char* text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Find the words of a sentence."""
        cdef Py_ssize_t at = start, piece, following, following_end
        cdef bint is_simple
        cdef uint32_t code
        while end > start and self.is_white(text[end - 1]):
            end -= 1
        while True:
            while at < end and self.is_white(text[at]):
                at += 1
            if at >= end:
                return 0
            piece = at
            while at < end and <uint32_t>text[at] < 128 and self.flags[text[at]] & IS_LETTER:
                at += 1
            if at > piece and (at == end or self.is_white(text[at])):
                if not self.may_be_special(text + piece, at - piece):
                    add_place(places, piece, at)
                    continue
            is_simple = True
            while at < end and not self.is_white(text[at]):
                if <uint32_t>text[at] >= 128:
                    is_simple = False
                at += 1
            if not is_simple or at - piece > LONGEST or (at < end and self.is_doubtful(text + piece, at - piece)):
                following = at
                while following < end and self.is_white(text[following]):
                    following += 1
                following_end = following
                while following_end < end and not self.is_white(text[following_end]):
                    following_end += 1
                self.cut_by_python(places, text, piece, at, following, following_end)
            else:
                self.cut_plain(places, text, piece, at, at == end)

    cdef inline bint may_be_special(self, Char* word, Py_ssize_t length) noexcept nogil:
        """Return whether a word of ASCII letters may be one that the lexicon names, or end as one does."""
        return self.may_be_run(lower_of(word[0]), length) or (
            length > 1 and self.may_end(lower_of(word[length - 1]), lower_of(word[length - 2]))
        )

    cdef inline bint may_be_run(self, uint8_t first, Py_ssize_t length) noexcept nogil:
        return self.begins[first] & bit_of(length) != 0

    cdef inline bint may_end(self, uint8_t last, uint8_t before) noexcept nogil:
        return self.ends[last] & bit_of(before) != 0

    cdef bint is_doubtful(self, Char* piece, Py_ssize_t length) except -1:
        while length and self.flags[piece[length - 1]] & IS_MARK:
            length -= 1
        while length and self.flags[piece[0]] & IS_MARK:
            piece += 1
            length -= 1
        if length == 0 or not self.may_be_run(lower_of(piece[0]), length):
            return False
        return PyUnicode_FromKindAndData(sizeof(Char), piece, length).lower() in self.doubtful

    cdef int cut_by_python(
        self, Places* places, Char* text, Py_ssize_t piece, Py_ssize_t end, Py_ssize_t following,
        Py_ssize_t following_end,
    ) except -1:
        cdef Py_ssize_t cut, last = piece
        cuts = self.cuts(
            PyUnicode_FromKindAndData(sizeof(Char), text + piece, end - piece),
            PyUnicode_FromKindAndData(sizeof(Char), text + following, following_end - following),
        )
        for cut in cuts:
            if not last < piece + cut < end:
                raise ValueError("a cut is outside of its piece")
            add_place(places, last, piece + cut)
            last = piece + cut
        return add_place(places, last, end)

    cdef int cut_plain(self, Places* places, Char* text, Py_ssize_t piece, Py_ssize_t end, bint is_last) except -1:
        """Cut a piece of ASCII, from memory if it came not long ago."""
        cdef uint64_t key = 14695981039346656037ULL ^ is_last
        cdef int length = <int>(end - piece), at, way, count
        cdef Piece* known
        cdef Piece swapped
        cdef uint8_t[LONGEST] cuts
        for at in range(length):
            key = (key ^ <uint64_t>text[piece + at]) * 1099511628211ULL
        key ^= key >> 32
        known = self.pieces + WAYS * (key & (SETS - 1))
        if length <= LONGEST_KEPT:
            for way in range(WAYS):
                if known[way].key == key and is_piece(known + way, text + piece, length, is_last):
                    if way > 0:
                        swapped = known[way - 1]
                        known[way - 1] = known[way]
                        known[way] = swapped
                        way -= 1
                    return add_parts(places, piece, end, known[way].cuts, known[way].count)
        count = self.find_cuts(text + piece, length, is_last, cuts)
        if length <= LONGEST_KEPT and count <= MOST_KEPT:
            for way in range(WAYS - 1):
                if known[way].length == 0:
                    break
            else:
                way = WAYS - 1
            known[way].key = key
            known[way].length = <uint8_t>length
            known[way].is_last = is_last
            known[way].count = <uint8_t>count
            memcpy(known[way].cuts, cuts, count)
            for at in range(length):
                known[way].text[at] = <uint8_t>text[piece + at]
        return add_parts(places, piece, end, cuts, count)

    cdef int find_cuts(self, Char* piece, int length, bint is_last, uint8_t* cuts) except -1:
        """Write the cuts of a piece of ASCII; return how many there are."""
        cdef View view
        cdef int at, count = 0
        cdef uint8_t one, other
        cdef bint is_word = True, has_digit = False, has_alnum = False
        cdef bint may_have_kind = False  # of its own: an address, a file's name
        for at in range(length):
            one = self.flags[piece[at]]
            view.lower[at] = lower_of(piece[at])
            view.inside[at] = 0
            if not one & IS_LETTER:
                is_word = False
            if one & IS_DIGIT:
                has_digit = True
            if one & (IS_LETTER | IS_DIGIT):
                has_alnum = True
            if piece[at] == c"@" or piece[at] == c":":
                may_have_kind = True
            elif piece[at] == c".":
                if at + 1 < length and self.flags[piece[at + 1]] & IS_LETTER:
                    may_have_kind = True
                elif at > 0 and view.lower[at - 1] == c"w":
                    may_have_kind = True
        view.inside[length] = 0
        found = None
        name = None
        if not is_word and length > 4 and (has_digit or may_have_kind or length > 19):
            name = PyUnicode_FromKindAndData(sizeof(Char), piece, length)
            found = self.cuts_by_form(name)
            if found is not None:
                for at in found:
                    if not (0 < at < length and count < LONGEST):
                        raise ValueError("a cut is outside of its piece")
                    cuts[count] = <uint8_t>at
                    count += 1
                return count
        view.length = length
        view.is_last = is_last
        self.find_inside(&view)
        if is_word:
            for at in range(1, length):
                if view.inside[at]:
                    break
            else:
                return 0
        elif length == 1:
            return 0
        if has_digit or may_have_kind:
            if name is None:
                name = PyUnicode_FromKindAndData(sizeof(Char), piece, length)
            view.kind = ord(self.kind(name))
        else:
            view.kind = c"W" if has_alnum else c"S"
        self.fill(&view, piece)
        for at in range(1, length):
            one = view.padded_drawn[3 + at - 1]
            other = view.padded_drawn[3 + at]
            if view.inside[at] or kind_of(one) != kind_of(other) or kind_of(one) == c"_":
                if self.says_yes(&view, at):
                    cuts[count] = <uint8_t>at
                    count += 1
        return count

    cdef int find_inside(self, View* view) except -1:
        """Mark the candidates inside runs of letters, digits and apostrophes between them."""
        cdef int at = 0, end, length, index
        cdef const uint8_t* lower = view.lower
        while at < view.length:
            if not self.flags[lower[at]] & (IS_LETTER | IS_DIGIT):
                at += 1
                continue
            end = at + 1
            while end < view.length:
                if self.flags[lower[end]] & (IS_LETTER | IS_DIGIT):
                    end += 1
                elif lower[end] != c"'" or end + 1 == view.length:
                    break
                elif not self.flags[lower[end + 1]] & (IS_LETTER | IS_DIGIT):
                    break
                else:
                    end += 2
            length = end - at
            if self.may_be_run(lower[at], length) or (length > 1 and self.may_end(lower[end - 1], lower[end - 2])):
                run = lower[at:end].decode("ascii")
                if run in self.runs or run in self.doubtful:
                    for index in range(at + 1, end):
                        view.inside[index] = 1
                else:
                    for index in range(1, min(self.longest_ending, length - 1) + 1):
                        if run[length - index:] in self.endings:
                            view.inside[end - index] = 1
            at = end
        return 0

    cdef void fill(self, View* view, Char* piece) noexcept:
        """Note what features of all cuts of a piece are made of."""
        cdef int at, length = view.length, start, end
        cdef uint8_t flags, code
        memset(view.padded, c"^", 4)
        memcpy(view.padded + 4, view.lower, length)
        memset(view.padded + 4 + length, c"$", 4)
        memset(view.padded_drawn, c"^", 3)
        memset(view.padded_drawn + 3 + length, c"$", 3)
        view.last = -1
        view.hyphens = 0
        for at in range(length):
            code = <uint8_t>piece[at]
            flags = self.flags[code]
            if flags & (IS_LETTER | IS_DIGIT):
                view.last = at
            if code == c"-":
                view.hyphens += 1
            view.padded_drawn[3 + at] = c"a" if flags & IS_LETTER else (c"d" if flags & IS_DIGIT else code)
            if flags & IS_UPPER:
                view.shapes[at] = c"X"
            else:
                view.shapes[at] = c"x" if flags & IS_LETTER else (c"d" if flags & IS_DIGIT else code)
        view.hyphens = min(view.hyphens, 3)
        start, end = 0, length
        while end > 0 and self.flags[view.lower[end - 1]] & IS_MARK:
            end -= 1
        while start < end and self.flags[view.lower[start]] & IS_MARK:
            start += 1
        view.core_length = end - start
        view.core_start = start if end > start else length
        view.parts_count = 0
        at = 0
        while at < length:
            start = at
            flags = self.flags[piece[at]]
            at += 1
            if flags & IS_LETTER:
                while at < length and self.flags[piece[at]] & IS_LETTER:
                    at += 1
            elif flags & IS_DIGIT:
                while at < length and self.flags[piece[at]] & IS_DIGIT:
                    at += 1
            else:
                while at < length and piece[at] == piece[start]:
                    at += 1
            view.parts[view.parts_count].start = start
            view.parts[view.parts_count].end = at
            view.parts_count += 1

    cdef inline void add(self, int16_t* sums, uint32_t checksum) noexcept nogil:
        """Add the row of a feature whose name was written."""
        cdef uint32_t name = ~checksum, slot
        cdef int column
        cdef const int16_t* row
        slot = (name * 2654435769U >> 7) & self.slots_mask
        while self.numbers[slot] >= 0:
            if self.slots[slot] == name:
                row = &self.rows[self.numbers[slot], 0]
                for column in range(self.width):
                    sums[column] = <int16_t>(<uint16_t>sums[column] + <uint16_t>row[column])
                return
            slot = (slot + 1) & self.slots_mask

    cdef int64_t score(self, int16_t* sums) noexcept nogil:
        cdef int64_t score = self.bias
        cdef int column
        for column in range(self.width):
            if sums[column] > 0:
                score += sums[column] * self.weights[column]
        return score

    cdef bint says_yes(self, View* view, int at) noexcept nogil:
        """Return whether the network cuts a piece at a place."""
        cdef int16_t[MOST_WIDTH] sums
        cdef int column
        for column in range(self.width):
            sums[column] = 0
        self.add_around(sums, view, at)
        self.add_neighbours(sums, view, at)
        self.add_whole(sums, view, at)
        return self.score(sums) > 0

    cdef void add_around(self, int16_t* sums, View* view, int at) noexcept nogil:
        cdef const uint8_t* left = view.padded + at  # four characters, and what is right of the cut after them
        cdef const uint8_t* right = left + 4
        cdef const uint8_t* meeting = left + 3
        cdef const uint8_t* before = view.padded_drawn + at  # three
        cdef const uint8_t* after = before + 3
        cdef uint8_t kind = view.kind
        cdef bint is_after_core = at == view.core_start + view.core_length
        self.add(sums, start_of(b"bias"))
        self.add(sums, sign(start_of(b"kind="), kind))
        self.add(sums, text(start_of(b"1="), meeting, 2))
        self.add(sums, text(start_of(b"2="), left + 2, 4))
        self.add(sums, text(start_of(b"left2="), left + 2, 2))
        self.add(sums, text(start_of(b"right2="), right, 2))
        self.add(sums, barred(start_of(b"left3="), left + 1, 3, right, 1))
        self.add(sums, barred(start_of(b"right3="), meeting, 1, right, 3))
        self.add(sums, text(start_of(b"left4="), left, 4))
        self.add(sums, text(start_of(b"right4="), right, 4))
        self.add(sums, text(start_of(b"drawn2="), before + 1, 4))
        self.add(sums, barred(start_of(b"drawn3="), before, 3, after, 3))
        self.add(sums, barred(start_of(b"drawn left="), before, 3, after, 1))
        self.add(sums, barred(start_of(b"drawn right="), before + 2, 1, after, 3))
        self.add(sums, text(sign(start_of(b"kind+1="), kind), meeting, 2))
        self.add(sums, barred(sign(start_of(b"kind+left="), kind), before, 3, after, 1))
        self.add(sums, barred(sign(start_of(b"kind+right="), kind), before + 2, 1, after, 3))
        self.add(sums, text(truth(start_of(b"more="), view.last >= at), meeting, 2))
        self.add(sums, text(truth(start_of(b"final="), view.is_last and view.last < at), right, 2))
        self.add(sums, truth(text(sign(start_of(b"first="), view.lower[0]), meeting, 2), is_after_core))
        if view.hyphens:
            self.add(sums, text(number(start_of(b"hyphens="), view.hyphens), meeting, 2))

    cdef void add_neighbours(self, int16_t* sums, View* view, int at) noexcept nogil:
        cdef const uint8_t* right = view.lower + at
        cdef const uint8_t* left
        cdef int index = 0, left_length, right_length, beyond
        cdef uint8_t one = view.lower[at - 1], other = view.lower[at]
        cdef uint32_t name
        while index < view.parts_count and view.parts[index].start < at:
            index += 1
        left = view.lower + view.parts[index - 1].start
        left_length = at - view.parts[index - 1].start
        if view.parts[index - 1].end > at:  # a cut inside a part
            right_length, beyond = view.parts[index - 1].end - at, index
        else:
            right_length, beyond = view.parts[index].end - at, index + 1
        self.add(sums, sign(sign(quoted(start_of(b"L="), left, left_length), c"|"), other))
        self.add(sums, quoted(sign(sign(start_of(b"R="), one), c"|"), right, right_length))
        self.add(sums, quoted(sign(quoted(start_of(b"LR="), left, left_length), c"|"), right, right_length))
        if not self.flags[left[0]] & (IS_LETTER | IS_DIGIT):
            name = quoted(sign(part(start_of(b"before="), view, index - 2), c"|"), left, left_length)
            self.add(sums, sign(sign(name, c"|"), other))
        if not self.flags[other] & (IS_LETTER | IS_DIGIT):
            name = quoted(sign(sign(start_of(b"beyond="), one), c"|"), right, right_length)
            self.add(sums, part(sign(name, c"|"), view, beyond))

    cdef void add_whole(self, int16_t* sums, View* view, int at) noexcept nogil:
        cdef const uint8_t* lower = view.lower
        cdef const uint8_t* drawn = view.padded_drawn + 3 + at
        cdef int start = view.core_start, end = view.core_start + view.core_length, length = view.length
        cdef int side = (at >= start) + (at > start) + (at >= end) + (at > end)
        cdef int first = max(at - 12, 0), count, left_count, right_count
        cdef uint8_t[LONGEST] left
        cdef uint8_t[LONGEST] right
        self.add(sums, text(number(start_of(b"core:"), side), drawn - 1, 2))
        self.add(sums, text(start_of(b"head="), lower, min(at, 12)))
        self.add(sums, text(start_of(b"tail="), lower + at, min(12, length - at)))
        self.add(sums, number(number(start_of(b"place="), min(at, 3)), min(length - at, 3)))
        left_count = shortened(view.shapes + first, at - first, left)
        right_count = shortened(view.shapes + at, min(12, length - at), right)
        first = max(left_count - 6, 0)
        self.add(sums, barred(start_of(b"shapes="), left + first, left_count - first, right, min(right_count, 6)))
        if length <= LONGEST_NAME:
            self.add(sums, number(sign(text(start_of(b"piece="), lower, length), c"@"), at))
            count = shortened(view.shapes, length, left)
            self.add(sums, number(sign(text(start_of(b"shape="), left, min(count, 14)), c"@"), at))
        if view.core_length <= LONGEST_NAME:
            self.add(sums, number(sign(text(start_of(b"core="), lower + start, view.core_length), c"@"), at - start))
