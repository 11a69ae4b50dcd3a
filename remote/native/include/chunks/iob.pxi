# The best IOB marks of sentences.

cdef struct Template:
    int position  # where its one word stands, from 0; -1: it looks at several
    int parts
    int columns[MOST_PARTS]
    int offsets[MOST_PARTS]
    Word salt


cdef struct Cell:
    # a row of weights in few bytes: where a matrix of such is looked at in places far apart, memory is what takes long
    unsigned char marks[SPARSE]
    signed char weights[SPARSE]
    unsigned short dense  # the number of a row of weights, from 1; 0: these are all


cdef class Iob:
    """A model's tables in C, and the (word, tag) types met so far with their scores at each position.

    ``tables`` are those of the model, ``templates`` theirs read, ``tag_ids`` the number of each tag with its aliases,
    and ``atoms_of`` numbers what there is to see in a token. Raises `ValueError` for tables that are too large or not
    of the usual types, which numpy's kernel may well take.
    """

    cdef int width
    cdef int label_bits
    cdef int bits
    cdef int tag_count
    cdef unsigned char *filled  # a bit a row of weights: not all are zero
    cdef Cell *cells  # a row of weights each
    cdef signed char *weights  # rows of which more than `SPARSE` are not zero
    cdef int *between  # by tag, mark before and mark
    cdef int *first  # by tag and mark
    cdef bint begins[WIDE]
    cdef bint goes_on[WIDE]
    cdef list labels
    cdef list tags
    cdef dict tag_ids
    cdef object atoms_of
    cdef object chunk
    cdef object lock
    cdef Word *tag_atoms
    cdef Template singles[MOST_TEMPLATES]
    cdef Template several[MOST_TEMPLATES]
    cdef int single_count
    cdef int several_count

    cdef dict form_ids
    cdef Py_ssize_t form_bytes
    cdef int *first_types  # of each form, the type met last
    cdef Py_ssize_t form_room
    cdef int *next_types  # of each type, another of the same form; -1: none
    cdef int *type_tags
    cdef short *scores  # of each type by position and mark
    cdef Word *atoms  # of each type
    cdef int count
    cdef int room

    cdef int *types  # of the words of a sentence, with the padding around
    cdef int *tag_numbers
    cdef int *totals  # by word and mark
    cdef unsigned char *back
    cdef Word *rows  # of what looks at several words, and
    cdef Py_ssize_t *row_ends  # how many of them up to each word
    cdef Py_ssize_t longest
    cdef int touched

    def __init__(self, tables, templates, tag_ids, atoms_of, padding, chunk):
        self.lock = Lock()
        self.set_tables(tables)
        self.set_templates(templates)
        self.tag_ids = tag_ids
        if not all(type(number) is int and 0 <= number < self.tag_count for number in tag_ids.values()):
            raise ValueError("a tag's number is that of none")
        self.atoms_of = atoms_of
        self.chunk = chunk
        self.forget()
        for word in padding:
            self.learn(self.new_type(-1), atoms_of(word, word))

    def __dealloc__(self):
        PyMem_Free(self.weights)
        PyMem_Free(self.between)
        PyMem_Free(self.first)
        PyMem_Free(self.tag_atoms)
        PyMem_Free(self.first_types)
        PyMem_Free(self.next_types)
        PyMem_Free(self.type_tags)
        PyMem_Free(self.scores)
        PyMem_Free(self.atoms)
        PyMem_Free(self.types)
        PyMem_Free(self.tag_numbers)
        PyMem_Free(self.totals)
        PyMem_Free(self.back)
        PyMem_Free(self.rows)
        PyMem_Free(self.row_ends)
        PyMem_Free(self.filled)
        PyMem_Free(self.cells)

    # tables

    cdef int set_tables(self, tables) except -1:
        marks, self.tags = list(tables["marks"]), list(tables["tags"])
        self.width, self.tag_count, self.bits = len(marks), len(self.tags), tables["bits"]
        if not (0 < self.width <= WIDE and 0 < self.tag_count <= MOST_TAGS and 0 < self.bits <= MOST_BITS):
            raise ValueError("too many marks, tags or rows")
        self.labels = [mark.partition("-")[2] for mark in marks]
        for index, mark in enumerate(marks):
            self.begins[<int>index], self.goes_on[<int>index] = mark[0] == "B", mark[0] == "I"
        self.label_bits = max(1, (self.width - 1).bit_length())
        self.set_weights(bytes_of(tables["weights"], "<i1", [1 << self.bits, self.width]))
        self.set_transitions(bytes_of(tables["transitions"], "<i4", [self.tag_count, self.width + 1, self.width]))
        self.tag_atoms = <Word *>allocated(self.tag_count * sizeof(Word))
        for index, tag in enumerate(self.tags):
            self.tag_atoms[<int>index] = crc32(tag.encode("utf-8", "surrogatepass"))
        return 0

    cdef int set_weights(self, bytes table) except -1:
        cdef const signed char *source = <const signed char *><const char *>table
        cdef Py_ssize_t row, rows = <Py_ssize_t>1 << self.bits
        cdef int dense = 1
        self.cells = <Cell *>allocated(rows * sizeof(Cell))
        memset(self.cells, 0, rows * sizeof(Cell))
        self.filled = <unsigned char *>allocated(rows // 8 + 1)
        memset(self.filled, 0, rows // 8 + 1)
        for row in range(rows):
            dense += not self.fill_cell(row, source + row * self.width)
        if dense > MOST_DENSE:
            raise ValueError("too many rows of weights are dense")
        self.weights = <signed char *>allocated(dense * WIDE)
        memset(self.weights, 0, dense * WIDE)
        dense = 1
        for row in range(rows):
            if not self.fill_cell(row, source + row * self.width):
                memcpy(self.weights + dense * WIDE, source + row * self.width, self.width)
                self.cells[row].dense = dense
                dense += 1
            if self.cells[row].dense or self.cells[row].weights[0]:
                self.filled[row >> 3] |= 1 << (row & 7)
        return 0

    cdef bint fill_cell(self, Py_ssize_t row, const signed char *weights) noexcept:
        """Put a row's weights in its cell; return whether they are few enough."""
        cdef int mark, filled = 0
        for mark in range(self.width):
            if weights[mark]:
                if filled == SPARSE:
                    memset(&self.cells[row], 0, sizeof(Cell))
                    return False
                self.cells[row].marks[filled] = mark
                self.cells[row].weights[filled] = weights[mark]
                filled += 1
        return True

    cdef int set_transitions(self, bytes table) except -1:
        """Keep the number of the mark before in the low bits of a score, as `viterbi` does."""
        cdef Py_ssize_t tag, before, mark, place = 0
        cdef Py_ssize_t size = self.tag_count * WIDE * sizeof(int)
        cdef int score
        self.between = <int *>allocated(size * self.width)
        self.first = <int *>allocated(size)
        memset(self.between, 0, size * self.width)
        memset(self.first, 0, size)
        for tag in range(self.tag_count):
            for before in range(self.width + 1):
                for mark in range(self.width):
                    memcpy(&score, <const char *>table + place, 4)
                    place += 4
                    if before == self.width:
                        self.first[tag * WIDE + mark] = score
                    else:
                        self.between[(tag * self.width + before) * WIDE + mark] = <int>(
                            (<Word>score << self.label_bits) + <Word>before
                        )
        return 0

    cdef int set_templates(self, templates) except -1:
        cdef Template one
        cdef int part
        for atoms, salt, position in templates:
            one.parts = len(atoms)
            if not 0 < one.parts <= MOST_PARTS:
                raise ValueError("a template has too many parts")
            one.salt, one.position = salt, -1 if position is None else position + REACH
            if not -1 <= one.position < POSITIONS:
                raise ValueError("a template looks at what is not there")
            for part in range(one.parts):
                one.columns[part], one.offsets[part] = atoms[part]
                if not (0 <= one.columns[part] < ATOMS and -REACH <= one.offsets[part] <= REACH):
                    raise ValueError("a template looks at what is not there")
            if max(self.single_count, self.several_count) == MOST_TEMPLATES:
                raise ValueError("too many templates")
            if one.position < 0:
                self.several[self.several_count] = one
                self.several_count += 1
            else:
                self.singles[self.single_count] = one
                self.single_count += 1
        return 0

    # types

    cdef int forget(self) except -1:
        """Keep no types but the padding around a sentence."""
        self.form_ids = {}
        self.form_bytes = 0
        self.count = min(self.count, 2)
        return 0

    cdef int new_type(self, int tag) except -1:
        """Return the number of one more type."""
        cdef Py_ssize_t room
        if self.count == self.room:
            room = max(256, 2 * self.room)
            self.next_types = <int *>resized(self.next_types, room * sizeof(int))
            self.type_tags = <int *>resized(self.type_tags, room * sizeof(int))
            self.atoms = <Word *>resized(self.atoms, room * ATOMS * sizeof(Word))
            self.scores = <short *>resized(self.scores, room * POSITIONS * WIDE * sizeof(short))
            self.room = room
        self.type_tags[self.count] = tag
        self.next_types[self.count] = -1
        self.count += 1
        return self.count - 1

    cdef int form_number(self, object form) except -1:
        number = self.form_ids.get(form)
        if number is not None:
            return number
        cdef Py_ssize_t place = len(self.form_ids)
        if place == self.form_room:
            self.form_room = max(256, 2 * self.form_room)
            self.first_types = <int *>resized(self.first_types, self.form_room * sizeof(int))
        self.first_types[place] = -1
        self.form_ids[form] = place
        self.form_bytes += len(form)
        return place

    cdef int type_of(self, object form, int tag) except -1:
        cdef int number = self.form_number(form)
        cdef int found = self.first_types[number]
        while found >= 0:
            if self.type_tags[found] == tag:
                return found
            found = self.next_types[found]
        cdef Word atoms[ATOMS]
        if not self.atoms_in_c(form, tag, atoms):
            for place, atom in enumerate(self.atoms_of(form, self.tags[tag])):
                atoms[<int>place] = atom
        found = self.new_type(tag)
        self.next_types[found] = self.first_types[number]
        self.first_types[number] = found
        memcpy(self.atoms + found * ATOMS, atoms, sizeof(atoms))
        self.sum_scores(found)
        return found

    cdef int learn(self, int number, tuple atoms) except -1:
        cdef int column
        for column in range(ATOMS):
            self.atoms[number * ATOMS + column] = atoms[column]
        self.sum_scores(number)
        return 0

    cdef bint atoms_in_c(self, object form, int tag, Word *atoms) except -1:
        """Number what there is to see in a word of ASCII that begins with a letter or digit; return whether it is one."""
        if not PyUnicode_CheckExact(form) or PyUnicode_KIND(form) == 0 or not PyUnicode_IS_ASCII(form):
            return False
        cdef const unsigned char *word = <const unsigned char *>PyUnicode_DATA(form)
        cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(form)
        if length == 0 or length > 64 or kind_of(word[0]) == word[0]:
            return False
        cdef unsigned char small[64]
        for index in range(length):
            small[index] = word[index] | 32 if c"A" <= word[index] <= c"Z" else word[index]
        atoms[0] = crc_of(small, length)
        atoms[1] = self.tag_atoms[tag]
        for index in range(3):  # suffixes of 2 to 4
            atoms[2 + index] = crc_of(small + max(0, length - 2 - index), min(length, 2 + index))
        atoms[5] = crc_of(small, min(length, 2))
        atoms[6] = crc_of(small, min(length, 3))
        atoms[7] = shape_of(word, length)
        return True

    cdef void sum_scores(self, int number) noexcept nogil:
        """Sum the scores of a type at each position that it can stand in."""
        cdef short *scores = self.scores + <Py_ssize_t>number * POSITIONS * WIDE
        cdef Word *atoms = self.atoms + <Py_ssize_t>number * ATOMS
        cdef int rank, part
        cdef Word value
        memset(scores, 0, POSITIONS * WIDE * sizeof(short))
        for rank in range(self.single_count):
            value = self.singles[rank].salt
            for part in range(self.singles[rank].parts):
                value = mixed(value, atoms[self.singles[rank].columns[part]])
            value = self.row_of(value)
            if self.is_filled(value):
                self.add_row(scores + self.singles[rank].position * WIDE, value)

    cdef inline Word row_of(self, Word value) noexcept nogil:
        return (value * <Word>PRIME) >> (32 - self.bits)

    cdef inline bint is_filled(self, Word row) noexcept nogil:
        return self.filled[row >> 3] >> (row & 7) & 1

    cdef inline void add_row(self, short *scores, Word row) noexcept nogil:
        cdef const Cell *cell = &self.cells[row]
        cdef int place
        for place in range(SPARSE):
            scores[cell.marks[place]] += cell.weights[place]
        if cell.dense:
            add_dense(scores, self.weights + <Py_ssize_t>cell.dense * WIDE)

    # sentences

    def chunks_all(self, sentences):
        """List the chunks of each sentence, given as forms, tags, and the number of the first token."""
        with self.lock:  # a word that Python is asked of may let another thread in
            return [self.chunks_of(forms, tags, offset) for forms, tags, offset in sentences]

    cdef list chunks_of(self, object forms, object tags, object offset):
        cdef Py_ssize_t index, count = len(forms)
        if count == 0:
            return []
        if len(tags) != count:
            raise ValueError(f"{count} forms have {len(tags)} tags")
        if self.count > TYPES or self.form_bytes > FORM_BYTES:
            self.forget()
        self.make_room(count)
        self.types[0] = self.types[1] = 0
        for index in range(count):
            number = self.tag_ids.get(tags[index], 0)
            self.tag_numbers[index] = number
            self.types[index + REACH] = self.type_of(forms[index], self.tag_numbers[index])
        self.types[count + REACH] = self.types[count + REACH + 1] = 1
        self.find_rows(count)
        for index in range(count):
            self.sum_totals(index)
        self.best(count)
        return self.spans(count, offset)

    cdef int make_room(self, Py_ssize_t count) except -1:
        if count > self.longest:
            self.types = <int *>resized(self.types, (count + 2 * REACH) * sizeof(int))
            self.tag_numbers = <int *>resized(self.tag_numbers, count * sizeof(int))
            self.totals = <int *>resized(self.totals, count * WIDE * sizeof(int))
            self.back = <unsigned char *>resized(self.back, count * WIDE)
            self.row_ends = <Py_ssize_t *>resized(self.row_ends, count * sizeof(Py_ssize_t))
            self.rows = <Word *>resized(self.rows, (count * self.several_count + 1) * sizeof(Word))
            self.longest = count
        return 0

    cdef void find_rows(self, Py_ssize_t count) noexcept nogil:
        """Find the rows of what looks at several words, and touch each: memory brings many at a time."""
        cdef const int *types
        cdef Word *rows = self.rows
        cdef Template *one
        cdef Word value
        cdef int part, rank, touched = 0
        cdef Py_ssize_t index
        for index in range(count):
            types = self.types + index + REACH
            for rank in range(self.several_count):
                one = &self.several[rank]
                value = one.salt
                for part in range(one.parts):
                    value = mixed(value, self.atoms[<Py_ssize_t>types[one.offsets[part]] * ATOMS + one.columns[part]])
                value = self.row_of(value)
                if self.is_filled(value):
                    rows[0] = value
                    touched += self.cells[value].dense
                    rows += 1
            self.row_ends[index] = rows - self.rows
        self.touched = touched

    cdef void sum_totals(self, Py_ssize_t index) noexcept nogil:
        """Sum all scores of a word but the transitions'."""
        cdef short total[WIDE]
        cdef const short *row
        cdef const int *types = self.types + index  # that of the word before the last one, and on
        cdef int *totals = self.totals + index * WIDE
        cdef int position, mark
        cdef Py_ssize_t place
        memset(total, 0, sizeof(total))
        for position in range(POSITIONS):
            row = self.scores + (<Py_ssize_t>types[position] * POSITIONS + position) * WIDE
            for mark in range(WIDE):
                total[mark] = <short>(total[mark] + row[mark])
        for place in range(self.row_ends[index - 1] if index else 0, self.row_ends[index]):
            self.add_row(total, self.rows[place])
        for mark in range(WIDE):
            totals[mark] = total[mark]

    cdef void best(self, Py_ssize_t count) noexcept nogil:
        """Find the marks that are best together, by Viterbi's algorithm; they replace the types of the words."""
        cdef int so_far[WIDE]
        cdef int ways[WIDE]
        cdef int mark, most, label = 0, bits = self.label_bits, low = (1 << self.label_bits) - 1
        cdef Py_ssize_t index
        cdef const int *totals
        cdef const int *row
        cdef unsigned char *back
        memset(ways, 0, sizeof(ways))
        for mark in range(WIDE):
            so_far[mark] = <int>(<Word>self.totals[mark] + <Word>self.first[self.tag_numbers[0] * WIDE + mark])
        for index in range(1, count):
            most = so_far[0]
            for mark in range(1, self.width):
                most = max(most, so_far[mark])
            row = self.between + self.tag_numbers[index] * self.width * WIDE
            if self.width <= NARROW:
                find_ways(ways, row, so_far, most, bits, self.width, NARROW)
            else:
                find_ways(ways, row, so_far, most, bits, self.width, WIDE)
            back = self.back + index * WIDE
            totals = self.totals + index * WIDE
            for mark in range(WIDE):
                back[mark] = <unsigned char>(ways[mark] & low)
                so_far[mark] = <int>(<Word>(ways[mark] >> bits) + <Word>totals[mark])
        for mark in range(1, self.width):
            if so_far[mark] > so_far[label]:
                label = mark
        for index in range(count - 1, -1, -1):
            self.types[index] = label
            if index:
                label = self.back[index * WIDE + label]

    cdef list spans(self, Py_ssize_t count, object offset):
        """List the chunks of a sentence: from a mark that begins one to the first that doesn't go on."""
        cdef list chunks = []
        cdef Py_ssize_t index = 0, end
        cdef Py_ssize_t first = offset
        while index < count:
            if not self.begins[self.types[index]]:
                index += 1
                continue
            end = index + 1
            while end < count and self.goes_on[self.types[end]]:
                end += 1
            chunks.append(tuple.__new__(self.chunk, (self.labels[self.types[index]], first + index, first + end)))
            index = end
        return chunks


cdef inline void add_dense(short *scores, const signed char *weights) noexcept nogil:
    cdef int mark
    for mark in range(WIDE):
        scores[mark] = <short>(scores[mark] + weights[mark])


cdef inline void find_ways(
    int *ways, const int *rows, const int *so_far, int most, int bits, int count, int width
) noexcept nogil:
    """Find for each mark the best score on the way to it, with the mark before it in the low bits."""
    cdef int found[WIDE]
    cdef int before, mark, way
    cdef Word shifted
    for mark in range(width):
        found[mark] = <int>(<Word>rows[mark] + ((<Word>so_far[0] - <Word>most) << bits))
    for before in range(1, count):
        rows += WIDE
        shifted = (<Word>so_far[before] - <Word>most) << bits
        for mark in range(width):
            way = <int>(<Word>rows[mark] + shifted)
            found[mark] = way if way > found[mark] else found[mark]
    memcpy(ways, found, width * sizeof(int))
