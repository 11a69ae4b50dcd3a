"""Jobs: a corpus, a task and an output, from files to files."""

from .job import Options, Summary, annotate_files

__all__ = ["Options", "Summary", "annotate_files"]
