# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Sentence boundaries by a small network: the units of a text, what each adds to the network's sums, and the scores.

What `kernels.splitter.network` does with numpy's columns is done here unit by unit. The features of units in ASCII,
letters of Latin-1, typographic quotes, dashes and ellipses are written here, too; any other unit is described in Python. What is known of
a type of units is kept in tables of bounded size. Indices are proved by the loops that they are made in, and the
tables of a model are checked when they are read.
"""

from threading import Lock
from zlib import crc32

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memmove, memset

INTERFACE = 1

ctypedef unsigned char byte
ctypedef unsigned short two_bytes
ctypedef unsigned int four_bytes
ctypedef unsigned long long eight_bytes

ctypedef fused Character:
    byte
    two_bytes
    four_bytes

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define SOON(address) __builtin_prefetch(address)
    #else
    #define SOON(address) ((void)(address))
    #endif
    """
    void SOON(const void* address) noexcept nogil  # what is there will be read, which takes a while

cdef enum:
    LONGEST = 100  # characters of a unit that are looked at, half of them from either end
    SPELLED = 3 * LONGEST + 8  # characters of a unit with ellipses and dashes as several
    LONGEST_KIND = 64  # bytes of the name of a kind of abbreviations
    WIDEST = 256  # sums of a network
    MOST_POSITIONS = 64
    MOST_NAMES = 1 << 24  # of features, so that their rows have numbers of 31 bits
    MOST_FEATURES = 24  # that one unit has
    POSITIONS = 6  # of units around a gap: two before it, the one it follows, three after it
    FILTER = 65536
    INSIDE = 48  # characters of a type that are kept with it
    AT_ONCE = 512  # units that are looked for together
    AHEAD = 8  # units, of what is asked of memory before it is needed
    WRAPPED = 120  # characters: a text with longer lines is not wrapped

cdef enum:  # what is between two units
    NOTHING, SPACE, LINE, BLANK, END

cdef enum:  # what is known of a unit
    WORD = 1
    LOWER = 2
    TERMINAL = 4
    DIVISIBLE = 8
    CLOSES = 16
    STARTS = 32
    SAYS = 64
    RECENT = 128  # has been met again since the types were last cleared

FLAGS = {
    "word": WORD, "lower": LOWER, "terminal": TERMINAL, "divisible": DIVISIBLE, "closes": CLOSES, "starts": STARTS,
    "says": SAYS,
}


class Unfit(ValueError):
    """A network of another shape than those that are worked with here."""


cdef long long MOST_BIAS = 1 << 60  # to which the sums add less
cdef eight_bytes SEED = 14695981039346656037U
cdef eight_bytes PRIME = 1099511628211U

cdef enum:
    LEFT_DOUBLE = 0x201C
    RIGHT_DOUBLE = 0x201D
    LEFT_SINGLE = 0x2018
    RIGHT_SINGLE = 0x2019
    ELLIPSIS = 0x2026
    EN_DASH = 0x2013
    EM_DASH = 0x2014
    PARAGRAPH = 0x2029


# ---------------------------------------------------------------------------------------------------- characters

cdef inline bint is_space(Character character) noexcept nogil:
    if character <= 32:
        return character == 32 or 9 <= character <= 13 or 28 <= character <= 31
    if Character is byte:
        return character == 0x85 or character == 0xA0
    else:
        return character >= 0x80 and Py_UNICODE_ISSPACE(character)


cdef inline bint is_break(Character character) noexcept nogil:
    """Return whether a line ends at a character, as `str.splitlines` has it."""
    if character < 0x80:
        return 10 <= character <= 13 or 28 <= character <= 30
    if Character is byte:
        return character == 0x85
    else:
        return character == 0x85 or character == 0x2028 or character == PARAGRAPH


cdef inline bint is_small(four_bytes character) noexcept nogil:
    return 97 <= character <= 122 or 223 <= character <= 255 and character != 247


cdef inline bint is_capital(four_bytes character) noexcept nogil:
    return 65 <= character <= 90 or 192 <= character <= 222 and character != 215


cdef inline bint is_letter(four_bytes character) noexcept nogil:
    return is_small(character) or is_capital(character)


cdef inline bint is_digit(four_bytes character) noexcept nogil:
    return 48 <= character <= 57


cdef inline bint is_alphanumeric(four_bytes character) noexcept nogil:
    return is_letter(character) or is_digit(character)


cdef inline bint is_quote(four_bytes character) noexcept nogil:
    """Return whether a character is a quotation mark of those that end direct speech."""
    return (
        character == 34 or character == 39 or character == LEFT_DOUBLE or character == RIGHT_DOUBLE
        or character == LEFT_SINGLE or character == RIGHT_SINGLE
    )


cdef inline bint is_closer(four_bytes character) noexcept nogil:
    return is_quote(character) or character == 41 or character == 93 or character == 125


cdef inline bint is_mark(four_bytes character) noexcept nogil:
    return character == 46 or character == 63 or character == 33 or character == ELLIPSIS


# ----------------------------------------------------------------------------------------------------- checksums

cdef four_bytes CRC[256]


cdef void fill_crc() noexcept:
    cdef four_bytes index, value
    for index in range(256):
        value = index
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        CRC[index] = value


fill_crc()


cdef inline four_bytes more(four_bytes state, const byte* text, Py_ssize_t length) noexcept nogil:
    """Return the state of a checksum after more characters in UTF-8; the checksum is its complement."""
    cdef Py_ssize_t index
    for index in range(length):
        if text[index] < 0x80:
            state = CRC[(state ^ text[index]) & 0xFF] ^ (state >> 8)
        else:
            state = CRC[(state ^ (0xC0 | text[index] >> 6)) & 0xFF] ^ (state >> 8)
            state = CRC[(state ^ (0x80 | text[index] & 0x3F)) & 0xFF] ^ (state >> 8)
    return state


cdef inline four_bytes state_of(bytes name) except? 0:
    return more(0xFFFFFFFF, name, len(name))


# --------------------------------------------------------------------------------------------------------- words

cdef struct Entry:
    four_bytes tag  # of a hash
    short length
    short value
    int start  # of its letters among those of others; below zero if they are here
    byte[20] letters


cdef class WordNumbers:
    """Small numbers above zero by words in Latin-1; those in others are left out."""

    cdef Entry* entries
    cdef byte* letters
    cdef byte[FILTER] perhaps  # there is a word of such a hash: most that are asked for are none
    cdef Py_ssize_t slots

    def __cinit__(self, dict numbers):
        cdef Py_ssize_t used = 0, place
        cdef bytes word
        cdef Entry* entry
        within = {text: number for text, number in numbers.items() if len(text) <= SPELLED and max(text, default="") < "\u0100"}
        known = {text.encode("latin-1"): number for text, number in within.items()}
        self.slots = 8
        while self.slots < 2 * len(known):
            self.slots *= 2
        self.entries = <Entry*>calloc(self.slots, sizeof(Entry))
        self.letters = <byte*>malloc(1 + sum(map(len, known)))
        if not self.entries or not self.letters:
            raise MemoryError
        for word, number in known.items():
            entry = self.entry(word, len(word), hash_of(word, len(word)))
            self.perhaps[hash_of(word, len(word)) >> 40 & (FILTER - 1)] = 1
            entry.tag, entry.length, entry.value, entry.start = hash_of(word, len(word)) >> 32, len(word), number, -1
            if len(word) <= <Py_ssize_t>sizeof(entry.letters):
                memcpy(entry.letters, <const byte*>word, len(word))
            else:
                memcpy(self.letters + used, <const byte*>word, len(word))
                entry.start = used
                used += len(word)

    def __dealloc__(self):
        free(self.entries)
        free(self.letters)

    cdef Entry* entry(self, const byte* word, Py_ssize_t length, eight_bytes hashed) noexcept nogil:
        """Return where a word is, or would be."""
        cdef Py_ssize_t index, place = (hashed ^ (hashed >> 32)) & (self.slots - 1)
        cdef Entry* entry
        cdef const byte* letters
        while True:
            entry = self.entries + place
            if not entry.value:
                return entry
            if entry.tag == hashed >> 32 and entry.length == length:
                letters = &entry.letters[0]
                if entry.start >= 0:
                    letters = self.letters + entry.start
                index = 0
                while index < length and letters[index] == word[index]:
                    index += 1
                if index == length:
                    return entry
            place = (place + 1) & (self.slots - 1)

    cdef inline int get(self, const byte* word, Py_ssize_t length) noexcept nogil:
        """Return the number of a word, 0 if there is none."""
        cdef eight_bytes hashed = hash_of(word, length)
        return self.entry(word, length, hashed).value if self.perhaps[hashed >> 40 & (FILTER - 1)] else 0


cdef inline eight_bytes hash_of(const byte* word, Py_ssize_t length) noexcept nogil:
    cdef eight_bytes hashed = SEED
    cdef Py_ssize_t index
    for index in range(length):
        hashed = (hashed ^ word[index]) * PRIME
    return hashed


# ------------------------------------------------------------------------------------------------------- network

cdef struct Name:
    four_bytes checksum
    int number  # of the feature, counted from 1


cdef class NetworkRows:
    """A network's tables, as `feed_forward.Network` reads them: rows by the checksums of features, and weights.

    Only rows of features and positions that are not all zeros are there, each padded to a multiple of eight.
    """

    cdef Name* names
    cdef Py_ssize_t slots
    cdef int* places  # of the row of each feature at each position, counted from 1; 0 if it has none
    cdef signed char* rows
    cdef long long* weights
    cdef short* short_weights  # the same where sums of products fit into 32 bits, else none
    cdef long long bias
    cdef readonly int width, positions
    cdef int stride

    def __cinit__(self, tables):
        cdef const byte[::1] names = tables["names"], kept = tables["kept"], rows = tables["rows"]
        cdef const byte[::1] weights = tables["weights"]
        cdef Py_ssize_t count = len(names) // 4, index, row = 0, column
        cdef four_bytes name
        cdef int weight
        cdef long long total = 0, largest = 0
        self.width, self.positions, self.bias = int(tables["width"]), int(tables["positions"]), int(tables["bias"])
        if not (0 < self.width <= WIDEST and 0 < self.positions <= MOST_POSITIONS):
            raise Unfit(f"a network of {self.width} sums at {self.positions} positions is too large")
        if count > MOST_NAMES or not -MOST_BIAS < self.bias < MOST_BIAS:
            raise Unfit(f"a network of {count:,} features with the bias {self.bias:,} is too large")
        self.stride = (self.width + 7) // 8 * 8
        if len(names) % 4 or len(weights) != 4 * self.width or len(kept) != (count * self.positions + 7) // 8:
            raise ValueError("the tables of the network have other sizes than they say")
        for index in range(count * self.positions):
            row += is_kept(kept, index)
        if row * self.width != len(rows):
            raise ValueError("the network has other rows than it says")
        self.slots = 8
        while self.slots < 2 * count:
            self.slots *= 2
        self.names = <Name*>calloc(self.slots, sizeof(Name))
        self.places = <int*>calloc((count + 1) * self.positions, sizeof(int))
        self.rows = <signed char*>calloc((row + 1) * self.stride, 1)
        self.weights = <long long*>calloc(self.stride, sizeof(long long))
        if not (self.names and self.places and self.rows and self.weights):
            raise MemoryError
        for index in range(self.width):
            memcpy(&weight, &weights[4 * index], 4)
            self.weights[index] = weight
            total += abs(<long long>weight)
            largest = max(largest, abs(<long long>weight))
        if total <= 1 << 16 and largest < 1 << 15:  # a sum is below 1 << 15
            self.short_weights = <short*>calloc(self.stride, sizeof(short))
            if not self.short_weights:
                raise MemoryError
            for index in range(self.width):
                self.short_weights[index] = self.weights[index]
        for index in range(count):
            memcpy(&name, &names[4 * index], 4)
            self.names[self.place(name)] = Name(name, index + 1)
        row = 0
        for index in range(count * self.positions):
            if is_kept(kept, index):
                for column in range(self.width):
                    self.rows[(row + 1) * self.stride + column] = <signed char>rows[row * self.width + column]
                row += 1
                self.places[index + self.positions] = row

    def __dealloc__(self):
        free(self.names)
        free(self.places)
        free(self.rows)
        free(self.weights)
        free(self.short_weights)

    cdef inline Py_ssize_t place(self, four_bytes name) noexcept nogil:
        cdef Py_ssize_t place = name & (self.slots - 1)
        while self.names[place].number and self.names[place].checksum != name:
            place = (place + 1) & (self.slots - 1)
        return place

    cdef inline int number(self, four_bytes name) noexcept nogil:
        """Return the number of the feature of a checksum, 0 if the network has none."""
        return self.names[self.place(name)].number

    cdef void sum(self, const int* features, int count, short* sums) noexcept nogil:
        """Add up the rows of some features, by their numbers, at all positions."""
        cdef int position, block, index, column
        cdef short[8] total
        cdef const signed char* rows[MOST_FEATURES]
        for position in range(self.positions):
            for index in range(count):
                rows[index] = self.rows + <Py_ssize_t>self.places[features[index] * self.positions + position] * self.stride
            for block in range(0, self.stride, 8):
                memset(total, 0, sizeof(total))
                for index in range(count):
                    for column in range(8):
                        total[column] += rows[index][block + column]
                memcpy(sums + position * self.stride + block, total, sizeof(total))

    cdef inline bint says_yes(self, const short* hidden) noexcept nogil:
        cdef long long score = self.bias
        cdef int column, partial = 0
        if self.short_weights:
            for column in range(self.stride):
                partial += (hidden[column] if hidden[column] > 0 else 0) * self.short_weights[column]
            return score + partial > 0
        for column in range(self.width):
            if hidden[column] > 0:
                score += hidden[column] * self.weights[column]
        return score > 0


cdef inline bint is_kept(const byte[::1] bits, Py_ssize_t index) noexcept:
    return bits[index >> 3] >> (7 - (index & 7)) & 1


# ------------------------------------------------------------------------------------------------------ features

cdef struct Starts:  # the states of checksums after the features' names
    four_bytes unit, core, lower, before, after, shape, shape_after, prefix3, suffix3, suffix2, start, end, symbol


cdef class UnitFeatures:
    """Describes units: the checksums of `network_features.features`, and the flags above."""

    cdef WordNumbers cases, kinds, saying
    cdef list kind_names
    cdef Starts starts
    cdef four_bytes[9] lengths
    cdef four_bytes[4] uppers
    cdef four_bytes[6] booleans  # dotted, initial, address
    cdef four_bytes* case_names
    cdef four_bytes[MOST_FEATURES] names  # of the unit described last
    cdef int count
    cdef int flags
    cdef bint may_divide

    def __cinit__(self, dict cases, dict abbreviations, saying):
        self.saying = WordNumbers(dict.fromkeys(saying, 1))
        known = sorted(set(cases.values()) | {"?"})
        self.cases = WordNumbers({word: 1 + known.index(case) for word, case in cases.items()})
        self.case_names = <four_bytes*>calloc(2 * len(known) + 2, sizeof(four_bytes))
        if not self.case_names:
            raise MemoryError
        for number, case in [(0, "?"), *enumerate(known, start=1)]:
            for upper in (False, True):
                self.case_names[2 * number + upper] = checksum(f"case={case}{upper}")
        kinds = sorted({kind for kind in abbreviations.values() if kind})
        if any(len(kind) > LONGEST_KIND or max(kind) > "\xff" or "\n" in kind for kind in kinds):
            raise Unfit("a kind of abbreviations has a long name, or one in other letters")
        self.kind_names = [b"", *(f"<{kind}>".encode("latin-1") for kind in kinds)]
        self.kinds = WordNumbers({word: 1 + kinds.index(kind) for word, kind in abbreviations.items() if kind})
        for index in range(9):
            self.lengths[index] = checksum(f"length={index}")
        for index in range(4):
            self.uppers[index] = checksum(f"upper={index >= 2}{index % 2 == 1}")
        for index in range(6):
            self.booleans[index] = checksum(f"{('dotted', 'initial', 'address')[index // 2]}={index % 2 == 1}")
        self.starts = Starts(
            state_of(b"unit="), state_of(b"core="), state_of(b"lower="), state_of(b"before="), state_of(b"after="),
            state_of(b"shape="), state_of(b"shape+after="), state_of(b"prefix3="), state_of(b"suffix3="),
            state_of(b"suffix2="), state_of(b"start="), state_of(b"end="), state_of(b"symbol="),
        )

    def __dealloc__(self):
        free(self.case_names)

    def described(self, str unit not None):
        """Return the flags of a unit of up to 100 characters, its features' checksums, and whether it may be divided.

        None if it is none of those that are described here.
        """
        cdef four_bytes[LONGEST] written
        cdef Py_ssize_t length = len(unit), index
        if not 0 < length <= LONGEST:
            return None
        for index in range(length):
            written[index] = unit[index]
        if not self.describe(written, length):
            return None
        return self.flags, [self.names[index] for index in range(self.count)], self.may_divide

    cdef inline void put(self, four_bytes state) noexcept:
        self.names[self.count] = ~state
        self.count += 1

    cdef bint describe(self, const four_bytes* unit, Py_ssize_t length) except -1:
        """Put a unit's features and flags in place; return False if it has to be described in Python."""
        cdef byte[SPELLED] spelled, before, after, lower, squeezed, ending
        cdef byte[16] drawn
        cdef Py_ssize_t size, first = -1, last = -1, index, core, before_size, after_size, ending_size, drawn_size
        cdef byte* end_of_after
        cdef int kind = 0
        cdef bint capital = False, small = False, dotted = False, upper
        cdef bytes kind_name
        size = spell(unit, length, spelled)
        if size < 0:
            return False
        self.flags = flags_of(unit, length)
        self.may_divide = may_divide(unit, length)
        if size == length and self.says(spelled, size):
            self.flags |= SAYS
        for index in range(size):
            if is_alphanumeric(spelled[index]):
                if first < 0:
                    first = index
                last = index
        core = last + 1 - first if first >= 0 else 0
        if core:
            before_size = with_one_quote(spelled, first, before)
            after_size = with_one_quote(spelled + last + 1, size - last - 1, after)
        else:
            before_size = with_one_quote(spelled, size, before)
            after_size = with_one_quote(spelled, size, after)
        for index in range(core):
            lower[index] = spelled[first + index]
            if is_capital(lower[index]):
                lower[index] += 32
                capital = True
            elif is_small(lower[index]):
                small = True
            elif lower[index] == 46:
                dotted = True
        if after_size and after[0] == 46:
            kind = self.kinds.get(lower, core)
        if kind:
            kind_name = self.kind_names[kind]
            ending_size = len(kind_name)
            memcpy(ending, <const byte*>kind_name, ending_size)
            if ending_size + after_size > SPELLED:
                return False
            memcpy(ending + ending_size, after + 1, after_size - 1)
            ending_size += after_size - 1
            end_of_after = ending
        else:
            ending_size = squeeze(after, after_size, ending)
            end_of_after = ending + max(ending_size - 4, 0)
            ending_size = min(ending_size, 4)
        drawn_size = draw(spelled + first, core, drawn) if core else 0
        self.count = 0
        if core:
            self.put(more(more(more(self.starts.unit, before, before_size), lower, core), after, after_size))
            self.put(more(self.starts.core, spelled + first, core))
        else:
            self.put(more(self.starts.unit, before, before_size))
            self.put(self.starts.core)
        self.put(more(self.starts.lower, lower, core))
        self.put(more(self.starts.before, squeezed, min(squeeze(before, before_size, squeezed), 4)))
        self.put(more(self.starts.after, end_of_after, ending_size))
        self.put(more(self.starts.shape, drawn, drawn_size))
        index = min(drawn_size, 2)
        self.put(more(more(self.starts.shape_after, drawn + drawn_size - index, index), end_of_after, ending_size))
        self.names[self.count] = self.lengths[min(core, 8)]
        self.count += 1
        self.put(more(self.starts.prefix3, lower, min(core, 3)))
        index = min(core, 3)
        self.put(more(self.starts.suffix3, lower + core - index, index))
        index = min(core, 2)
        self.put(more(self.starts.suffix2, lower + core - index, index))
        self.put(more(self.starts.start, before, min(before_size, 1)))
        if kind:
            self.put(more(self.starts.end, end_of_after, ending_size))
        else:
            index = min(after_size, 1)
            self.put(more(self.starts.end, after + after_size - index, index))
        if core:
            upper = is_capital(spelled[first])
            self.names[self.count] = self.uppers[2 * upper + (capital and not small)]
            self.names[self.count + 1] = self.case_names[2 * self.cases.get(lower, core) + upper]
            self.count += 2
        else:
            drawn[0] = 48 + min(before_size, 5)
            self.put(more(more(self.starts.symbol, before, min(before_size, 1)), drawn, 1))
        if not is_alphabetic(spelled, size):
            self.names[self.count] = self.booleans[dotted]
            self.names[self.count + 1] = self.booleans[2 + (core == 1 and ending_size > 0 and end_of_after[0] == 46)]
            self.names[self.count + 2] = self.booleans[4 + has_address(spelled, size)]
            self.count += 3
        return True

    cdef bint says(self, const byte* unit, Py_ssize_t size) noexcept nogil:
        while size and (unit[size - 1] == 46 or unit[size - 1] == 44 or unit[size - 1] == 58):
            size -= 1
        return self.saying.get(unit, size) != 0


def checksum(str name):
    """Return the checksum of a feature's name, as `kernels.feed_forward` has it."""
    return crc32(name.encode("utf-8", "surrogatepass"))


cdef Py_ssize_t spell(const four_bytes* unit, Py_ssize_t length, byte* spelled) noexcept nogil:
    """Write a unit in Latin-1 as `typography.spelled` does; return its length, or -1 if it has other characters."""
    cdef Py_ssize_t index, size = 0
    cdef four_bytes character
    for index in range(length):
        character = unit[index]
        if character == 96 and 0 < index < length - 1 and is_letter(unit[index - 1]) and is_letter(unit[index + 1]):
            spelled[size] = 39
        elif character < 128 or character < 256 and is_letter(character):
            spelled[size] = character
        elif character == LEFT_DOUBLE or character == RIGHT_DOUBLE:
            spelled[size] = 34
        elif character == LEFT_SINGLE or character == RIGHT_SINGLE:
            spelled[size] = 39
        elif character == EN_DASH:
            spelled[size] = 45
        elif character == EM_DASH:
            spelled[size] = spelled[size + 1] = 45
            size += 1
        elif character == ELLIPSIS:
            spelled[size] = spelled[size + 1] = spelled[size + 2] = 46
            size += 2
        else:
            return -1
        size += 1
    return size


cdef int flags_of(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return the flags of a unit of the characters that `spell` knows, but for what it says and whether it is divided."""
    cdef Py_ssize_t index = length, first = 0, last = length
    cdef int flags = WORD
    cdef bint cased = False, was_cased = False, title = True, quoted = False
    for index in range(length):
        if not is_letter(unit[index]):
            flags = 0
            break
    if is_small(unit[0]):
        flags |= LOWER
    index = length
    while index and is_closer(unit[index - 1]):
        index -= 1
    if index and is_mark(unit[index - 1]):
        flags |= TERMINAL
        quoted = index < length
        for last in range(index, length):
            quoted = quoted and is_quote(unit[last])
        if quoted:
            flags |= CLOSES
    last = length
    while first < length and not is_alphanumeric(unit[first]):
        first += 1
    while last > first and not is_alphanumeric(unit[last - 1]):
        last -= 1
    if unit[length - 1] != 46:
        for index in range(first, last):  # `str.istitle`
            if is_capital(unit[index]):
                title = title and not was_cased
                was_cased = cased = True
            elif is_small(unit[index]):
                title = title and was_cased
                was_cased = cased = True
            else:
                was_cased = False
        if title and cased:
            flags |= STARTS
    return flags


cdef bint may_divide(const four_bytes* unit, Py_ssize_t length) noexcept nogil:
    """Return whether a sentence may end within a unit, as far as a look at each mark and its neighbours tells."""
    cdef Py_ssize_t index, following
    for index in range(length - 1):
        if not is_mark(unit[index]):
            continue
        following = index + 1
        while following < length and (is_mark(unit[following]) or is_closer(unit[following])):
            following += 1
        if following == length:
            return False
        if unit[index] != 46 or following > index + 1:
            return True
        if index >= 2 and is_letter(unit[index - 1]) and is_letter(unit[index - 2]) and not is_digit(unit[following]):
            return True
    return False


cdef Py_ssize_t with_one_quote(const byte* marks, Py_ssize_t length, byte* written) noexcept nogil:
    """Write quotation marks of all kinds, and several in a row, as one."""
    cdef Py_ssize_t index, size = 0
    cdef bint quote, was_quote = False
    for index in range(length):
        quote = marks[index] == 34 or marks[index] == 39 or marks[index] == 96
        if not (quote and was_quote):
            written[size] = 34 if quote else marks[index]
            size += 1
        was_quote = quote
    return size


cdef Py_ssize_t squeeze(const byte* marks, Py_ssize_t length, byte* written) noexcept nogil:
    """Leave no more than three marks alike in a row."""
    cdef Py_ssize_t index, size = 0
    for index in range(length):
        if index < 3 or marks[index] != marks[index - 1] or marks[index] != marks[index - 2] or marks[index] != marks[index - 3]:
            written[size] = marks[index]
            size += 1
    return size


cdef Py_ssize_t draw(const byte* core, Py_ssize_t length, byte* drawn) noexcept nogil:
    """Draw up to eight letters as x and X, digits as d, no more than two alike in a row."""
    cdef Py_ssize_t index, size = 0
    cdef byte character
    for index in range(length):
        character = 120 if is_small(core[index]) else 88 if is_capital(core[index]) else 100 if is_digit(core[index]) else core[index]
        if size < 2 or drawn[size - 1] != character or drawn[size - 2] != character:
            drawn[size] = character
            size += 1
            if size == 8:
                break
    return size


cdef bint is_alphabetic(const byte* text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t index
    for index in range(length):
        if not is_letter(text[index]):
            return False
    return True


cdef bint follows(const byte* text, Py_ssize_t length, const char* small) noexcept nogil:
    """Return whether a text begins with some small letters and marks, whatever its case."""
    cdef Py_ssize_t index = 0
    while small[index]:
        if index >= length or (text[index] + 32 if is_capital(text[index]) else text[index]) != <byte>small[index]:
            return False
        index += 1
    return True


cdef inline bint ends_name(const byte* text, Py_ssize_t length, const char* small, Py_ssize_t size) noexcept nogil:
    """Return whether a text begins with a word, and that ends there."""
    return follows(text, length, small) and (
        length == size or not (is_alphanumeric(text[size]) or text[size] == 95)
    )


cdef bint has_address(const byte* text, Py_ssize_t length) noexcept nogil:
    """Return whether there is a part of an address, as `network_features.ADDRESS` has it."""
    cdef Py_ssize_t index, left
    cdef const byte* at
    for index in range(length):
        if is_alphanumeric(text[index]) and text[index] != 119 and text[index] != 87:
            continue
        at, left = text + index, length - index
        if text[index] == 64 or follows(at, left, b"://") or follows(at, left, b"www."):
            return True
        if text[index] == 46:
            at, left = at + 1, left - 1
            if (
                ends_name(at, left, b"com", 3) or ends_name(at, left, b"org", 3) or ends_name(at, left, b"net", 3)
                or ends_name(at, left, b"edu", 3) or ends_name(at, left, b"htm", 3) or ends_name(at, left, b"html", 4)
            ):
                return True
    return False


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


cdef inline int gap_kind(const Character* at, Py_ssize_t* index) noexcept nogil:
    """Return the kind of the white space at an index, which does not end the text, and move the index behind it."""
    cdef int breaks = 0
    cdef bint paragraph = False
    while is_space(at[index[0]]):
        if is_break(at[index[0]]):
            if Character is not byte:
                paragraph = paragraph or at[index[0]] == PARAGRAPH
            if breaks < 2 and not (at[index[0]] == 10 and at[index[0] - 1] == 13):
                breaks += 1
        index[0] += 1
    return BLANK if paragraph else SPACE + breaks


cdef inline int bucket(Py_ssize_t count) noexcept nogil:
    """Sort counts into a few buckets, the wider the larger, as `candidates.bucket` does."""
    if count < 6:
        return count
    return 6 if count < 10 else 7 if count < 15 else 8 if count < 25 else 9 if count < 50 else 10


cdef inline int line_field(Py_ssize_t length, Py_ssize_t longest) noexcept nogil:
    return 3 if longest > WRAPPED else 1 if 4 * length > 3 * longest else 2
