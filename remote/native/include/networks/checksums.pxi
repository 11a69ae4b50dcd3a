# The checksums of features' names.

from zlib import crc32


cdef inline four_bytes state_of(bytes name) except? 0:
    return more(~<four_bytes>0, name, len(name))


def checksum(str name):
    """Return the checksum of a feature's name, as `kernels.feed_forward` has it."""
    return crc32(name.encode("utf-8", "surrogatepass"))
