"""Jobs: a corpus, a task and an output, from files to files, part by part, so that nothing is lost."""

from .estimating import Estimate, estimate
from .job import annotate_files
from .order import Options
from .retrying import Again, retry
from .state import Status, status
from .summary import Summary
from .verifying import Verified, verify

__all__ = [
    "Again",
    "Estimate",
    "Options",
    "Status",
    "Summary",
    "Verified",
    "annotate_files",
    "estimate",
    "retry",
    "status",
    "verify",
]
