"""Errors of writing, as what the user can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import InputError, NlpmapError


@contextmanager
def write_errors_of(where: object) -> Iterator[None]:
    """Raise `InputError` that names the output which the system refuses; a broken pipe is no failure, and passes.

    >>> with write_errors_of("out.conllu"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    nlpmap.errors.InputError: out.conllu: can't be written (No space left on device)
    """
    try:
        yield
    except (NlpmapError, BrokenPipeError):
        raise
    except OSError as error:
        raise InputError(f"{where}: can't be written ({error.strerror or error})") from None
