"""Selection: what the user says of which files are read, and as what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

# what macOS adds to archives; what Hadoop's committers, Spark, Delta Lake and Arrow write beside a table's files
HIDDEN_BEGINS = ("__MACOSX", "_committed_", "_started_")
HIDDEN = frozenset(
    ("_SUCCESS", "_metadata", "_common_metadata", "_temporary", "_spark_metadata", "_delta_log", "_change_data")
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the files that are found are read, and as what.

    ``format`` is what they all are, ``default`` what those are whose names tell nothing. ``include`` and ``exclude``
    are globs of names. ``outputs``: what earlier jobs wrote is read too; ``unreadable``: files that can't be read are
    kept, for an error each when they are.

    >>> Selection(include=("*.txt",), exclude=("old/*",)).wants("new/a.txt")
    True
    """

    format: str | None = None
    default: str | None = None
    encoding: str = "utf-8"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    outputs: bool = False
    unreadable: bool = False

    def wants(self, name: str) -> bool:
        """Return whether a file of a name is to be read, as far as the globs say."""
        return (not self.include or matches(name, self.include)) and not matches(name, self.exclude)

    @property
    def is_explicit(self) -> bool:
        """Whether the user has said which files are read, or as what."""
        return bool(self.format or self.include or self.exclude)


def is_hidden(name: str) -> bool:
    """Return whether a file that is found is none of the corpus: hidden, or a table's own marks, as Spark leaves them.

    >>> [is_hidden(name) for name in ("a/.git/b.txt", "../a.txt", "reviews/_SUCCESS", "_notes.txt", "__MACOSX/a.txt")]
    [True, False, True, False, True]
    """
    return any(_is_hidden(part) for part in name.split("/") if part not in (".", ".."))


def _is_hidden(part: str) -> bool:
    return part.startswith((".", *HIDDEN_BEGINS)) or part in HIDDEN


def matches(name: str, globs: Iterable[str]) -> bool:
    """Return whether a name fits a glob, which is of its last part, or a folder's, where it has no slash within.

    >>> matches("a/b.txt", ["*.txt"]), matches("a/b.txt", ["a/*"]), matches("x/a/b.txt", ["a/"])
    (True, True, True)
    """
    return any(_matches(name, glob.removeprefix("./")) for glob in globs)


def _matches(name: str, glob: str) -> bool:
    if glob.endswith("/"):  # a folder, anywhere
        return any(_matches(folder, glob.rstrip("/")) for folder in _folders(name))
    if "/" not in glob:
        return fnmatchcase(name.rpartition("/")[2], glob)
    return fnmatchcase(name, glob) or fnmatchcase(name, glob.replace("**/", ""))


def _folders(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
