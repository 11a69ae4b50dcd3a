# Bytes that grow, written in UTF-8.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.string cimport memcpy

cdef inline int write_utf8(char *target, Code code) noexcept nogil:
    """Write a character, half of one too, and return its number of bytes."""
    if code < 0x80:
        target[0] = <char>code
        return 1
    if code < 0x800:
        target[0] = <char>(0xC0 | code >> 6)
        target[1] = <char>(0x80 | code & 0x3F)
        return 2
    if code < 0x10000:
        target[0] = <char>(0xE0 | code >> 12)
        target[1] = <char>(0x80 | code >> 6 & 0x3F)
        target[2] = <char>(0x80 | code & 0x3F)
        return 3
    target[0] = <char>(0xF0 | code >> 18)
    target[1] = <char>(0x80 | code >> 12 & 0x3F)
    target[2] = <char>(0x80 | code >> 6 & 0x3F)
    target[3] = <char>(0x80 | code & 0x3F)
    return 4


@cython.final
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
        self.data = <char *>resized(self.data, room)
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
        cdef unsigned char *source
        cdef char *target
        if kind == 1:
            self.make_room(2 * (end - start))
            source = <unsigned char *>data
            target = self.data + self.size
            for index in range(start, end):
                traits |= traits_of(source[index])
                target += write_utf8(target, source[index])
            self.size = target - self.data
            return traits
        self.make_room(4 * (end - start))
        for index in range(start, end):
            traits |= self.put_character(PyUnicode_READ(kind, data, index))
        return traits

    cdef inline int put_character(self, Code code) noexcept:
        """Write a character where there is room, and return its traits."""
        self.size += write_utf8(self.data + self.size, code)
        return traits_of(code)

    cdef int put_string(self, object string) except -1:
        """Write a string, which is one; return the traits of its characters."""
        return self.put_text(PyUnicode_KIND(string), PyUnicode_DATA(string), 0, PyUnicode_GET_LENGTH(string))

    cdef bytes taken(self):
        return PyBytes_FromStringAndSize(self.data, self.size)
