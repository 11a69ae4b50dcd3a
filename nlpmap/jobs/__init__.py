"""Jobs: a corpus, a task and an output, from files to files, part by part, so that nothing is lost."""

from typing import TYPE_CHECKING

from .manifest import Options
from .progress.summary import Summary
from .starting import annotate_files

if TYPE_CHECKING:  # at run time, what a job itself does not need is imported when it is first asked for
    from .job_status import Status, status
    from .planning import Estimate, estimate
    from .retrying import RetryOptions, retry
    from .shared import part_numbers, work, work_on
    from .verifying import Verified, verify

__all__ = [
    "Estimate",
    "Options",
    "RetryOptions",
    "Status",
    "Summary",
    "Verified",
    "annotate_files",
    "estimate",
    "part_numbers",
    "retry",
    "status",
    "verify",
    "work",
    "work_on",
]

ROOMS = {
    "job_status": ("Status", "status"),
    "planning": ("Estimate", "estimate"),
    "retrying": ("RetryOptions", "retry"),
    "shared": ("part_numbers", "work", "work_on"),
    "verifying": ("Verified", "verify"),
}

if not TYPE_CHECKING:  # else any name would pass for one that is there

    def __getattr__(name: str) -> object:
        from importlib import import_module

        room = next((room for room, names in ROOMS.items() if name in names), None)
        if room is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f".{room}", __name__), name)
        return found
