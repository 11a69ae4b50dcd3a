# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The perceptron of NLTK's tagger over whole numbers: `remote.kernels.tagger.nltk_perceptron` has the method.

A word type is the numbers of its features' rows of weights, so that a new one is learned by a few look-ups. A long row
is dense, a short one a list of its entries.
"""

include "names.pxi"
include "word_types.pxi"
include "sentence_tagger.pxi"
include "weights_json.pxi"

INTERFACE = 1

cdef enum:
    MOST_CLASSES = 256  # of which a packed entry has the column in 8 bits
    SHORT = 8  # entries of a row that is not dense
    BUFFERED = 128  # characters of a word that is learned without Python
    MOST_ROWS = 1 << 29  # so that a code fits 31 bits

cdef enum Kind:  # of features, by what their names begin with
    OTHER
    OWN_SUFFIX
    OWN_PREFIX
    OWN_WORD
    LAST_WORD
    LAST_SUFFIX
    SECOND_WORD
    NEXT_WORD
    NEXT_SUFFIX
    AFTER_WORD
    TAG_AND_WORD  # kept by the word

PADDING = "-START-", "-START2-", "-END-", "-END2-"
BEGINNINGS = (
    "", "i suffix ", "i pref1 ", "i word ", "i-1 word ", "i-1 suffix ", "i-2 word ", "i+1 word ", "i+1 suffix ",
    "i+2 word ", "i-1 tag+i word ",
)


cdef struct WordType:  # 48 bytes
    int32_t own_word
    int32_t own_suffix
    int32_t own_prefix  # and the bias
    int32_t last_word
    int32_t last_suffix
    int32_t second_word
    int32_t next_word
    int32_t next_suffix
    int32_t after_word
    int32_t pairs  # with the tag before, the first of them
    int32_t pairs_end
    int32_t forced  # the tag that the model's dictionary has, or -1


cdef struct ShortClass:
    uint32_t name  # its bytes
    int32_t column


cdef struct Pair:
    int32_t tag
    int32_t row


cdef class RowTable:
    """Rows of whole numbers. A row's code is where it stands, doubled, and one more if it is dense; 0 is of zeros."""

    cdef Py_ssize_t width  # of a dense row: the classes, and zeros up to a multiple of 16
    cdef int32_t *dense
    cdef Py_ssize_t dense_count, dense_room
    cdef int32_t *packed  # for each row the number of its entries, and they: 256 times the value, and the column
    cdef Py_ssize_t packed_count, packed_room

    def __cinit__(self, Py_ssize_t classes):
        self.width = (classes + 15) // 16 * 16
        self.dense_room, self.packed_room = 64, 1024
        self.dense = <int32_t *>malloc(self.dense_room * self.width * sizeof(int32_t))
        self.packed = <int32_t *>malloc(self.packed_room * sizeof(int32_t))
        if self.dense == NULL or self.packed == NULL:
            raise MemoryError
        self.packed[0], self.packed_count = 0, 1

    def __dealloc__(self):
        free(self.dense)
        free(self.packed)

    cdef int32_t new_dense(self) except -1:
        """Make a row of zeros."""
        cdef int32_t *larger
        if self.dense_count >= MOST_ROWS:
            raise ValueError("too many rows of weights")
        if self.dense_count == self.dense_room:
            larger = <int32_t *>realloc(self.dense, 2 * self.dense_room * self.width * sizeof(int32_t))
            if larger == NULL:
                raise MemoryError
            self.dense, self.dense_room = larger, 2 * self.dense_room
        memset(self.dense + self.dense_count * self.width, 0, self.width * sizeof(int32_t))
        self.dense_count += 1
        return <int32_t>(2 * (self.dense_count - 1) + 1)

    cdef int32_t put(self, const int32_t *entries, Py_ssize_t count) except -1:
        """Make a row of packed entries."""
        cdef int32_t *larger
        cdef int32_t code
        cdef int32_t *row
        if count > SHORT:
            code = self.new_dense()
            row = self.dense + (code >> 1) * self.width
            for index in range(count):
                row[entries[index] & 255] = entries[index] >> 8
            return code
        if not count:
            return 0
        if self.packed_count >= MOST_ROWS:
            raise ValueError("too many rows of weights")
        if self.packed_count + count + 1 > self.packed_room:
            larger = <int32_t *>realloc(self.packed, 2 * self.packed_room * sizeof(int32_t))
            if larger == NULL:
                raise MemoryError
            self.packed, self.packed_room = larger, 2 * self.packed_room
        code = 2 * <int32_t>self.packed_count
        self.packed[self.packed_count] = count
        memcpy(self.packed + self.packed_count + 1, entries, count * sizeof(int32_t))
        self.packed_count += count + 1
        return code

    cdef void add(self, int32_t *scores, int32_t code) noexcept:
        add_row(scores, code, self.dense, self.packed, self.width)

    cdef int32_t sum(self, const int32_t *codes, Py_ssize_t count) except -1:
        """Make a dense row of several."""
        cdef int32_t code = self.new_dense()
        for index in range(count):
            self.add(self.dense + (code >> 1) * self.width, codes[index])
        return code


cdef inline void add_row(
    int32_t *scores, int32_t code, const int32_t *dense, const int32_t *packed, Py_ssize_t width
) noexcept nogil:
    """Add a row of a `RowTable` to the scores."""
    cdef const int32_t *row
    cdef Py_ssize_t index
    if code & 1:
        row = dense + (code >> 1) * width
        for index in range(width):
            scores[index] += row[index]
    else:
        row = packed + (code >> 1)
        for index in range(1, row[0] + 1):
            scores[row[index] & 255] += row[index] >> 8


cdef class NltkModel:
    """A model's weights by feature, and the tags that they are for."""

    cdef readonly list tag_names  # classes, other tags, and two before a sentence
    cdef Py_ssize_t classes, tags
    cdef RowTable rows
    cdef Names features  # by a kind and the rest of a feature's name: its row's code, or the number of a word of pairs
    cdef Names columns
    cdef Names numbers  # of the tags
    cdef Pair *pairs  # by their words
    cdef int32_t *pair_starts
    cdef int32_t *history  # the code of the row for the last tag and the second last
    cdef int32_t bias
    cdef ShortClass short_classes[256]  # by a hash

    def __cinit__(self, bytes weights, list tag_names, Py_ssize_t classes):
        """Read weights; raises `ValueError` where they or the tags are such as only Python's kernel knows."""
        if not 0 < classes <= MOST_CLASSES or len(tag_names) > 2 * MOST_CLASSES:
            raise ValueError(f"{classes} classes")
        if len(set(tag_names)) < len(tag_names):
            raise ValueError("a tag that is there twice")
        if any([not isinstance(name, str) or not name or " " in name for name in tag_names]):
            raise ValueError("a tag that is empty, or of several words")
        self.tag_names, self.classes, self.tags = tag_names, classes, len(tag_names)
        self.rows = RowTable(classes)
        self.features = Names(1 << 16)
        self.columns, self.numbers = Names(), Names()
        for number, name in enumerate(tag_names):
            self.numbers.put_text(name, number)
            if number < classes:
                self.columns.put_text(name, number)
        self.read(WeightReader(weights))
        self.bias = max(self.row_of(OTHER, "bias"), 0)
        self.add_bias()
        self.make_history()

    def __dealloc__(self):
        free(self.pairs)
        free(self.pair_starts)
        free(self.history)

    cdef int read(self, WeightReader reader) except -1:
        cdef Pair *pairs = NULL  # as they come, and
        cdef int32_t *words = NULL  # the numbers of their words
        cdef Py_ssize_t count = 0, room = 1 << 15
        cdef int32_t word_count = 0
        cdef int kind
        cdef Py_ssize_t begins, split
        cdef int32_t entries[MOST_CLASSES]
        cdef int32_t tag, word, code
        cdef Py_ssize_t length
        cdef uint32_t name[LONGEST_NAME + 1]
        cdef Py_ssize_t name_length
        cdef void *larger
        try:
            pairs, words = <Pair *>malloc(room * sizeof(Pair)), <int32_t *>malloc(room * sizeof(int32_t))
            if pairs == NULL or words == NULL:
                raise MemoryError
            reader.take(c"{")
            if reader.peek() == c"}":
                reader.at += 1
            else:
                while True:
                    reader.read_string()
                    kind = kind_of(reader.text, reader.length, &begins)
                    name[0] = kind
                    name_length = reader.length - begins + 1
                    memcpy(name + 1, reader.text + begins, (name_length - 1) * sizeof(uint32_t))
                    reader.take(c":")
                    length = self.read_row(reader, entries)
                    code = self.rows.put(entries, length)
                    if kind != TAG_AND_WORD:
                        if not self.features.put(name, name_length, code):
                            raise ValueError("a feature that is there twice")
                    elif split_pair(name, name_length, &split):
                        tag = self.numbers.find(name + 1, split - 1)
                        if tag >= 0:
                            name[split] = TAG_AND_WORD
                            word = self.features.find(name + split, name_length - split)
                            if word < 0:
                                word, word_count = word_count, word_count + 1
                                self.features.put(name + split, name_length - split, word)
                            if count == room:
                                room *= 2
                                larger = realloc(pairs, room * sizeof(Pair))
                                if larger == NULL:
                                    raise MemoryError
                                pairs = <Pair *>larger
                                larger = realloc(words, room * sizeof(int32_t))
                                if larger == NULL:
                                    raise MemoryError
                                words = <int32_t *>larger
                            pairs[count].tag, pairs[count].row, words[count] = tag, code, word
                            count += 1
                    if not reader.more(c"}"):
                        break
            if reader.peek() or reader.at != reader.end:
                reader.fail()
            self.sort_pairs(pairs, words, count, word_count)
        finally:
            free(pairs)
            free(words)
        return 0

    cdef Py_ssize_t read_row(self, WeightReader reader, int32_t *entries) except -1:
        """Read one feature's weights, but for those of classes that the model does not name."""
        cdef uint8_t seen[MOST_CLASSES]
        cdef Py_ssize_t count = 0
        cdef int32_t column, value
        reader.take(c"{")
        if reader.peek() == c"}":
            reader.at += 1
            return 0
        memset(seen, 0, MOST_CLASSES)
        while True:
            column = self.column_of_next(reader)
            reader.take(c":")
            value = reader.read_thousandths()
            if column >= 0:
                if seen[column]:
                    raise ValueError("a class that is there twice")
                seen[column] = 1
                if value:
                    entries[count] = value * 256 + column
                    count += 1
            if not reader.more(c"}"):
                return count

    cdef int32_t column_of_next(self, WeightReader reader) except -2:
        """Read a class, and return its column or -1; short ones are known by their bytes, as there are very many."""
        cdef uint32_t short = reader.read_short()
        cdef ShortClass *known = self.short_classes + (short * <uint32_t>0x9E3779B1 >> 24)
        if short and known.name == short:
            return known.column
        if short:
            reader.at -= reader.length + 2
        reader.read_string()
        known.name, known.column = short, self.columns.find(reader.text, reader.length)
        return known.column

    cdef int sort_pairs(self, const Pair *pairs, const int32_t *words, Py_ssize_t count, Py_ssize_t word_count) except -1:
        cdef Py_ssize_t index, word
        cdef int32_t place
        self.pairs = <Pair *>malloc((count + 1) * sizeof(Pair))
        self.pair_starts = <int32_t *>calloc(word_count + 2, sizeof(int32_t))
        if self.pairs == NULL or self.pair_starts == NULL:
            raise MemoryError
        for index in range(count):
            self.pair_starts[words[index] + 2] += 1
        for word in range(word_count):
            self.pair_starts[word + 2] += self.pair_starts[word + 1]
        for index in range(count):  # and each start becomes the next one's
            place = self.pair_starts[words[index] + 1]
            self.pair_starts[words[index] + 1] = place + 1
            self.pairs[place] = pairs[index]
        for word in range(word_count):
            for index in range(self.pair_starts[word] + 1, self.pair_starts[word + 1]):
                for place in range(self.pair_starts[word], <int32_t>index):
                    if self.pairs[place].tag == self.pairs[index].tag:
                        raise ValueError("a feature that is there twice")
        return 0

    cdef int32_t row_of(self, uint32_t kind, str rest) except -2:
        """The code of the row of a feature, or -1."""
        return self.features.find_text(chr(kind) + rest)

    cdef int add_bias(self) except -1:
        """Add the weights that every token has to those of its first character, of which it has one, too."""
        cdef Py_ssize_t place = 0
        cdef uint32_t *record
        cdef int32_t codes[2]
        while place < self.features.used:
            record = self.features.records + place
            if record[2] == OWN_PREFIX:  # the kind comes before the characters
                codes[0], codes[1] = self.bias, <int32_t>record[0]
                record[0] = <uint32_t>self.rows.sum(codes, 2)
            place += 2 + record[1]
        return 0

    cdef int make_history(self) except -1:
        cdef int32_t codes[3]
        self.history = <int32_t *>malloc(self.tags * self.tags * sizeof(int32_t))
        if self.history == NULL:
            raise MemoryError
        before = [self.row_of(OTHER, f"i-1 tag {name}") for name in self.tag_names]
        second = [self.row_of(OTHER, f"i-2 tag {name}") for name in self.tag_names]
        for last, last_name in enumerate(self.tag_names):
            for other, other_name in enumerate(self.tag_names):
                codes[0] = max(before[last], 0)
                codes[1] = max(second[other], 0)
                codes[2] = max(self.row_of(OTHER, f"i tag+i-2 tag {last_name} {other_name}"), 0)
                self.history[last * self.tags + other] = self.rows.sum(codes, 3)
        return 0

    def row(self, str name):
        """List the columns and weights of a feature other than the bias and the first character, in thousandths."""
        cdef int32_t code = 0
        cdef int32_t number
        cdef Py_ssize_t begins, index
        cdef uint32_t text[LONGEST_NAME]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(name)
        if not 0 < length <= LONGEST_NAME:
            return []
        PyUnicode_AsUCS4(name, text, LONGEST_NAME, 0)
        kind = kind_of(text, length, &begins)
        if kind == TAG_AND_WORD:
            tag, _, word = name[begins:].partition(" ")
            code = 0
            if (number := self.row_of(TAG_AND_WORD, word)) >= 0:
                for index in range(self.pair_starts[number], self.pair_starts[number + 1]):
                    if self.tag_names[self.pairs[index].tag] == tag:
                        code = self.pairs[index].row
        else:
            code = max(self.row_of(kind, name[begins:]), 0)
        return self.entries(code, self.bias if kind == OWN_PREFIX and code else 0)

    cdef list entries(self, int32_t code, int32_t less):
        """List the columns and values of a row, those of another taken away."""
        cdef int32_t scores[MOST_CLASSES]
        cdef int32_t others[MOST_CLASSES]
        memset(scores, 0, sizeof(scores))
        memset(others, 0, sizeof(others))
        self.rows.add(scores, code)
        self.rows.add(others, less)
        values = [(column, scores[column] - others[column]) for column in range(self.classes)]
        return [(column, value) for column, value in values if value]


cdef int kind_of(const uint32_t *name, Py_ssize_t length, Py_ssize_t *begins) noexcept:
    """Return a feature's kind, and where the rest of its name begins."""
    cdef int kind
    cdef Py_ssize_t size, index
    for kind in range(OWN_SUFFIX, TAG_AND_WORD + 1):
        size = BEGINNING_LENGTHS[kind]
        if length >= size:
            index = 0
            while index < size and name[index] == BEGINNING_CHARACTERS[kind][index]:
                index += 1
            if index == size:
                begins[0] = size
                return kind
    begins[0] = 0
    return OTHER


cdef bint split_pair(const uint32_t *name, Py_ssize_t length, Py_ssize_t *split) noexcept nogil:
    """Find the space after a tag; a kind stands before it."""
    cdef Py_ssize_t index
    for index in range(1, length):
        if name[index] == c" ":
            split[0] = index
            return True
    return False


cdef Py_ssize_t BEGINNING_LENGTHS[TAG_AND_WORD + 1]
cdef uint32_t BEGINNING_CHARACTERS[TAG_AND_WORD + 1][16]


def _set_beginnings():
    for kind, beginning in enumerate(BEGINNINGS):
        BEGINNING_LENGTHS[kind] = len(beginning)
        for index, character in enumerate(beginning):
            BEGINNING_CHARACTERS[kind][index] = ord(character)


_set_beginnings()


cdef class NltkTagger(SentenceTagger):
    """Tags sentences by a model: what `NltkPerceptronTagger` gives.

    ``normalized`` is how the model sees a word, for words that are not plain; ``decide`` the tag of a token whose two
    best scores are equal, by the forms around it, its number among them, and the last tag and the second last.
    """

    cdef NltkModel model
    cdef WordType *known  # by number
    cdef dict tagdict, tag_ids
    cdef object normalized, decide

    def __init__(self, NltkModel model not None, dict tagdict not None, types, normalized, decide):
        if self.model is not None:
            raise TypeError("a tagger is made once")
        self.model, self.tagdict, self.normalized, self.decide = model, tagdict, normalized, decide
        self.tag_ids = {name: number for number, name in enumerate(model.tag_names)}
        self.set_up(types, model.tags - 2)
        self.known = <WordType *>calloc(self.types.capacity, sizeof(WordType))
        if self.known == NULL:
            raise MemoryError
        for number, word in enumerate(PADDING):
            self.learn_as(number, word, word)

    def __dealloc__(self):
        free(self.known)

    def tag(self, list forms not None, list lengths not None):
        """Return one tag for each form of sentences of so many."""
        cdef Py_ssize_t count = len(forms)
        cdef int32_t *classes = <int32_t *>malloc((count + 1) * sizeof(int32_t))
        if classes == NULL or self.known == NULL:
            raise MemoryError
        try:
            self.tag_all(forms, lengths, count + 1, classes)
            return named(classes, count, self.model.tag_names)
        finally:
            free(classes)

    cdef int learn(self, int32_t number, str word) except -1:
        return self.learn_as(number, word, None)

    cdef int learn_as(self, int32_t number, str word, str normal) except -1:
        """Find the features of a word, which the model sees as ``normal``; None where that is to be found."""
        cdef uint32_t low[BUFFERED + 1]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        tag = self.tagdict.get(word)
        self.known[number].forced = self.tag_ids[tag] if tag else -1
        if normal is None and 0 < length <= BUFFERED and PyUnicode_IS_ASCII(word):
            length = lowered(word, length, low + 1)
            self.look_up(number, word, low, length)
            return 0
        if normal is None:
            normal = self.normalized(word)
        length = PyUnicode_GET_LENGTH(normal)
        if length <= BUFFERED:
            if length:
                PyUnicode_AsUCS4(normal, low + 1, BUFFERED, 0)
            self.look_up(number, word, low, length)
        else:
            self.look_up_long(number, word, normal)
        return 0

    cdef int look_up(self, int32_t number, str word, uint32_t *low, Py_ssize_t length) except -1:
        """Find the rows of a word's features; before its characters as the model sees it is room for a kind."""
        cdef WordType *found = self.known + number
        cdef uint32_t suffix[4]
        cdef Py_ssize_t last = min(length, 3)
        memcpy(suffix + 1, low + 1 + length - last, last * sizeof(uint32_t))
        found.own_word = self.row(OWN_WORD, low, length)
        found.last_word = self.row(LAST_WORD, low, length)
        found.second_word = self.row(SECOND_WORD, low, length)
        found.next_word = self.row(NEXT_WORD, low, length)
        found.after_word = self.row(AFTER_WORD, low, length)
        found.last_suffix = self.row(LAST_SUFFIX, suffix, last)
        found.next_suffix = self.row(NEXT_SUFFIX, suffix, last)
        low[0] = TAG_AND_WORD
        self.set_pairs(found, self.model.features.find(low, length + 1))
        return self.look_up_own(found, word)

    cdef int look_up_long(self, int32_t number, str word, str normal) except -1:
        cdef WordType *found = self.known + number
        suffix = normal[len(normal) - 3:]
        found.own_word = max(self.model.row_of(OWN_WORD, normal), 0)
        found.last_word = max(self.model.row_of(LAST_WORD, normal), 0)
        found.second_word = max(self.model.row_of(SECOND_WORD, normal), 0)
        found.next_word = max(self.model.row_of(NEXT_WORD, normal), 0)
        found.after_word = max(self.model.row_of(AFTER_WORD, normal), 0)
        found.last_suffix = max(self.model.row_of(LAST_SUFFIX, suffix), 0)
        found.next_suffix = max(self.model.row_of(NEXT_SUFFIX, suffix), 0)
        self.set_pairs(found, self.model.row_of(TAG_AND_WORD, normal))
        return self.look_up_own(found, word)

    cdef void set_pairs(self, WordType *found, int32_t word) noexcept:
        found.pairs = self.model.pair_starts[word] if word >= 0 else 0
        found.pairs_end = self.model.pair_starts[word + 1] if word >= 0 else 0

    cdef int look_up_own(self, WordType *found, str word) except -1:
        """Find the rows of the word's own last and first characters."""
        cdef uint32_t name[4]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(word)
        cdef Py_ssize_t last = min(length, 3), index
        cdef int kind = PyUnicode_KIND(word)
        cdef void *data = PyUnicode_DATA(word)
        cdef int32_t code
        for index in range(last):
            name[1 + index] = PyUnicode_READ(kind, data, length - last + index)
        found.own_suffix = self.row(OWN_SUFFIX, name, last)
        if length:
            name[1] = PyUnicode_READ(kind, data, 0)
        name[0] = OWN_PREFIX
        code = self.model.features.find(name, 2 if length else 1)
        found.own_prefix = code if code >= 0 else self.model.bias
        return 0

    cdef inline int32_t row(self, uint32_t kind, uint32_t *name, Py_ssize_t length) noexcept:
        """The code of a feature's row; the name's characters begin at 1."""
        cdef int32_t code
        name[0] = kind
        code = self.model.features.find(name, length + 1)
        return code if code >= 0 else 0

    cdef int32_t decided(self, Part *part, Py_ssize_t place, list forms) except -1:
        cdef Py_ssize_t index = part.first + place - part.place
        cdef Py_ssize_t first = max(index - 3, part.start)  # before that there is no start of a sentence in sight
        names = self.model.tag_names
        around = forms[first : min(part.end, index + 4)]
        tag = self.decide(around, index - first, names[self.found[place - 1]], names[self.found[place - 2]])
        return self.tag_ids[tag]

    cdef Py_ssize_t decode(self, Py_ssize_t place, Py_ssize_t end) noexcept nogil:
        """Tag tokens from left to right; return the place of one that has several best classes, or -1."""
        cdef int32_t scores[MOST_CLASSES]
        cdef const WordType *word
        cdef const int32_t *dense = self.model.rows.dense
        cdef const int32_t *packed = self.model.rows.packed
        cdef int32_t best, last, second
        cdef Py_ssize_t width = self.model.rows.width, index
        while place < end:
            word = self.known + self.numbers[place]
            best = word.forced
            if best < 0:
                memset(scores, 0, width * sizeof(int32_t))
                last, second = self.found[place - 1], self.found[place - 2]
                add_row(scores, word.own_prefix, dense, packed, width)
                add_row(scores, self.model.history[last * self.model.tags + second], dense, packed, width)
                add_row(scores, word.own_suffix, dense, packed, width)
                add_row(scores, word.own_word, dense, packed, width)
                for index in range(word.pairs, word.pairs_end):
                    if self.model.pairs[index].tag == last:
                        add_row(scores, self.model.pairs[index].row, dense, packed, width)
                        break
                word = self.known + self.numbers[place - 1]
                add_row(scores, word.last_word, dense, packed, width)
                add_row(scores, word.last_suffix, dense, packed, width)
                add_row(scores, (self.known + self.numbers[place - 2]).second_word, dense, packed, width)
                word = self.known + self.numbers[place + 1]
                add_row(scores, word.next_word, dense, packed, width)
                add_row(scores, word.next_suffix, dense, packed, width)
                add_row(scores, (self.known + self.numbers[place + 2]).after_word, dense, packed, width)
                best = best_of(scores, <int32_t>self.model.classes)
                if best < 0:
                    return place
            self.found[place] = best
            place += 1
        return -1


cdef inline int32_t best_of(const int32_t *scores, int32_t count) noexcept nogil:
    """The only best class, or -1 where there are several; by two loops without branches."""
    cdef int32_t highest = scores[0]
    cdef int32_t times = 0, best = 0
    cdef int32_t is_best, index
    for index in range(1, count):
        highest = scores[index] if scores[index] > highest else highest
    for index in range(count):
        is_best = scores[index] == highest
        times += is_best
        best += index & -is_best
    return best if times == 1 else -1


cdef Py_ssize_t lowered(str word, Py_ssize_t length, uint32_t *low) noexcept:
    """Write a word of ASCII as the model sees it: in lower case, numbers and hyphened words by their kind."""
    cdef const unsigned char *characters = <const unsigned char *>PyUnicode_DATA(word)
    cdef Py_ssize_t index
    cdef bint is_hyphened = False, is_number = True
    for index in range(length):
        is_hyphened = is_hyphened or (characters[index] == c"-")
        is_number = is_number and (c"0" <= characters[index] <= c"9")
        low[index] = characters[index] | 32 if c"A" <= characters[index] <= c"Z" else characters[index]
    if is_hyphened and characters[0] != c"-":
        return spell(b"!HYPHEN", 7, low)
    if is_number and length == 4:
        return spell(b"!YEAR", 5, low)
    if c"0" <= characters[0] <= c"9":
        return spell(b"!DIGITS", 7, low)
    return length


cdef Py_ssize_t spell(const char *name, Py_ssize_t length, uint32_t *low) noexcept:
    cdef Py_ssize_t index
    for index in range(length):
        low[index] = <unsigned char>name[index]
    return length
