# cython: language_level=3, wraparound=False, initializedcheck=False
"""Documents written in UTF-8 straight from the columns of their annotation, as `remote.formats` writes them.

A function returns None where a document has something that it leaves to Python, which then writes it or says what is
wrong with it: columns of other types than usual, offsets out of order, half a character, a tag that does not fit.
"""

from cpython cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.long cimport PyLong_CheckExact
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_CheckExact
from libc.limits cimport INT_MAX
from libc.string cimport memcmp, memcpy

import array

ctypedef unsigned int Code  # of a character; with Py_UCS4, Cython makes Python strings of sums

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Code PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    bint PyUnicode_IS_ASCII(object text)
    bint Py_UNICODE_ISSPACE(Code character) nogil
    bint Py_UNICODE_ISALPHA(Code character) nogil
    bint Py_UNICODE_ISALNUM(Code character) nogil
    bint Py_UNICODE_ISDIGIT(Code character) nogil
    long PyLong_AsLongAndOverflow(object number, int *overflow) except? -1

INTERFACE = 1

cdef enum:
    KEPT = 4096  # entries of a cache, and
    LONGEST_KEPT = 64  # characters of one
    PAIRS = 256  # of tags, in a cache by address

cdef enum Trait:  # of characters
    SPACE = 1
    SLASH = 2
    HALF = 4  # a surrogate
    LINE = 8  # tab or end of line
    UNSAFE = 16  # may not be in Unicode's form NFC by itself, or beside others
    ASKS_FOR_SLASH = 32  # / _
    JSON = 64  # is escaped in JSON
    HTML = 128  # is escaped in HTML

cdef unsigned char TRAITS[128]


cdef void fill_traits() noexcept:
    cdef int code
    for code in range(128):
        TRAITS[code] = 0
        if Py_UNICODE_ISSPACE(<Code>code):
            TRAITS[code] |= SPACE
        if code < 32 or code == c'"' or code == c"\\":
            TRAITS[code] |= JSON
    TRAITS[c"/"] |= SLASH | ASKS_FOR_SLASH
    TRAITS[c"_"] |= ASKS_FOR_SLASH
    TRAITS[c"\t"] |= LINE
    TRAITS[c"\r"] |= LINE
    TRAITS[c"\n"] |= LINE
    TRAITS[c"&"] |= HTML
    TRAITS[c"<"] |= HTML
    TRAITS[c">"] |= HTML


fill_traits()


cdef inline bint is_safe(Code code) noexcept nogil:
    """Whether a character is in the form NFC whatever stands beside it; no for most of those that are seldom."""
    return (
        code < 0x300
        or 0x391 <= code <= 0x3A1 or 0x3A3 <= code <= 0x3CE
        or 0x400 <= code <= 0x482 or 0x48A <= code <= 0x4FF
        or 0x5D0 <= code <= 0x5EA
        or 0x621 <= code <= 0x63A or 0x641 <= code <= 0x64A
        or 0x2010 <= code <= 0x2027 or 0x2030 <= code <= 0x205E
        or 0x20A0 <= code <= 0x20BF
        or 0x2190 <= code <= 0x22FF
        or 0x2500 <= code <= 0x27BF
        or 0x3001 <= code <= 0x3029 or 0x3041 <= code <= 0x3096 or 0x30A1 <= code <= 0x30FA
        or 0x4E00 <= code <= 0x9FA5
        or 0xAC00 <= code <= 0xD7A3
        or 0xFF01 <= code <= 0xFF5E
        or 0x1F300 <= code <= 0x1F64F
    )


cdef inline int traits_of(Code code) noexcept nogil:
    if code < 128:
        return TRAITS[code]
    return (SPACE if Py_UNICODE_ISSPACE(code) else 0) | (HALF if 0xD800 <= code <= 0xDFFF else 0) | (
        0 if is_safe(code) else UNSAFE
    )


def safe_in_nfc(code):
    """Return whether a character by its number counts as safe in the form NFC, whatever stands beside it."""
    return is_safe(<Code>code)


cdef class Text:
    """A string's characters, for as long as this is there; ``kind`` is 0 for what is no string."""

    cdef object string
    cdef int kind
    cdef void *data
    cdef Py_ssize_t length
    cdef bint is_ascii

    def __cinit__(self, object string):
        self.string = string
        self.kind = PyUnicode_KIND(string) if PyUnicode_CheckExact(string) else 0
        if self.kind:
            self.data = PyUnicode_DATA(string)
            self.length = PyUnicode_GET_LENGTH(string)
            self.is_ascii = PyUnicode_IS_ASCII(string)


cdef class Output:
    """Bytes that grow."""

    cdef char *data
    cdef Py_ssize_t size
    cdef Py_ssize_t room

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int make_room(self, Py_ssize_t more) except -1:
        if more > self.room - self.size:
            self.grow(more)
        return 0

    cdef int grow(self, Py_ssize_t more) except -1:
        cdef Py_ssize_t room = self.size + more
        if room < 2 * self.room:
            room = 2 * self.room
        if room < 4096:
            room = 4096
        cdef char *data = <char *>PyMem_Realloc(self.data, room)
        if data == NULL:
            raise MemoryError
        self.data = data
        self.room = room
        return 0

    cdef int put(self, const char *piece, Py_ssize_t length) except -1:
        self.make_room(length)
        memcpy(self.data + self.size, piece, length)
        self.size += length
        return 0

    cdef int put_bytes(self, bytes piece) except -1:
        return self.put(PyBytes_AS_STRING(piece), PyBytes_GET_SIZE(piece))

    cdef int put_byte(self, char byte) except -1:
        self.make_room(1)
        self.data[self.size] = byte
        self.size += 1
        return 0

    cdef int put_number(self, long number) except -1:
        """Write a number that is not negative."""
        cdef char digits[24]
        cdef int place = 24
        while True:
            place -= 1
            digits[place] = <char>(c"0" + number % 10)
            number //= 10
            if number == 0:
                break
        return self.put(digits + place, 24 - place)

    cdef int put_text(self, int kind, void *data, Py_ssize_t start, Py_ssize_t end) except -1:
        """Write characters; return their traits together."""
        cdef int traits = 0
        cdef Py_ssize_t index
        cdef unsigned char byte
        cdef unsigned char *source
        cdef char *target
        if kind == 1:
            self.make_room(2 * (end - start))
            source = <unsigned char *>data
            target = self.data + self.size
            for index in range(start, end):
                byte = source[index]
                if byte < 128:
                    traits |= TRAITS[byte]
                    target[0] = <char>byte
                    target += 1
                else:
                    traits |= traits_of(byte)
                    target[0] = <char>(0xC0 | byte >> 6)
                    target[1] = <char>(0x80 | byte & 0x3F)
                    target += 2
            self.size = target - self.data
            return traits
        self.make_room(4 * (end - start))
        for index in range(start, end):
            traits |= self.put_character(PyUnicode_READ(kind, data, index))
        return traits

    cdef inline int put_character(self, Code code) noexcept:
        """Write a character where there is room, and return its traits."""
        cdef char *target = self.data + self.size
        if code < 0x80:
            target[0] = <char>code
            self.size += 1
        elif code < 0x800:
            target[0] = <char>(0xC0 | code >> 6)
            target[1] = <char>(0x80 | code & 0x3F)
            self.size += 2
        elif code < 0x10000:
            target[0] = <char>(0xE0 | code >> 12)
            target[1] = <char>(0x80 | code >> 6 & 0x3F)
            target[2] = <char>(0x80 | code & 0x3F)
            self.size += 3
        else:
            target[0] = <char>(0xF0 | code >> 18)
            target[1] = <char>(0x80 | code >> 12 & 0x3F)
            target[2] = <char>(0x80 | code >> 6 & 0x3F)
            target[3] = <char>(0x80 | code & 0x3F)
            self.size += 4
        return traits_of(code)

    cdef int put_string(self, object string) except -1:
        """Write a string, which is one; return the traits of its characters."""
        return self.put_text(PyUnicode_KIND(string), PyUnicode_DATA(string), 0, PyUnicode_GET_LENGTH(string))

    cdef bytes taken(self):
        return PyBytes_FromStringAndSize(self.data, self.size)


cdef inline bint is_text(object value) noexcept:
    """Whether a value is a string whose characters can be read."""
    return PyUnicode_CheckExact(value) and PyUnicode_KIND(value) != 0


cdef object ints(object column):
    """Return a column of whole numbers as C ints; None where it is none that is exactly that."""
    cdef array.array numbers
    cdef Py_ssize_t index
    cdef int overflow = 0
    cdef long number
    if type(column) is array.array:
        return column if column.typecode == "i" else None
    if type(column) is not list:
        return None
    numbers = array.array("i", bytes(4 * len(<list>column)))
    cdef int[::1] view = numbers
    for index in range(len(<list>column)):
        member = (<list>column)[index]
        if not PyLong_CheckExact(member):
            return None
        number = PyLong_AsLongAndOverflow(member, &overflow)
        if overflow or number > INT_MAX or number < -INT_MAX:
            return None
        view[index] = <int>number
    return numbers


cdef bint divide(const int[::1] sentence_ends, Py_ssize_t count) noexcept:
    """Whether sentences follow one after the other up to the last token."""
    cdef Py_ssize_t index
    cdef int end = 0
    for index in range(sentence_ends.shape[0]):
        if sentence_ends[index] < end:
            return False
        end = sentence_ends[index]
    return end == count


cdef object column_of(object values, Py_ssize_t count):
    """Return a column of values as a list, or None where there are none; False where it does not fit."""
    if values is None or (type(values) in (list, tuple) and not values):
        return None
    if type(values) is tuple:
        values = list(values)
    return values if type(values) is list and len(<list>values) == count else False


def slash(forms, tags, sentence_ends):
    """Write a document as ``word/TAG``."""
    sentence_ends = ints(sentence_ends)
    if type(forms) is not list or sentence_ends is None:
        return None
    cdef list words = forms
    cdef const int[::1] ends = sentence_ends
    tags = column_of(tags, len(words))
    if tags is False or not divide(ends, len(words)):
        return None
    cdef list of_words = tags
    cdef Output output = Output()
    cdef Py_ssize_t sentence, index = 0
    for sentence in range(ends.shape[0]):
        if index == ends[sentence]:
            output.put_byte(c"\n")
        while index < ends[sentence]:
            if not put_pair(output, words[index], None if of_words is None else of_words[index]):
                return None
            index += 1
            output.put_byte(c"\n" if index == ends[sentence] else c" ")
    if ends.shape[0]:
        output.put_byte(c"\n")
    return output.taken()


cdef bint put_pair(Output output, object form, object tag) except -1:
    """Write a word and its tag; return whether the format can hold them."""
    cdef int traits
    if not is_text(form) or PyUnicode_GET_LENGTH(form) == 0:
        return False
    traits = output.put_string(form)
    if traits & (SPACE | HALF):
        return False
    if tag is None:
        if traits & ASKS_FOR_SLASH or form == "[" or form == "]":
            output.put_byte(c"/")
        return True
    output.put_byte(c"/")
    if not is_text(tag) or PyUnicode_GET_LENGTH(tag) == 0:
        return False
    return not output.put_string(tag) & (SPACE | HALF | SLASH)


cdef class Columns:
    """A document's columns, checked; ``fits`` is false where one is not as is usual."""

    cdef str text
    cdef list forms
    cdef object starts_column
    cdef object ends_column
    cdef object sentences_column
    cdef const int[::1] starts
    cdef const int[::1] ends
    cdef const int[::1] sentence_ends
    cdef list tags
    cdef list universal
    cdef Py_ssize_t count
    cdef Py_ssize_t length
    cdef int kind
    cdef void *data
    cdef bint fits

    def __cinit__(self, text, columns):
        self.fits = False
        if not is_text(text) or type(columns.forms) is not list:
            return
        self.text, self.forms = text, columns.forms
        self.count = len(self.forms)
        self.kind, self.data, self.length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        starts, ends, sentence_ends = ints(columns.starts), ints(columns.ends), ints(columns.sentence_ends)
        if starts is None or ends is None or sentence_ends is None:
            return
        self.starts, self.ends, self.sentence_ends = starts, ends, sentence_ends
        tags, universal = column_of(columns.tags, self.count), column_of(columns.universal, self.count)
        if tags is False or universal is False:
            return
        self.tags, self.universal = tags, universal
        self.fits = (
            self.starts.shape[0] == self.count == self.ends.shape[0]
            and divide(self.sentence_ends, self.count)
            and are_texts(self.forms, False)
            and are_texts(self.tags, True)
            and are_texts(self.universal, True)
        )

    cdef bint in_order(self) noexcept:
        """Whether each token has characters of the text, after those of the token before."""
        cdef Py_ssize_t index
        cdef int end = 0
        for index in range(self.count):
            if self.starts[index] < end or self.ends[index] <= self.starts[index]:
                return False
            end = self.ends[index]
        return end <= self.length

    cdef inline Py_ssize_t gap_end(self, Py_ssize_t index) noexcept:
        return self.starts[index + 1] if index + 1 < self.count else self.length

    cdef inline str gap(self, Py_ssize_t index):
        return self.text[self.ends[index] : self.gap_end(index)]

    cdef inline str surface(self, Py_ssize_t index):
        return self.text[self.starts[index] : self.ends[index]]

    cdef inline Code character(self, Py_ssize_t index) noexcept:
        return PyUnicode_READ(self.kind, self.data, index)

    cdef inline int put_surface(self, Output output, Py_ssize_t index) except -1:
        return output.put_text(self.kind, self.data, self.starts[index], self.ends[index])

    cdef bint is_form(self, Py_ssize_t index) noexcept:
        """Whether a token's form is what stands in the text."""
        cdef object form = self.forms[index]
        cdef Py_ssize_t place, start = self.starts[index], length = self.ends[index] - start
        if PyUnicode_GET_LENGTH(form) != length:
            return False
        cdef int kind = PyUnicode_KIND(form)
        cdef void *data = PyUnicode_DATA(form)
        if kind == self.kind:
            return memcmp(data, <char *>self.data + kind * start, kind * length) == 0
        for place in range(length):
            if PyUnicode_READ(kind, data, place) != PyUnicode_READ(self.kind, self.data, start + place):
                return False
        return True


cdef bint are_texts(list column, bint may_be_none) noexcept:
    """Whether a column, where there is one, has strings and, where they may be, None."""
    if column is None:
        return True
    for value in column:
        if not (is_text(value) or (may_be_none and value is None)):
            return False
    return True


def odd_forms(text, columns):
    """Return the forms that differ from the text by their index; None where offsets are not as is usual."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    cdef dict odd = {}
    cdef Py_ssize_t index
    for index in range(mine.count):
        if not 0 <= mine.starts[index] <= mine.ends[index] <= mine.length:
            return None
        if not mine.is_form(index):
            odd[index] = mine.forms[index]
    return odd


cdef class Marks:
    """The chunk of each token in IOB, as `remote.document.chunks.iob_of` has it; ``fits`` is false for odd chunks.

    A number stands for a mark: 0 for none at all, 1 for O, then B and I of each label in turn.
    """

    cdef list names
    cdef object column
    cdef int[::1] of_tokens
    cdef bint fits
    cdef bint known

    def __cinit__(self, chunks, Py_ssize_t count):
        cdef Py_ssize_t start, end
        cdef int number, place
        cdef dict numbers = {}
        self.names = [None, "O"]
        self.known = chunks is not None
        self.fits = True
        if chunks is None:
            return
        self.fits = False
        if type(chunks) is not list:
            return
        self.column = array.array("i", bytes(4 * count))
        self.of_tokens = self.column
        for place in range(count):
            self.of_tokens[place] = 1
        for chunk in <list>chunks:
            if type(chunk) is tuple or not isinstance(chunk, tuple) or len(<tuple>chunk) != 3:  # no `Chunk`
                return
            label, first, last = (<tuple>chunk)[0], (<tuple>chunk)[1], (<tuple>chunk)[2]
            if not (is_text(label) and PyLong_CheckExact(first) and PyLong_CheckExact(last)):
                return
            if not 0 <= first < last <= count:
                return
            start, end = first, last
            if label not in numbers:
                numbers[label] = len(self.names)
                self.names += [f"B-{label}", f"I-{label}"]
            number = numbers[label]
            self.of_tokens[start] = number
            for place in range(start + 1, end):
                self.of_tokens[place] = number + 1
            if end < count and self.of_tokens[end] > 1 and self.of_tokens[end] % 2 == 1:
                self.of_tokens[end] -= 1
        self.fits = True

    cdef inline int number(self, Py_ssize_t index) noexcept:
        return self.of_tokens[index] if self.known else 0

    cdef object mark(self, Py_ssize_t index):
        return self.names[self.number(index)]


cdef inline bint is_latin(Code code) noexcept:
    return (
        c"a" <= code | 32 <= c"z" or code == 0xAA or code == 0xBA or 0xC0 <= code <= 0x24F or 0x1E00 <= code <= 0x1EFF
    )


cdef inline bint is_apostrophe(Code code) noexcept:
    return code == c"'" or code == 0x2019


cdef class Conllu:
    """Writes regular documents as CoNLL-U; what the columns beside the form hold is asked of Python once and kept."""

    cdef object tag_columns
    cdef object misc_column
    cdef object joins
    cdef object is_normalized
    cdef dict miscs
    cdef dict middles
    cdef list pairs

    def __init__(self, tag_columns, misc_column, joins, is_normalized):
        self.tag_columns = tag_columns
        self.misc_column = misc_column
        self.joins = joins
        self.is_normalized = is_normalized
        self.miscs = {}
        self.middles = {}
        self.pairs = [None] * PAIRS

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
        """Whether no token holds white space, none but that is between tokens, and no sentence is empty."""
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
            output.put_bytes(self.middle(None, None, None))
            before = mine.text[: mine.starts[0]] if index == 0 else ""
            output.put_bytes(self.misc((None, mine.gap(last - 1), None, before, last == mine.count)))
        for word in range(index, last):
            output.put_number(word - first + 1)
            output.put_byte(c"\t")
            mine.put_surface(output, word)
            tag = None if mine.tags is None else mine.tags[word]
            output.put_bytes(self.middle(mine, word, tag))
            output.put_bytes(self.misc_of(mine, marks, fast, word, last - index > 1))
        return last

    cdef bytes middle(self, Columns mine, object word, object tag):
        """Return what stands between a word's form and its MISC."""
        cdef object universal = None
        if mine is not None and mine.universal is not None:
            universal = mine.universal[<Py_ssize_t>word]
        cdef size_t place = ((<size_t><void *>tag >> 4) * 31 + (<size_t><void *>universal >> 4) * 17) % PAIRS
        cdef tuple kept = self.pairs[place]
        if kept is not None and kept[0] is tag and kept[1] is universal:
            return <bytes>kept[2]
        columns = self.middles.get((tag, universal))
        if columns is None:
            upos, xpos = self.tag_columns("" if mine is None else mine.surface(word), tag, universal)
            columns = f"\t_\t{upos}\t{xpos}\t_\t_\t_\t_\t".encode()
            self.keep(self.middles, (tag, universal), columns)
        if len(columns) < LONGEST_KEPT:
            self.pairs[place] = (tag, universal, columns)
        return <bytes>columns

    cdef int keep(self, dict kept, tuple key, bytes value) except -1:
        if len(value) < LONGEST_KEPT:
            if len(kept) >= KEPT:
                kept.clear()
            kept[key] = value
        return 0

    cdef bytes misc_of(self, Columns mine, Marks marks, list fast, Py_ssize_t index, bint inside):
        """Return a word's MISC and the end of its line; white space around it is the whole token's where it is inside."""
        cdef Py_ssize_t place, end = mine.ends[index], gap = mine.gap_end(index) - end
        cdef bint last = index + 1 == mine.count and not inside
        cdef bint after_something = index == 0 and mine.starts[0] > 0 and not inside
        cdef bint spaced = inside or (gap == 1 and mine.character(end) == c" ")
        cdef object mark, kept
        if last or after_something or not (spaced or gap == 0) or not mine.is_form(index):
            mark = marks.mark(index)
            form = None if mine.is_form(index) else mine.forms[index]
            before = mine.text[: mine.starts[0]] if after_something else ""
            return self.misc((mark, " " if spaced else mine.gap(index), form, before, last))
        place = 2 * marks.number(index) + spaced
        kept = fast[place]
        if kept is None:
            kept = fast[place] = self.misc((marks.mark(index), " " if spaced else "", None, "", False))
        return <bytes>kept

    cdef bytes misc(self, tuple key):
        kept = self.miscs.get(key)
        if kept is not None:
            return <bytes>kept
        mark, gap, form, before, is_last = key
        made = (self.misc_column(mark, gap, form, None, before, is_last) + "\n").encode()
        self.keep(self.miscs, key, made)  # what is in the key is in the value, or is one space
        return made

    cdef bint are_joined(self, Columns mine, Py_ssize_t index) except -1:
        """Whether a word is of the same token as the one before it."""
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
            if self.is_clitic(mine, start, length):
                return Py_UNICODE_ISALPHA(before) or (
                    Py_UNICODE_ISDIGIT(before) and mine.character(start + length - 1) | 32 == c"s"
                )
        if not is_latin(before):
            return False
        for place in range(start, start + length):
            if not is_latin(mine.character(place)):
                return False
        return True

    cdef bint is_clitic(self, Columns mine, Py_ssize_t start, Py_ssize_t length) noexcept:
        """Whether a word that begins with an apostrophe or n is n't, 's, 'm, 're, 've, 'll or 'd."""
        cdef Code first = mine.character(start), second, third
        if not 2 <= length <= 3:
            return False
        second = mine.character(start + 1) | 32
        if length == 2:
            return not first | 32 == c"n" and (second == c"s" or second == c"m" or second == c"d")
        third = mine.character(start + 2) | 32
        if first | 32 == c"n":
            second = mine.character(start + 1)
            return (is_apostrophe(second) or second == c"`") and third == c"t"
        return (second == c"r" and third == c"e") or (second == c"v" and third == c"e") or (
            second == c"l" and third == c"l"
        )


cdef class JsonOutput:
    """JSON as Python's `json` writes it, with characters that are no ASCII left as they are."""

    cdef Output output
    cdef bint has_half

    def __cinit__(self):
        self.output = Output()
        self.has_half = False

    cdef int raw(self, bytes piece) except -1:
        return self.output.put_bytes(piece)

    cdef int string(self, int kind, void *data, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        cdef Code code
        cdef Output output = self.output
        output.make_room(6 * (end - start) + 2)
        output.data[output.size] = c'"'
        output.size += 1
        for index in range(start, end):
            code = PyUnicode_READ(kind, data, index)
            if code < 128 and TRAITS[code] & JSON:
                self.escape(code)
            elif output.put_character(code) & HALF:
                self.has_half = True
        output.data[output.size] = c'"'
        output.size += 1
        return 0

    cdef int escape(self, Code code) except -1:
        if code == c'"':
            return self.output.put(b'\\"', 2)
        if code == c"\\":
            return self.output.put(b"\\\\", 2)
        if code == c"\n":
            return self.output.put(b"\\n", 2)
        if code == c"\r":
            return self.output.put(b"\\r", 2)
        if code == c"\t":
            return self.output.put(b"\\t", 2)
        if code == c"\f":
            return self.output.put(b"\\f", 2)
        if code == c"\b":
            return self.output.put(b"\\b", 2)
        self.output.put(b"\\u00", 4)
        self.output.put_byte(c"1" if code >= 16 else c"0")
        return self.output.put_byte(<char>(c"0" + code % 16 if code % 16 < 10 else c"a" + code % 16 - 10))

    cdef int value(self, object text) except -1:
        if text is None:
            return self.output.put(b"null", 4)
        return self.string(PyUnicode_KIND(text), PyUnicode_DATA(text), 0, PyUnicode_GET_LENGTH(text))

    cdef int separate(self, Py_ssize_t first, Py_ssize_t index) except -1:
        return self.output.put(b", ", 2) if index > first else 0

    cdef int texts(self, bytes key, list column, Py_ssize_t first, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        self.raw(key)
        for index in range(first, end):
            self.separate(first, index)
            self.value(column[index])
        return self.raw(b"]")

    cdef int numbers(self, bytes key, const int[::1] column, Py_ssize_t first, Py_ssize_t end, int base) except -1:
        cdef Py_ssize_t index
        self.raw(key)
        for index in range(first, end):
            self.separate(first, index)
            self.output.put_number(column[index] - base)
        return self.raw(b"]")

    cdef int universals(self, Columns mine, dict universal_of, Py_ssize_t first, Py_ssize_t end) except -1:
        """Write universal tags: those that are known, else what the tags stand for."""
        cdef Py_ssize_t index
        self.raw(b', "upos": [')
        for index in range(first, end):
            self.separate(first, index)
            if mine.universal is not None:
                self.value(mine.universal[index])
            else:
                tag = mine.tags[index]
                self.value(None if tag is None else universal_of.get(tag, "X"))
        return self.raw(b"]")

    cdef int iob(self, Marks marks, Py_ssize_t first, Py_ssize_t end) except -1:
        cdef Py_ssize_t index
        self.raw(b', "iob": [')
        for index in range(first, end):
            self.separate(first, index)
            self.value(marks.mark(index))
        return self.raw(b"]")

    cdef int tags(self, Columns mine, columns, dict universal_of, Py_ssize_t first, Py_ssize_t end) except -1:
        if columns.tags is not None:
            self.texts(b', "xpos": [', mine.tags or [], first, end)
        if columns.tags is not None or columns.universal is not None:
            self.universals(mine, universal_of, first, end)
        return 0


cdef Columns json_columns(text, columns):
    """Return a document's columns where JSON can have them, each for each token; None where not."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    for column in (columns.tags, columns.universal):
        if column is not None and len(column) != mine.count:
            return None
    cdef Py_ssize_t index
    for index in range(mine.count):
        if not 0 <= mine.starts[index] <= mine.ends[index] <= mine.length:
            return None
    return mine


def json_document(head, text, columns, universal_of):
    """Write the columns of a document's tokens after its head, which is JSON without its last brace."""
    cdef Columns mine = json_columns(text, columns)
    if mine is None:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef JsonOutput json = JsonOutput()
    cdef Output output = json.output
    if not marks.fits or output.put_string(head) & HALF:
        return None
    json.texts(b', "tokens": [', mine.forms, 0, mine.count)
    cdef Py_ssize_t sentence, index = 0
    json.raw(b', "sentence": [')
    for sentence in range(mine.sentence_ends.shape[0]):
        while index < mine.sentence_ends[sentence]:
            json.separate(0, index)
            output.put_number(sentence + 1)
            index += 1
    json.raw(b"]")
    json.numbers(b', "start": [', mine.starts, 0, mine.count, 0)
    json.numbers(b', "end": [', mine.ends, 0, mine.count, 0)
    json.tags(mine, columns, universal_of, 0, mine.count)
    if marks.known:
        json.iob(marks, 0, mine.count)
        put_chunks(json, columns.chunks)
    output.put(b"}\n", 2)
    return None if json.has_half else output.taken()


cdef int put_chunks(JsonOutput json, list chunks) except -1:
    cdef Py_ssize_t index
    json.raw(b', "chunks": [')
    for index in range(len(chunks)):
        label, start, end = chunks[index]
        json.separate(0, index)
        json.raw(b'{"label": ')
        json.value(label)
        json.raw(b', "start": ')
        json.output.put_number(start)
        json.raw(b', "end": ')
        json.output.put_number(end)
        json.raw(b"}")
    return json.raw(b"]")


def json_sentences(name, head, tail, text, columns, universal_of):
    """Write a line for each sentence: ``name`` begins its id, ``head`` says its document, ``tail`` its metadata."""
    cdef Columns mine = json_columns(text, columns)
    if mine is None:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef JsonOutput json = JsonOutput()
    cdef Output output = json.output
    if not marks.fits:
        return None
    cdef Py_ssize_t sentence, index, last, first = 0
    cdef int start, end
    for sentence in range(mine.sentence_ends.shape[0]):
        last = mine.sentence_ends[sentence]
        start = mine.starts[first] if first < last else 0
        end = start
        for index in range(first, last):
            start, end = min(start, mine.starts[index]), max(end, mine.ends[index])
        output.put(b'{"id": ', 7)
        if output.put_string(name) & HALF:
            return None
        output.put_byte(c"-")
        output.put_number(sentence + 1)
        if output.put_string(head) & HALF:
            return None
        output.put_number(sentence + 1)
        json.raw(b', "text": ')
        json.string(mine.kind, mine.data, start, end)
        json.texts(b', "tokens": [', mine.forms, first, last)
        json.numbers(b', "start": [', mine.starts, first, last, start)
        json.numbers(b', "end": [', mine.ends, first, last, start)
        json.tags(mine, columns, universal_of, first, last)
        if marks.known:
            json.iob(marks, first, last)
        if output.put_string(tail) & HALF:
            return None
        first = last
    return None if json.has_half else output.taken()


def vertical(head, text, columns):
    """Write a document as vertical text after its head."""
    cdef Columns mine = Columns(text, columns)
    if not mine.fits:
        return None
    cdef Marks marks = Marks(columns.chunks, mine.count)
    cdef Output output = Output()
    if not marks.fits or output.put_string(head) & HALF:
        return None
    cdef Py_ssize_t sentence, first, index = 0
    for sentence in range(mine.sentence_ends.shape[0]):
        output.put(b"<s>\n", 4)
        first = index
        while index < mine.sentence_ends[sentence]:
            if index > first and mine.starts[index] == mine.ends[index - 1]:
                output.put(b"<g/>\n", 5)
            if not put_row(output, mine, marks, index):
                return None
            index += 1
        output.put(b"</s>\n", 5)
    output.put(b"</doc>\n", 7)
    return output.taken()


cdef bint put_row(Output output, Columns mine, Marks marks, Py_ssize_t index) except -1:
    """Write a token's line; return whether the format can hold it."""
    cdef int traits = put_words(output, mine.forms[index])
    tag = None if mine.tags is None else mine.tags[index]
    if tag is not None and PyUnicode_GET_LENGTH(tag):
        output.put_byte(c"\t")
        traits |= put_html(output, tag)
    elif marks.known:
        output.put_byte(c"\t")
    if marks.known:
        output.put_byte(c"\t")
        traits |= put_html(output, marks.mark(index))
    output.put_byte(c"\n")
    return not traits & (HALF | LINE)


cdef int put_words(Output output, object form) except -1:
    """Write a form with one space for white space within it; return the traits of its characters but for that."""
    cdef int kind = PyUnicode_KIND(form), traits = 0
    cdef void *data = PyUnicode_DATA(form)
    cdef Py_ssize_t index, length = PyUnicode_GET_LENGTH(form), before = output.size
    cdef bint after_space = False
    cdef Code code
    for index in range(length):
        code = PyUnicode_READ(kind, data, index)
        if traits_of(code) & SPACE:
            after_space = True
            continue
        if after_space and output.size > before:
            output.put_byte(c" ")
        after_space = False
        traits |= put_html_character(output, code)
    return traits


cdef int put_html(Output output, object text) except -1:
    """Write a text escaped as HTML has it, quotes left as they are; return the traits of its characters."""
    cdef int kind = PyUnicode_KIND(text), traits = 0
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t index
    for index in range(PyUnicode_GET_LENGTH(text)):
        traits |= put_html_character(output, PyUnicode_READ(kind, data, index))
    return traits


cdef int put_html_character(Output output, Code code) except -1:
    if code < 128 and TRAITS[code] & HTML:
        return output.put(b"&amp;", 5) if code == c"&" else output.put(b"&lt;" if code == c"<" else b"&gt;", 4)
    output.make_room(4)
    return output.put_character(code)
