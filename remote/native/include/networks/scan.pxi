# The sentences of a text, by its units.

# --------------------------------------------------------------------------------------------------------- units

cdef struct UnitType:
    eight_bytes hashed
    int start  # of its characters among those of others; below zero if they are here
    short length
    short flags
    byte[INSIDE] characters


cdef struct Slot:
    four_bytes tag  # of a hash
    int number


cdef struct Unit:
    Py_ssize_t start, end
    int type
    int kind  # of what is between it and the next one


cdef struct Piece:
    eight_bytes hashed
    Py_ssize_t start, end
    int kind


cdef class NetworkScan:
    """Finds the sentences of a text by a network, as `kernels.splitter.network.NetworkSplitter` does.

    ``describe`` returns the flags and the checksums of the features of a unit that is not described here, and
    ``inner_cuts`` where a sentence may end inside one. When more than ``most`` types are known, those are forgotten
    that were not met again since the last time.
    """

    cdef NetworkRows network
    cdef UnitFeatures features
    cdef object describe, inner_cuts
    cdef object lock  # since others may come while a unit is described in Python
    cdef Py_ssize_t most
    cdef int stride, padding
    cdef short* fields  # the rows of each field's values, one field after another
    cdef Py_ssize_t[9] of_field
    # the types, the first two of which are what is before and after a paragraph
    cdef UnitType* types
    cdef short* sums
    cdef Slot* slots
    cdef four_bytes* characters  # of types that are long or beyond Latin-1
    cdef Py_ssize_t type_count, type_room, slot_count, used, character_room
    # the units of the text
    cdef Unit* units
    cdef Py_ssize_t unit_count, unit_room

    def __cinit__(self, NetworkRows network not None, UnitFeatures features not None, dict fields, describe, inner_cuts, Py_ssize_t most):
        cdef Py_ssize_t row = 0
        cdef short[POSITIONS * WIDEST] sums
        cdef int size, number
        if network.positions != POSITIONS or list(fields.values()) != [4, 11, 11, 11, 12, 2, 4, 11, 4]:
            raise Unfit("the network is for other units or fields")
        self.network, self.features, self.describe, self.inner_cuts = network, features, describe, inner_cuts
        self.most, self.stride, self.lock = most, network.stride, Lock()
        self.fields = <short*>calloc(sum(fields.values()) * self.stride, sizeof(short))
        if not self.fields:
            raise MemoryError
        for index, (field, size) in enumerate(fields.items()):
            self.of_field[index] = row
            for value in range(size):
                number = network.number(checksum(f"{field}:{value}"))
                network.sum(&number, 1, sums)
                memcpy(self.fields + row * self.stride, sums, self.stride * sizeof(short))
                row += 1
        self.make_room(1024, 8192)
        self.place_all(4096)
        for index in range(2):
            memset(&self.types[<Py_ssize_t>index], 0, sizeof(UnitType))
            number = network.number(checksum("padding"))
            network.sum(&number, 1, self.sums_of(index))
        self.type_count = 2

    def __dealloc__(self):
        free(self.fields)
        free(self.types)
        free(self.sums)
        free(self.slots)
        free(self.characters)
        free(self.units)

    @property
    def known(self):
        """The number of types that are known."""
        return self.type_count - 2

    def spans(self, text, Py_ssize_t first, Py_ssize_t last):
        """List the start and end of each sentence in a part of a text, white space around it left out."""
        if type(text) is not str:
            text = str.__str__(text)
        with self.lock:
            return self.locked_spans(text, max(first, 0), min(last, PyUnicode_GET_LENGTH(text)))

    cdef list locked_spans(self, str text, Py_ssize_t first, Py_ssize_t last):
        cdef int kind = PyUnicode_KIND(text)
        if self.type_count - 2 > self.most:
            self.forget()
        self.unit_count = 0
        if kind == 1:
            self.find_units(text, <const byte*>PyUnicode_DATA(text), first, last)
        elif kind == 2:
            self.find_units(text, <const two_bytes*>PyUnicode_DATA(text), first, last)
        else:
            self.find_units(text, <const four_bytes*>PyUnicode_DATA(text), first, last)
        return self.sentences()

    # the units of a text

    cdef int find_units(self, str text, const Character* at, Py_ssize_t index, Py_ssize_t last) except -1:
        cdef Piece[AT_ONCE] pieces
        cdef Piece* piece
        cdef int count
        while index < last and is_space(at[index]):
            index += 1
        while last > index and is_space(at[last - 1]):
            last -= 1
        while index < last:
            count = 0
            while index < last and count < AT_ONCE:
                piece = pieces + count
                piece.start, piece.hashed = index, SEED
                while index < last and not is_space(at[index]):
                    piece.hashed = (piece.hashed ^ at[index]) * PRIME
                    index += 1
                piece.end = index
                piece.kind = END if index == last else gap_kind(at, &index)
                count += 1
            self.find_types(text, at, pieces, count)
        return 0

    cdef int find_types(self, str text, const Character* at, const Piece* pieces, int count) except -1:
        """Put the units that some pieces between white space are; those soon to be looked for are fetched from memory."""
        cdef int index, number
        cdef const Piece* piece
        for index in range(min(2 * AHEAD, count)):
            SOON(self.slots + self.place_of(pieces[index].hashed))
        for index in range(min(AHEAD, count)):
            SOON(self.types + self.slots[self.place_of(pieces[index].hashed)].number)
        for index in range(count):
            if index + 2 * AHEAD < count:
                SOON(self.slots + self.place_of(pieces[index + 2 * AHEAD].hashed))
            if index + AHEAD < count:
                SOON(self.types + self.slots[self.place_of(pieces[index + AHEAD].hashed)].number)
            piece = pieces + index
            if piece.end - piece.start > LONGEST:
                number = self.number_of_shortened(at, piece.start, piece.end)
            else:
                number = self.number(at + piece.start, piece.end - piece.start, piece.hashed)
                if self.types[number].flags & DIVISIBLE:
                    self.put_pieces(text, at, piece.start, piece.end, piece.kind)
                    continue
            self.put(piece.start, piece.end, number, piece.kind)
        return 0

    cdef inline int put(self, Py_ssize_t start, Py_ssize_t end, int number, int kind) except -1:
        cdef void* room
        if self.unit_count == self.unit_room:
            room = realloc(self.units, (2 * self.unit_room + 1024) * sizeof(Unit))
            if not room:
                raise MemoryError
            self.units = <Unit*>room
            self.unit_room = 2 * self.unit_room + 1024
        self.units[self.unit_count] = Unit(start, end, number, kind)
        self.unit_count += 1
        return 0

    cdef int put_pieces(self, str text, const Character* at, Py_ssize_t start, Py_ssize_t end, int kind) except -1:
        """Put the pieces of a unit, which has a cut, with no white space between them."""
        cdef Py_ssize_t first = start, cut
        for cut in self.inner_cuts(text[start:end]):
            if not 0 < cut < end - start or start + cut <= first:
                raise ValueError("a cut is outside its unit")
            self.put(first, start + cut, self.number_of(at, first, start + cut), NOTHING)
            first = start + cut
        return self.put(first, end, self.number_of(at, first, end), kind)

    cdef int number_of(self, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef eight_bytes hashed = SEED
        cdef Py_ssize_t index
        for index in range(start, end):
            hashed = (hashed ^ at[index]) * PRIME
        return self.number(at + start, end - start, hashed)

    cdef int number_of_shortened(self, const Character* at, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return the number of a long unit's type, which is known by its ends."""
        cdef four_bytes[LONGEST] written
        cdef Py_ssize_t index
        for index in range(LONGEST // 2):
            written[index] = at[start + index]
            written[LONGEST // 2 + index] = at[end - LONGEST // 2 + index]
        return self.number_of(<const four_bytes*>written, 0, LONGEST)

    # their types

    cdef inline short* sums_of(self, Py_ssize_t number) noexcept nogil:
        return self.sums + number * POSITIONS * self.stride

    cdef inline Py_ssize_t place_of(self, eight_bytes hashed) noexcept nogil:
        return (hashed ^ (hashed >> 32)) & (self.slot_count - 1)

    cdef inline int number(self, const Character* unit, Py_ssize_t length, eight_bytes hashed) except -1:
        """Return the number of a unit's type; a new one is learned."""
        cdef Py_ssize_t place = self.place_of(hashed), index
        cdef UnitType* known
        cdef four_bytes* characters
        while self.slots[place].number:
            known = self.types + self.slots[place].number
            if self.slots[place].tag == hashed >> 32 and known.hashed == hashed and known.length == length:
                index = 0
                if known.start < 0:
                    while index < length and known.characters[index] == unit[index]:
                        index += 1
                else:
                    characters = self.characters + known.start
                    while index < length and characters[index] == unit[index]:
                        index += 1
                if index == length:
                    known.flags |= RECENT
                    return self.slots[place].number
            place = (place + 1) & (self.slot_count - 1)
        cdef four_bytes[LONGEST] written
        for index in range(length):
            written[index] = unit[index]
        return self.learn(written, length, hashed)

    cdef int learn(self, const four_bytes* unit, Py_ssize_t length, eight_bytes hashed) except -1:
        """Describe a unit and sum what its features add at each position; return its type's number."""
        cdef Py_ssize_t number = self.type_count, index
        cdef int[MOST_FEATURES] features
        cdef int flags, count = 0, feature
        cdef bint inside = length <= INSIDE
        cdef bint described = self.features.describe(unit, length)
        cdef UnitType* known
        if not described or self.features.may_divide:
            text = PyUnicode_FromKindAndData(4, unit, length)
            if not described:
                flags, names = self.describe(text)
                if len(names) > MOST_FEATURES:
                    raise ValueError("a unit has too many features")
                for index, name in enumerate(names):
                    self.features.names[index] = name
                self.features.count = len(names)
            else:
                flags = self.features.flags | (DIVISIBLE if self.inner_cuts(text) else 0)
        else:
            flags = self.features.flags
        for index in range(self.features.count):
            feature = self.network.number(self.features.names[index])
            if feature:
                features[count] = feature
                count += 1
        for index in range(length):
            inside = inside and unit[index] < 256
        if self.used > 0x7FFFFFFF - 2 * LONGEST or number > 0x3FFFFFFF:
            raise MemoryError
        self.make_room(number + 1, self.used + length)
        self.network.sum(features, count, self.sums_of(number))
        known = self.types + number
        known.hashed, known.start, known.length, known.flags = hashed, -1, length, flags & ~RECENT
        if inside:
            for index in range(length):
                known.characters[index] = unit[index]
        else:
            memcpy(self.characters + self.used, unit, length * sizeof(four_bytes))
            known.start = self.used
            self.used += length
        if 2 * (number + 1) > self.slot_count:
            self.place_all(2 * self.slot_count)
        self.place(number)
        self.type_count += 1
        return number

    cdef int make_room(self, Py_ssize_t types, Py_ssize_t characters) except -1:
        cdef void* room
        if types > self.type_room:
            types = max(types, 3 * self.type_room // 2)
            room = realloc(self.types, types * sizeof(UnitType))
            if not room:
                raise MemoryError
            self.types = <UnitType*>room
            room = realloc(self.sums, types * POSITIONS * self.stride * sizeof(short))
            if not room:
                raise MemoryError
            self.sums = <short*>room
            self.type_room = types
        if characters > self.character_room:
            characters = max(characters, 3 * self.character_room // 2)
            room = realloc(self.characters, characters * sizeof(four_bytes))
            if not room:
                raise MemoryError
            self.characters = <four_bytes*>room
            self.character_room = characters
        return 0

    cdef int place_all(self, Py_ssize_t slot_count) except -1:
        """Make a table of slots, a power of two of them, and place all types but the first two."""
        cdef Slot* slots = <Slot*>calloc(slot_count, sizeof(Slot))
        cdef Py_ssize_t number
        if not slots:
            raise MemoryError
        free(self.slots)
        self.slots, self.slot_count = slots, slot_count
        for number in range(2, self.type_count):
            self.place(number)
        return 0

    cdef inline void place(self, Py_ssize_t number) noexcept nogil:
        cdef eight_bytes hashed = self.types[number].hashed
        cdef Py_ssize_t place = self.place_of(hashed)
        while self.slots[place].number:
            place = (place + 1) & (self.slot_count - 1)
        self.slots[place] = Slot(hashed >> 32, number)

    cdef int forget(self) except -1:
        """Forget the types that were not met again since the last time, and those that are too many; give back room."""
        cdef Py_ssize_t number, kept = 2, used = 0, size = POSITIONS * self.stride, slot_count = 4096
        cdef UnitType* known
        for number in range(2, self.type_count):
            known = self.types + number
            if known.flags & RECENT and kept - 2 < self.most // 2:
                if known.start >= 0:
                    memmove(self.characters + used, self.characters + known.start, known.length * sizeof(four_bytes))
                    known.start = used
                    used += known.length
                known.flags &= ~RECENT
                memmove(self.sums_of(kept), self.sums_of(number), size * sizeof(short))
                self.types[kept] = known[0]
                kept += 1
        self.type_count, self.used = kept, used
        if self.type_room > 2 * self.most + 4096:  # after a text of very many
            self.type_room = self.character_room = 0
            self.make_room(max(self.most, kept), used + 1)
        while slot_count < 2 * kept:
            slot_count *= 2
        self.place_all(slot_count)
        return 0

    # the sentences

    cdef list sentences(self):
        """Find which units sentences end with, paragraph by paragraph."""
        cdef list spans = []
        cdef short[WIDEST] of_paragraph
        cdef Py_ssize_t first = 0, last, position, begin = 0, before, after, line = 0, longest = 0
        cdef int rate = self.survey(&longest), kind, width, offset
        cdef Unit* units = self.units
        cdef UnitType* types = self.types
        while first < self.unit_count:
            last = first
            while units[last].kind < BLANK:
                last += 1
            self.sum_of_paragraph(of_paragraph, rate, (types[units[last].type].flags & TERMINAL) != 0, last - first + 1)
            before, after = first - 1, first
            for position in range(first, last):
                kind = units[position].kind
                if position + AHEAD < last and self.is_candidate(position + AHEAD):
                    for offset in range(-2, 4):
                        SOON(self.near(position + AHEAD, offset, first, last))
                if self.is_candidate(position):
                    while after <= last and (after <= position or not types[units[after].type].flags & TERMINAL):
                        after += 1
                    width = 0
                    if kind == LINE:
                        width = line_field(units[position].end - units[line].start, longest)
                    if self.is_end(of_paragraph, first, last, position, before, after, width):
                        spans.append((units[begin].start, units[position].end))
                        begin = position + 1
                if types[units[position].type].flags & TERMINAL:
                    before = position
                if kind >= LINE:
                    line = position + 1
            spans.append((units[begin].start, units[last].end))
            begin = line = first = last + 1
        return spans

    cdef int survey(self, Py_ssize_t* longest) noexcept nogil:
        """Find the longest line, and return how often lower case follows what may end a sentence: a field's value."""
        cdef Py_ssize_t index, line = 0, known = 0, low = 0
        cdef Unit* unit
        for index in range(self.unit_count):
            unit = self.units + index
            if unit.kind >= LINE:
                longest[0] = max(longest[0], unit.end - self.units[line].start)
                line = index + 1
            if unit.kind < BLANK and self.types[unit.type].flags & TERMINAL:  # there is a next one
                known += 1
                low += (self.types[self.units[index + 1].type].flags & LOWER) != 0
        if known < 3:
            return 0
        return 1 + (<double>low / <double>known >= 0.1) + (<double>low / <double>known >= 0.4)

    cdef inline bint is_candidate(self, Py_ssize_t position) noexcept nogil:
        """Return whether a sentence may end after a unit that is not its paragraph's last."""
        return (
            self.units[position].kind != SPACE or not self.types[self.units[position].type].flags & WORD
            or not self.types[self.units[position + 1].type].flags & LOWER
        )

    cdef inline const short* row(self, int field, Py_ssize_t value) noexcept nogil:
        return self.fields + (self.of_field[field] + value) * self.stride

    cdef void sum_of_paragraph(self, short* sums, int rate, bint marked, Py_ssize_t length) noexcept nogil:
        """Add up the fields that are the same for all gaps of a paragraph."""
        cdef const short* one = self.row(5, marked)
        cdef const short* two = self.row(6, rate)
        cdef const short* three = self.row(7, bucket(length))
        cdef int column
        for column in range(self.stride):
            sums[column] = one[column] + two[column] + three[column]

    cdef inline const short* near(self, Py_ssize_t position, int offset, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
        """Return the sums of the unit at an offset from a gap's, or of what is before or after the paragraph."""
        cdef Py_ssize_t at = position + offset
        cdef int number = self.units[at].type if first <= at <= last else offset > 0
        return self.sums_of(number) + (offset + 2) * self.stride

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
        cdef const short* g = self.row(0, self.units[position].kind)
        cdef const short* h = self.row(1, bucket(position - first))
        cdef const short* i = self.row(2, bucket(last - position - 1))
        cdef const short* j = self.row(3, bucket(position - max(before + 1, first)))
        cdef const short* k = self.row(4, bucket(after - position - 1) if after <= last else 11)
        cdef const short* l = self.row(8, width)
        cdef int column
        for column in range(self.stride):
            hidden[column] = (
                of_paragraph[column] + a[column] + b[column] + c[column] + d[column] + e[column] + f[column]
                + g[column] + h[column] + i[column] + j[column] + k[column] + l[column]
            )
        if self.network.says_yes(hidden):
            return True
        if not self.types[self.units[position].type].flags & CLOSES:
            return False
        if not self.types[self.units[position + 1].type].flags & STARTS:
            return False
        return position + 2 > last or not self.types[self.units[position + 2].type].flags & SAYS
