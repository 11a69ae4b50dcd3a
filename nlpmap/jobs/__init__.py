"""Jobs: a corpus, a task and an output, from files to files, part by part, so that nothing is lost."""

from .job import annotate_files
from .order import Options
from .summary import Summary

__all__ = ["Options", "Summary", "annotate_files"]
