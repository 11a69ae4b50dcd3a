"""For who writes worker modules, or runs jobs: tests that disturb their workers, and compare what comes out."""

from .chaos import chaos
from .disturbances import KINDS, Kind
from .job_chaos import chaos_job
from .report import ChaosReport

__all__ = ["KINDS", "ChaosReport", "Kind", "chaos", "chaos_job"]
