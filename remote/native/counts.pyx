# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Counts of tokens that stand near others, as `nlpmap.explore.statistics` makes them with numpy.

A token's number that is not one of the column's values, or a place that is no token's, makes the answer -1.
"""

from libc.stdlib cimport qsort

INTERFACE = 7

include "include/prefetching.pxi"

ctypedef unsigned int Number

cdef enum:
    AHEAD = 16  # tokens for which memory is asked


cdef int by_number(const void* one, const void* other) noexcept nogil:
    cdef Number a = (<const Number*>one)[0], b = (<const Number*>other)[0]
    return (a > b) - (a < b)


def pairs(
    const Number[::1] positions,
    const long long[::1] ends,
    const Number[::1] ids,
    const unsigned char[::1] joined,
    long long first,
    long long last,
    Number[::1] cells,
    Number[::1] touched,
    long long[::1] keys,
    long long[::1] counts,
):
    """Count the values after tokens with the values from one to before another; return how many pairs there are.

    A value's tokens are those of ``positions`` up to its end; ``joined`` says which tokens have the next in the same
    sentence. ``cells`` is 0 for each value, and is so again after this.
    """
    cdef long long value, place, found = 0, size = cells.shape[0], tokens = ids.shape[0]
    cdef Number token, following, number
    cdef Py_ssize_t many, n
    if first < 1 or last > ends.shape[0] or touched.shape[0] < size or joined.shape[0] < tokens:
        return -1
    if last > first and (ends[last - 1] > positions.shape[0] or ends[first - 1] < 0):
        return -1
    if last > first and min(keys.shape[0], counts.shape[0]) < ends[last - 1] - ends[first - 1]:
        return -1
    for value in range(first, last):
        many = 0
        for place in range(ends[value - 1], ends[value]):
            if place + AHEAD < ends[last - 1] and positions[place + AHEAD] < tokens:
                SOON(&joined[positions[place + AHEAD]])
                SOON(&ids[positions[place + AHEAD]])
            token = positions[place]
            if token >= tokens:
                return -1
            if not joined[token] or token + 1 >= tokens:
                continue
            following = ids[token + 1]
            if following >= size:
                return -1
            if not cells[following]:
                touched[many] = following
                many += 1
            cells[following] += 1
        if many * 16 < size:
            if many > 1:
                qsort(&touched[0], many, sizeof(Number), by_number)
        else:
            many = 0
            for n in range(size):
                if cells[n]:
                    touched[many] = <Number>n
                    many += 1
        for n in range(many):
            number = touched[n]
            keys[found] = value * size + number
            counts[found] = cells[number]
            cells[number] = 0
            found += 1
    return found


def near(
    const long long[::1] starts,
    const long long[::1] ends,
    long long before,
    long long after,
    const Number[::1] regions,
    const Number[::1] ids,
    unsigned char[::1] seen,
    long long[::1] cells,
):
    """Count the values of the tokens so near to matches, each once; return how many tokens there are.

    ``regions`` are where regions end that no window goes beyond; ``seen`` has a bit for each token, which is 0.
    """
    cdef long long tokens = ids.shape[0], size = cells.shape[0], found = 0, low, high, place, side
    cdef Py_ssize_t match, region = 0, last
    if seen.shape[0] < (tokens + 7) // 8 or ends.shape[0] < starts.shape[0]:
        return -1
    for match in range(starts.shape[0]):
        while region < regions.shape[0] and regions[region] <= starts[match]:
            region += 1
        last = region
        while last < regions.shape[0] and regions[last] <= ends[match] - 1:
            last += 1
        for side in range(2):
            if side == 0:
                low, high = max(starts[match] - before, regions[region - 1] if region else 0), starts[match]
            else:
                low, high = ends[match], ends[match] + after
                high = min(high, regions[last] if last < regions.shape[0] else tokens)
            if low < 0 or high > tokens:
                return -1
            for place in range(low, high):
                if not seen[place >> 3] >> (place & 7) & 1:
                    seen[place >> 3] |= 1 << (place & 7)
                    if ids[place] >= size:
                        return -1
                    cells[ids[place]] += 1
                    found += 1
    return found


def placed(const Number[::1] ids, long long first, long long[::1] free, Number[::1] positions):
    """Put each token, the first of which has a number, where the next of its value goes; return how many there are."""
    cdef long long size = free.shape[0], room = positions.shape[0], place
    cdef Py_ssize_t n
    for n in range(ids.shape[0]):
        if ids[n] >= size:
            return -1
        place = free[ids[n]]
        if place < 0 or place >= room:
            return -1
        positions[place] = <Number>(first + n)
        free[ids[n]] = place + 1
    return ids.shape[0]
