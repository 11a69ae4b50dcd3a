"""Tag a corpus, in order, on every core and host you have."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import corpora, errors, plists
    from .annotate import Pool, chunk, tag, tokenize
    from .corpus import AnnotatedCorpus, Document, Reading, Token, open, read, write
    from .parallel import imap, map
    from .recipe import Recipe

__version__ = "0.1.0"

__all__ = [
    "AnnotatedCorpus",
    "Document",
    "Pool",
    "Reading",
    "Recipe",
    "Token",
    "chunk",
    "corpora",
    "errors",
    "imap",
    "map",
    "open",
    "plists",
    "read",
    "tag",
    "tokenize",
    "write",
]

ROOMS = {
    "annotate": ("Pool", "chunk", "tag", "tokenize"),
    "corpus": ("AnnotatedCorpus", "Document", "Reading", "Token", "open", "read", "write"),
    "parallel": ("imap", "map"),
    "recipe": ("Recipe",),
}
MODULES = {"annotate", "corpora", "corpus", "errors", "jobs", "learn", "models", "parallel", "plists", "recipe"}


if not TYPE_CHECKING:  # else any name would pass for one that is there

    def __getattr__(name: str) -> Any:
        """Import what is asked for when it is first asked for: `nlpmap --help` needs nearly nothing."""
        from importlib import import_module

        room = next((room for room, names in ROOMS.items() if name in names), None)
        if room is None and name not in MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = import_module(f".{room or name}", __name__)
        value = globals()[name] = getattr(found, name) if room else found
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
