"""Errors of writing, told as what the user can mend."""

from __future__ import annotations

from types import TracebackType

from ..errors import InputError, NlpmapError


class NamedFailures:
    """Says which output the system refused; a broken pipe is nobody's failure, and passes."""

    def __init__(self, where: object) -> None:
        self.where = where

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError) and not isinstance(error, (NlpmapError, BrokenPipeError)):
            raise InputError(f"{self.where}: can't be written ({error.strerror or error})") from None
