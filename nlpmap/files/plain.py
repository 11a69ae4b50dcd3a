"""Plain files: of one name, behind no link, no pipe and no device, so that who writes there touches nothing else."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..errors import InputError
from .names import NEW, NEXT, beside
from .write_errors import write_errors_of

READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
TOKEN = 32  # characters


def what_else(status: os.stat_result, *, links: bool = True) -> str | None:
    """Return what is at a name other than a plain file; ``links`` says whether other names for it count."""
    if stat.S_ISLNK(status.st_mode):
        return "a symbolic link"
    if not stat.S_ISREG(status.st_mode):
        return "no file"
    return "a file that has another name, too (a hard link)" if links and status.st_nlink > 1 else None


def is_there(path: Path) -> bool:
    """Return whether a plain file is at a name; raises `InputError` where something else is.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> is_there(folder / "out.conllu.partial")
    False
    >>> (folder / "out.conllu.partial").symlink_to("elsewhere")
    >>> is_there(folder / "out.conllu.partial")
    Traceback (most recent call last):
    nlpmap.errors.InputError: ...out.conllu.partial is a symbolic link; move it away, or choose another output
    """
    try:
        found = what_else(path.lstat())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    if found is not None:
        raise InputError(f"{path} is {found}; move it away, or choose another output")
    return True


def not_ours(path: Path) -> InputError:
    """Return the error of a file that no job has written."""
    return InputError(f"{path} is there and no job has written it; move it away, or choose another output")


def refuse_any(path: Path) -> None:
    """Raise `InputError` where a name is taken."""
    if is_there(path):
        raise not_ours(path)


def open_plain(path: Path) -> IO[bytes]:
    """Open a plain file to read it; raises `InputError` where something else is there, or can't be read."""
    try:
        descriptor = os.open(path, READ)
    except FileNotFoundError:
        raise
    except OSError as error:
        is_there(path)
        raise InputError(f"{path}: {error.strerror or error}") from None
    if (found := what_else(os.fstat(descriptor), links=False)) is not None:
        os.close(descriptor)
        raise InputError(f"{path} is {found}; move it away, or choose another output")
    return os.fdopen(descriptor, "rb")


def discard(path: Path) -> None:
    """Remove a file that a job has made."""
    if is_there(path):
        with write_errors_of(path):
            path.unlink(missing_ok=True)


def new_name(path: Path) -> Path:
    """Return a hidden name beside a file, which nobody else has.

    >>> new_name(Path("out.conllu.ledger")).name == new_name(Path("out.conllu.ledger")).name
    False
    """
    return path.parent / f"{name_begins(path)}{secrets.token_hex(TOKEN // 2)}{NEW}"


def name_begins(path: Path) -> str:
    return f".{path.name[:40]}."  # a name has at most 255 bytes, and a character up to 4


def give_name(written: Path, path: Path) -> None:
    """Give a file that was written aside its name, where nobody has it; raises `InputError` where somebody has."""
    try:
        os.link(written, path, follow_symlinks=False)
    except FileExistsError:
        raise not_ours(path) from None
    except (OSError, NotImplementedError):  # this file system has no second names
        refuse_any(path)
        written.rename(path)
    else:
        os.unlink(written)  # noqa: PTH108 - not a file that is given up, as tests have it


def sweep(*paths: Path) -> None:
    """Remove what a crash left of files of a folder that were written aside for a name, or that of a next version."""
    begins = {name_begins(name) for path in paths for name in (path, beside(path, NEXT))}
    with suppress(OSError), os.scandir(paths[0].parent) as entries:
        for entry in entries:
            begin = entry.name[: -TOKEN - len(NEW)]
            if begin in begins and entry.name.endswith(NEW) and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)
