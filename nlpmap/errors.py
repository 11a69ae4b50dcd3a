"""The errors of nlpmap: one tree, whose kinds are named by what the user does next.

::

    NlpmapError
    ├── InputError (ValueError)         mend the input, the path or the option
    │   └── OptionError (TypeError)     name another option
    ├── ModelError (LookupError)        name another model, or install it
    ├── WorkerError (RuntimeError)      mend the item, or the worker module
    │   ├── ProtocolError               mend the worker module
    │   ├── WorkerDied                  the item kills the process that it runs in
    │   └── ItemTimeout (TimeoutError)  the item takes longer than was allowed
    └── HostError (ConnectionError)     mend the spec or the host
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


def meant(name: str, known: Iterable[str], label: str = "known", cutoff: float = 0.6) -> str:
    """Hint at the name that was meant, or list those that are known.

    >>> meant("conlu", ["conllu", "slash"]), meant("x", ["conllu", "slash"])
    ("did you mean 'conllu'?", 'known: conllu, slash')
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=cutoff)
    return f"did you mean {close[0]!r}?" if close else f"{label}: {', '.join(names)}"


@dataclass(frozen=True, slots=True)
class Option:
    """An option that a message speaks of: in Python an argument, on the command line a flag.

    >>> print(Option("on_error", "quarantine"), Option("on_error", "quarantine").flag)
    on_error='quarantine' --on-error quarantine
    >>> print(Option("resume", True), Option("resume", True).flag)
    resume=True --resume
    """

    name: str
    value: object = None
    typed: str = ""  # what the command line writes, where that is something else

    def __str__(self) -> str:
        return self.name if self.value is None else f"{self.name}={self.value!r}"

    @property
    def flag(self) -> str:
        flag = self.typed or f"--{self.name.replace('_', '-')}"
        return flag if self.value is None or isinstance(self.value, bool) else f"{flag} {self.value}"


class Message:
    """A message whose options are written as arguments by `str`, and as flags by the command line.

    >>> message = Message("add ", Option("force", True), " to overwrite")
    >>> str(message), message.with_flags()
    ('add force=True to overwrite', 'add --force to overwrite')
    """

    def __init__(self, *parts: object) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return "".join(map(str, self.parts))

    def with_flags(self) -> str:
        return "".join(part.flag if isinstance(part, Option) else with_flags(part) for part in self.parts)


def with_flags(said: object) -> str:
    """Return a message, or what an error says, as the command line puts it.

    >>> with_flags(InputError(Message("add ", Option("force", True)))), with_flags(ValueError("no"))
    ('add --force', 'no')
    """
    message = said.args[0] if isinstance(said, BaseException) and len(said.args) == 1 else said
    return message.with_flags() if isinstance(message, Message) else str(said)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a job that ended by an error, its ``kept``: in a ``file``, where no run can go on with it.

    ``command`` is what goes on with it, where that is not the one that began it.

    >>> print(Kept("12 documents").hint)
    12 documents kept: add resume=True to go on
    """

    amount: str
    file: str | None = None
    command: str = ""

    @property
    def hint(self) -> Message:
        """What to do with it."""
        if self.file is not None:
            return Message(f"{self.amount} kept in {self.file}")
        if self.command:
            return Message(f"{self.amount} kept; go on with: {self.command}")
        return Message(f"{self.amount} kept: add ", Option("resume", True), " to go on")


class NlpmapError(Exception):
    """The base of every error that nlpmap raises on purpose."""


class InputError(NlpmapError, ValueError):
    """Something that the user gave can't be read or understood."""


class ModelError(NlpmapError, LookupError):
    """A model can't be found or read."""


class OptionError(InputError, TypeError):
    """A keyword option that there is not."""


class HostError(NlpmapError, ConnectionError):
    """Workers can't be started, or not kept running."""


class WorkerError(NlpmapError, RuntimeError):
    """An item failed: which, why, where, and after how many attempts.

    >>> error = WorkerError(7, "ValueError", "not a number", worker="gw0", host="ada", attempts=1)
    >>> print(error)
    item 7: ValueError: not a number
      on worker gw0 at ada, after 1 attempt
    """

    def __init__(
        self,
        index: int | None,
        type: str,
        message: str,
        traceback: str = "",
        *,
        worker: str = "",
        host: str = "",
        attempts: int = 1,
    ) -> None:
        super().__init__(index, type, message, traceback)
        self.index = index
        self.type = type
        self.message = message
        self.traceback = traceback
        self.worker = worker
        self.host = host
        self.attempts = attempts

    def __str__(self) -> str:
        where = f" on worker {self.worker} at {self.host}," if self.worker else ""
        times = "1 attempt" if self.attempts == 1 else f"{self.attempts} attempts"
        lines = [f"item {self.index}: {self.summary}", f" {where} after {times}"]
        if self.traceback:
            lines += ["", "the traceback in the worker:", self.traceback.rstrip()]
        return "\n".join(lines)

    @property
    def summary(self) -> str:
        """The error's type and message, in a line."""
        return f"{self.type}: {self.message}" if self.message else self.type


class ProtocolError(WorkerError):
    """A worker module broke the protocol of ``(index, argument)`` in, ``(index, result)`` out."""


class WorkerDied(WorkerError):
    """A worker process ended while it had this item in hand."""


class ItemTimeout(WorkerError, TimeoutError):
    """An item took longer than the time allowed for each."""
