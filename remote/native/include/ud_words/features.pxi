# The features of a cut, as `ud_features` names them. After `pieces.pxi` and `network.pxi`.


cdef bint says_yes(CutNetwork network, View* view, int at) noexcept nogil:
    """Return whether the network cuts a piece at a place."""
    cdef int16_t[MOST_WIDTH] sums
    memset(sums, 0, network.width * sizeof(int16_t))
    add_around(network, sums, view, at)
    add_neighbours(network, sums, view, at)
    add_whole(network, sums, view, at)
    return network.score(sums) > 0


cdef void add_around(CutNetwork network, int16_t* sums, View* view, int at) noexcept nogil:
    """Add the features of the characters around a cut."""
    cdef const uint8_t* left = view.padded + at  # four characters, and what is right of the cut after them
    cdef const uint8_t* right = left + 4
    cdef const uint8_t* meeting = left + 3
    cdef const uint8_t* before = view.padded_drawn + at  # three
    cdef const uint8_t* after = before + 3
    cdef uint8_t kind = view.kind
    cdef bint is_after_core = at == view.core_start + view.core_length
    network.add(sums, start_of(b"bias"))
    network.add(sums, sign(start_of(b"kind="), kind))
    network.add(sums, text(start_of(b"1="), meeting, 2))
    network.add(sums, text(start_of(b"2="), left + 2, 4))
    network.add(sums, text(start_of(b"left2="), left + 2, 2))
    network.add(sums, text(start_of(b"right2="), right, 2))
    network.add(sums, barred(start_of(b"left3="), left + 1, 3, right, 1))
    network.add(sums, barred(start_of(b"right3="), meeting, 1, right, 3))
    network.add(sums, text(start_of(b"left4="), left, 4))
    network.add(sums, text(start_of(b"right4="), right, 4))
    network.add(sums, text(start_of(b"drawn2="), before + 1, 4))
    network.add(sums, barred(start_of(b"drawn3="), before, 3, after, 3))
    network.add(sums, barred(start_of(b"drawn left="), before, 3, after, 1))
    network.add(sums, barred(start_of(b"drawn right="), before + 2, 1, after, 3))
    network.add(sums, text(sign(start_of(b"kind+1="), kind), meeting, 2))
    network.add(sums, barred(sign(start_of(b"kind+left="), kind), before, 3, after, 1))
    network.add(sums, barred(sign(start_of(b"kind+right="), kind), before + 2, 1, after, 3))
    network.add(sums, text(truth(start_of(b"more="), view.last >= at), meeting, 2))
    network.add(sums, text(truth(start_of(b"final="), view.is_last and view.last < at), right, 2))
    network.add(sums, truth(text(sign(start_of(b"first="), view.lower[0]), meeting, 2), is_after_core))
    if view.hyphens:
        network.add(sums, text(number(start_of(b"hyphens="), view.hyphens), meeting, 2))


cdef void add_neighbours(CutNetwork network, int16_t* sums, View* view, int at) noexcept nogil:
    """Add the features of the parts of a piece around a cut."""
    cdef const uint8_t* right = view.lower + at
    cdef const uint8_t* left
    cdef int index = 0, left_length, right_length, beyond
    cdef uint8_t one = view.lower[at - 1], other = view.lower[at]
    cdef uint32_t name
    while index < view.parts_count and view.parts[index].start < at:
        index += 1
    left = view.lower + view.parts[index - 1].start
    left_length = at - view.parts[index - 1].start
    if view.parts[index - 1].end > at:  # a cut inside a part
        right_length, beyond = view.parts[index - 1].end - at, index
    else:
        right_length, beyond = view.parts[index].end - at, index + 1
    network.add(sums, sign(sign(quoted(start_of(b"L="), left, left_length), c"|"), other))
    network.add(sums, quoted(sign(sign(start_of(b"R="), one), c"|"), right, right_length))
    network.add(sums, quoted(sign(quoted(start_of(b"LR="), left, left_length), c"|"), right, right_length))
    if is_mark(view, view.parts[index - 1].start):
        name = quoted(sign(part(start_of(b"before="), view, index - 2), c"|"), left, left_length)
        network.add(sums, sign(sign(name, c"|"), other))
    if is_mark(view, at):
        name = quoted(sign(sign(start_of(b"beyond="), one), c"|"), right, right_length)
        network.add(sums, part(sign(name, c"|"), view, beyond))


cdef void add_whole(CutNetwork network, int16_t* sums, View* view, int at) noexcept nogil:
    """Add the features of a cut's place in the whole piece."""
    cdef const uint8_t* lower = view.lower
    cdef const uint8_t* drawn = view.padded_drawn + 3 + at
    cdef int start = view.core_start, end = view.core_start + view.core_length, length = view.length
    cdef int side = (at >= start) + (at > start) + (at >= end) + (at > end)
    cdef int first = max(at - 12, 0), count, left_count, right_count
    cdef uint8_t[LONGEST] left
    cdef uint8_t[LONGEST] right
    network.add(sums, text(number(start_of(b"core:"), side), drawn - 1, 2))
    network.add(sums, text(start_of(b"head="), lower, min(at, 12)))
    network.add(sums, text(start_of(b"tail="), lower + at, min(12, length - at)))
    network.add(sums, number(number(start_of(b"place="), min(at, 3)), min(length - at, 3)))
    left_count = shortened(view.shapes + first, at - first, left)
    right_count = shortened(view.shapes + at, min(12, length - at), right)
    first = max(left_count - 6, 0)
    network.add(sums, barred(start_of(b"shapes="), left + first, left_count - first, right, min(right_count, 6)))
    if length <= LONGEST_NAME:
        network.add(sums, number(sign(text(start_of(b"piece="), lower, length), c"@"), at))
        count = shortened(view.shapes, length, left)
        network.add(sums, number(sign(text(start_of(b"shape="), left, min(count, 14)), c"@"), at))
    if view.core_length <= LONGEST_NAME:
        network.add(sums, number(sign(text(start_of(b"core="), lower + start, view.core_length), c"@"), at - start))


cdef inline uint32_t part(uint32_t name, View* view, int index) noexcept nogil:
    """Add a part of a piece, which there may be."""
    if not 0 <= index < view.parts_count:
        return name
    return quoted(name, view.lower + view.parts[index].start, view.parts[index].end - view.parts[index].start)


cdef inline int shortened(const uint8_t* shape, int length, uint8_t* into) noexcept nogil:
    """Copy a shape with no more than two characters alike in a row; return how many are left."""
    cdef int at, count = 0
    for at in range(length):
        if at >= 2 and shape[at] == shape[at - 1] and shape[at] == shape[at - 2]:
            continue
        into[count] = shape[at]
        count += 1
    return count
