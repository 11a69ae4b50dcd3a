"""Jobs: a corpus, a task and an output, from files to files, part by part, so that nothing is lost."""

from .annotating import annotate_files
from .manifest import Options
from .planning import Estimate, estimate
from .progress.summary import Summary
from .retrying import RetryOptions, retry
from .status import Status, status
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
    "retry",
    "status",
    "verify",
]
