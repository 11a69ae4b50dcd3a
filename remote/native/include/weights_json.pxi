# NLTK's file of weights read as it is: {"feature": {"class": weight, ...}, ...}. After `names.pxi`.

cdef enum:
    MOST_WEIGHT = (1 << 23) - 1  # thousandths, so that a weight and its column fit one number

ctypedef const unsigned char *Bytes


cdef class WeightReader:
    """A cursor over JSON; what it does not read, and what JSON allows but such a file never has, is a `ValueError`."""

    cdef bytes content
    cdef Bytes at
    cdef Bytes end
    cdef uint32_t text[LONGEST_NAME]  # the string that was read last
    cdef Py_ssize_t length

    def __cinit__(self, bytes content):
        self.content = content
        self.at = content
        self.end = self.at + len(content)

    cdef int fail(self) except -1:
        raise ValueError(f"weights are not as NLTK writes them, near byte {self.at - <Bytes>self.content:,}")

    cdef inline unsigned char peek(self) noexcept nogil:
        """The next byte that is no white space; 0 at the end."""
        while self.at < self.end and (self.at[0] == c" " or self.at[0] == c"\n" or self.at[0] == c"\r" or self.at[0] == c"\t"):
            self.at += 1
        return self.at[0] if self.at < self.end else 0

    cdef inline int take(self, unsigned char wanted) except -1:
        if self.peek() != wanted:
            self.fail()
        self.at += 1
        return 0

    cdef inline bint more(self, unsigned char closing) except -1:
        """Go past a comma, or past what ends the object; return whether it was a comma."""
        cdef unsigned char found = self.peek()
        if found != c"," and found != closing:
            self.fail()
        self.at += 1
        return found == c","

    cdef int read_string(self) except -1:
        """Read a string into `text`."""
        cdef unsigned char byte
        cdef uint32_t code
        self.take(c'"')
        self.length = 0
        while self.at < self.end:
            byte = self.at[0]
            if byte == c'"':
                self.at += 1
                return 0
            if self.length == LONGEST_NAME or byte < 32:
                break
            self.at += 1
            if byte == c"\\":
                code = self.read_escape()
            elif byte < 128:
                code = byte
            else:
                code = self.read_utf8(byte)
            self.text[self.length] = code
            self.length += 1
        return self.fail()

    cdef uint32_t read_short(self) noexcept:
        """Read one to four plain characters in quotes as a number of their bytes; 0, and nothing read, if it is none."""
        cdef uint32_t name = 0
        cdef Py_ssize_t index
        if self.peek() != c'"' or self.end - self.at < 6:
            return 0
        for index in range(1, 6):
            if self.at[index] == c'"':
                self.length = index - 1
                self.at += index + 1 if index > 1 else 0
                return name
            if index == 5 or not 32 < self.at[index] < 127 or self.at[index] == c"\\":
                return 0
            name = name << 8 | self.at[index]
        return 0

    cdef uint32_t read_utf8(self, unsigned char first) except? 0:
        cdef int left = 1 if 0xC2 <= first < 0xE0 else 2 if 0xE0 <= first < 0xF0 else 3 if 0xF0 <= first < 0xF5 else 0
        cdef uint32_t code = first & (0x3F >> left)
        cdef int byte
        if not left or self.end - self.at < left:
            self.fail()
        for byte in range(left):
            if self.at[byte] & 0xC0 != 0x80:
                self.fail()
            code = code << 6 | self.at[byte] & 0x3F
        if code < (0x80 if left == 1 else 0x800 if left == 2 else 0x10000) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            self.fail()
        self.at += left
        return code

    cdef uint32_t read_escape(self) except? 0:
        cdef unsigned char sign
        cdef uint32_t code, low
        if self.at == self.end:
            self.fail()
        sign = self.at[0]
        self.at += 1
        if sign == c'"' or sign == c"\\" or sign == c"/":
            return sign
        if sign == c"b":
            return 8
        if sign == c"f":
            return 12
        if sign == c"n":
            return 10
        if sign == c"r":
            return 13
        if sign == c"t":
            return 9
        if sign != c"u":
            self.fail()
        code = self.read_hexadecimal()
        if 0xD800 <= code < 0xDC00 and self.end - self.at >= 6 and self.at[0] == c"\\" and self.at[1] == c"u":
            self.at += 2
            low = self.read_hexadecimal()
            if 0xDC00 <= low < 0xE000:
                return 0x10000 + ((code - 0xD800) << 10 | low - 0xDC00)
            self.at -= 6
        return code

    cdef uint32_t read_hexadecimal(self) except? 0:
        cdef uint32_t code = 0
        cdef unsigned char digit
        cdef int place
        if self.end - self.at < 4:
            self.fail()
        for place in range(4):
            digit = self.at[place]
            if c"0" <= digit <= c"9":
                digit -= c"0"
            elif c"a" <= digit | 32 <= c"f":
                digit = (digit | 32) - c"a" + 10
            else:
                self.fail()
            code = code << 4 | digit
        self.at += 4
        return code

    cdef int32_t read_thousandths(self) except? -1:
        """Read a number that has three decimals at most."""
        cdef bint is_negative
        cdef int32_t value = 0
        cdef int decimals
        is_negative = self.peek() == c"-"
        if is_negative:
            self.at += 1
        if self.end - self.at < 2 or not c"0" <= self.at[0] <= c"9" or (self.at[0] == c"0" and c"0" <= self.at[1] <= c"9"):
            self.fail()
        while self.at < self.end and c"0" <= self.at[0] <= c"9":
            value = self.with_digit(value)
        decimals = 3
        if self.at < self.end and self.at[0] == c".":
            self.at += 1
            if self.at == self.end or not c"0" <= self.at[0] <= c"9":
                self.fail()
            while self.at < self.end and c"0" <= self.at[0] <= c"9":
                if decimals:
                    value = self.with_digit(value)
                    decimals -= 1
                elif self.at[0] != c"0":
                    self.fail()
                else:
                    self.at += 1
        if self.at < self.end and self.at[0] | 32 == c"e":
            self.fail()
        while decimals:
            value *= 10
            decimals -= 1
            if value > MOST_WEIGHT:
                self.fail()
        return -value if is_negative else value

    cdef inline int32_t with_digit(self, int32_t value) except? -1:
        value = value * 10 + (self.at[0] - c"0")
        if value > MOST_WEIGHT:
            self.fail()
        self.at += 1
        return value
