"""Tag a corpus, in order, on every core and host you have."""

TYPE_CHECKING = False  # typing's, which the current folder may have a file of: `python -m nlpmap` comes by here first

if TYPE_CHECKING:  # for type checkers; at run time, each name is imported when it is first asked for
    from . import corpora as corpora
    from . import errors as errors
    from . import plists as plists
    from .annotate import Pool as Pool
    from .annotate import Recipe as Recipe
    from .annotate import annotator as annotator
    from .annotate import chunk as chunk
    from .annotate import tag as tag
    from .annotate import tokenize as tokenize
    from .corpus import AnnotatedCorpus as AnnotatedCorpus
    from .corpus import Document as Document
    from .corpus import Reading as Reading
    from .corpus import Token as Token
    from .corpus import read as read
    from .corpus import write as write
    from .explore import StoredConditionalFreqDist as StoredConditionalFreqDist
    from .explore import StoredFreqDist as StoredFreqDist
    from .explore import count as count
    from .explore import high_information_words as high_information_words
    from .explore import open as open
    from .explore import score_words as score_words
    from .frames import to_frame as to_frame
    from .parallel import imap as imap
    from .parallel import map as map

__version__ = "0.1.0"

ROOMS = {
    "": ("corpora", "errors", "plists"),  # modules of the package itself
    "annotate": ("Pool", "Recipe", "annotator", "chunk", "tag", "tokenize"),
    "corpus": ("AnnotatedCorpus", "Document", "Reading", "Token", "read", "write"),
    "explore": (
        "StoredConditionalFreqDist",
        "StoredFreqDist",
        "count",
        "high_information_words",
        "open",
        "score_words",
    ),
    "frames": ("to_frame",),
    "parallel": ("imap", "map"),
}

__all__ = sorted(name for names in ROOMS.values() for name in names)


if not TYPE_CHECKING:  # else any name would pass for one that is there

    def __getattr__(name: str) -> object:
        """Import what is asked for when it is first asked for: `nlpmap --help` needs nearly nothing."""
        from importlib import import_module
        from importlib.util import find_spec

        room = next((room for room, names in ROOMS.items() if name in names), "")
        if not room and (name.startswith("__") or find_spec(f"{__name__}.{name}") is None):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = import_module(f".{room or name}", __name__)
        value = globals()[name] = getattr(found, name) if room else found
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
