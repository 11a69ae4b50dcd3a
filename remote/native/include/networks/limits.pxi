# How large things may be, and what is known of units.

ctypedef unsigned long long eight_bytes

cdef enum:
    LONGEST = 100  # characters of a unit that are looked at, half of them from either end
    SPELLED = 3 * LONGEST + 8  # characters of a unit with ellipses and dashes as several
    LONGEST_KIND = 64  # bytes of the name of a kind of abbreviations
    LANES = 16  # sums that are added up together
    WIDEST = 256  # sums of a network: a multiple of those
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
