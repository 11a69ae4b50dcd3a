"""Exits: errors in one line, signals that end a command cleanly, and closed pipes."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from ..terminal import bounded_message
from .printing import others_printable, print_aside

LOG_JSON = "--log-json"
LONGEST_COMMAND = 300  # characters that are repeated in a message
ENDED_BY_SIGNAL = 128  # plus the signal's number: the shell's own exit codes
NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))
SIGPIPE = 13  # what ends the tools of Unix when the reader of their output has gone; Windows has no name for it


class OneLineErrors(click.Group):
    """A group whose commands report errors in a line: what, where, and what next."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        with output_errors(), others_printable():  # of the group's own help
            return super().make_context(*args, **options)

    def invoke(self, context: click.Context) -> Any:
        with output_errors(), others_printable():
            return self._invoke(context)

    def _invoke(self, context: click.Context) -> Any:
        from ..errors import HostError, NlpmapError, WorkerError, with_flags

        try:
            with signals_raised():
                result = super().invoke(context)
                flush_output()  # at exit, it would be too late to say that its reader has gone
                return result
        except (WorkerError, HostError) as error:
            complain(hinted(str(error), error))
            context.exit(1)
        except (NlpmapError, OSError) as error:
            if is_of_output(error):
                raise
            complain(hinted(" ".join(with_flags(error).splitlines()), error))
            context.exit(1)
        except KeyboardInterrupt as interrupt:
            complain(hinted("interrupted", interrupt))
            context.exit(ENDED_BY_SIGNAL + signal.SIGINT)
        except Ended as ended:
            complain(hinted(f"ended by {ended.signal.name}", ended))
            context.exit(ENDED_BY_SIGNAL + ended.signal)


def is_of_output(error: BaseException) -> bool:
    """Return whether an error is one of standard output: those of files have their names."""
    no_room = isinstance(error, OSError) and error.filename is None and error.errno in NO_ROOM
    return no_room or isinstance(error, BrokenPipeError)


@contextmanager
def output_errors() -> Iterator[None]:
    """Exit as other tools do where standard output takes no more."""
    try:
        yield
    except BrokenPipeError:
        discard_output()  # whoever read it has gone; there is nobody to tell
        raise click.exceptions.Exit(ENDED_BY_SIGNAL + SIGPIPE) from None
    except OSError as error:
        if not is_of_output(error):
            raise
        discard_output()
        complain(f"standard output: can't be written ({error.strerror})")
        raise click.exceptions.Exit(1) from None


class Ended(BaseException):
    """The system, or who started this process, wants it to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = signal.Signals(number)


@contextmanager
def signals_raised() -> Iterator[None]:
    """Raise `Ended` where SIGTERM or SIGHUP would end the process, so that workers and files are cleared away."""

    def end(number: int, frame: object) -> None:
        for caught in handled:
            signal.signal(caught, signal.SIG_IGN)  # clearing away takes a moment, and needs to be done once
        raise Ended(number)

    main_thread = threading.current_thread() is threading.main_thread()  # only there can signals be handled
    names = ("SIGTERM", "SIGHUP") if main_thread else ()
    deadly = [getattr(signal, name) for name in names if hasattr(signal, name)]  # Windows has no SIGHUP
    handled = [number for number in deadly if signal.getsignal(number) is signal.SIG_DFL]
    for number in handled:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def hinted(message: str, error: BaseException) -> str:
    """Add to a message what an error knows of how to resume.

    >>> from nlpmap.errors import Kept
    >>> error = ValueError()
    >>> error.kept = Kept("12 documents", "out.conllu.partial")
    >>> hinted("interrupted", error), hinted("interrupted", ValueError())
    ('interrupted; 12 documents kept in out.conllu.partial', 'interrupted')
    """
    kept = getattr(error, "kept", None)
    if kept is None:
        hint = "" if isinstance(error, Exception) else "no file was left half-written"
    elif kept.file is None and not kept.command:
        hint = f"{kept.amount} kept; go on with: {to_resume(sys.argv[1:], advised(error))}"
    else:
        hint = str(kept.hint)
    return f"{message.removesuffix('.')}; {hint}" if hint else message


def advised(error: BaseException) -> list[str]:
    """Return the words of the first option with a value that an error says to try: without it, it would come again.

    >>> from nlpmap.errors import InputError, Message, Option
    >>> advised(InputError(Message("a.txt:1: byte 0x92 is not UTF-8. Try ", Option("encoding", "cp1252"))))
    ['--encoding', 'cp1252']
    """
    from ..errors import Message, Option

    message = error.args[0] if len(error.args) == 1 else None
    parts = message.parts if isinstance(message, Message) else ()
    options = (part for part in parts if isinstance(part, Option) and isinstance(part.value, str))
    return next((option.flag.split(" ", 1) for option in options), [])


def without_option(words: Sequence[str], flag: str) -> list[str]:
    """Leave out an option with its value, as two words or as one.

    >>> without_option(["a.txt", "--encoding", "utf-8", "-q", "--encoding=x"], "--encoding")
    ['a.txt', '-q']
    """
    pairs = zip(["", *words], words, strict=False)
    return [word for before, word in pairs if flag not in (before, word) and not word.startswith(f"{flag}=")]


def to_resume(typed: Sequence[str], added: Sequence[str] = ()) -> str:
    """Return the command that goes on with a job, by what was typed to begin it, and an option with its value.

    >>> to_resume(["tag", "my texts", "-o", "out.slash", "--force"])
    "nlpmap tag 'my texts' -o out.slash --resume"
    >>> to_resume(["tag", "--", "-a.txt"])
    'nlpmap tag --resume -- -a.txt'
    """
    end = typed.index("--") if "--" in typed else len(typed)
    options = [word for word in typed[:end] if word not in ("--force", "--resume")]
    options = without_option(options, added[0]) if added else options
    command = shlex.join(["nlpmap", *options, *added, "--resume", *typed[end:]])
    if len(command) <= LONGEST_COMMAND and "\n" not in command:
        return command
    return "the same command and --resume" + (" in the place of --force" if "--force" in typed else "")


def complain(message: str) -> None:
    """Say what went wrong: in a line, and in a line of JSON where all others are."""
    as_json, message = LOG_JSON in sys.argv[1:], bounded_message(message)
    print_aside(json.dumps({"event": "error", "message": message}) if as_json else f"nlpmap: {message}")


def flush_output() -> None:
    """Write what is buffered for standard output; raises `BrokenPipeError` where its reader has gone."""
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def discard_output() -> None:
    """Let what is still buffered for standard output go nowhere, instead of failing at exit."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
