# Memory that is asked for before it is needed, where the compiler knows how.

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define SOON(address) __builtin_prefetch(address)
    #else
    #define SOON(address) ((void)(address))
    #endif
    """
    void SOON(const void* address) noexcept nogil  # what is there will be read, which takes a while
