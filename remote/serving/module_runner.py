"""Runs a worker module's source as execnet would, with a channel among its globals."""

from __future__ import annotations

import linecache
import sys
import traceback
import types
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import error_texts

NAME = "__channelexec__"
REMOTE = Path(__file__).parents[1]
FUNCTION = str(REMOTE / "function.py")
OWN_FRAMES = (*(str(REMOTE / "serving" / name) for name in ("module_runner.py", "item_channel.py")), FUNCTION)


class EndOfRun(BaseException):
    """The coordinator is gone: leave the module where it is."""


class ModuleRunner:
    """A worker module's source, run as often as its loop ends."""

    def __init__(self, source: str, filename: str, package: str | None) -> None:
        self.filename = filename
        self.source = source
        # a shipped module's siblings are in the package above the one that this very module was shipped in
        self.package = __package__.rpartition(".")[0] if package == "." else package
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)

    def run(self, channel: Any) -> BaseException | None:
        """Run the module from top to bottom; return what it raised, if anything."""
        module = types.ModuleType(NAME)
        module.__dict__.update(channel=channel, __file__=self.filename, __package__=self.package)
        sys.modules[NAME] = module
        try:
            exec(compiled(self.source, self.filename), module.__dict__)
        except EndOfRun:
            raise
        except BaseException as error:  # whatever an item raises is the item's affair
            return error
        return None


@lru_cache(16)
def compiled(source: str, filename: str) -> types.CodeType:
    return compile(source, filename, "exec", dont_inherit=True)


def describe_error(error: BaseException) -> tuple[str, str, str]:
    """Return an error's type, message and traceback, the traceback from the module's own frames on."""
    outer = error_texts.trace_of(error)
    while outer is not None and outer.tb_frame.f_code.co_filename.endswith(OWN_FRAMES):
        outer = outer.tb_next
    message = error_texts.message_of(error)
    return error_texts.error_type_of(error), message, error_texts.traceback_of(error, outer, message)


def own_lines(error: BaseException) -> str:
    """Return where in the module's own code an error arose: the traceback without our frames, if any are left."""
    frames = traceback.extract_tb(error_texts.last_frames(error_texts.trace_of(error)))
    own = [frame for frame in frames if not frame.filename.startswith((str(REMOTE / "serving"), FUNCTION))]
    return "".join(traceback.format_list(own))
