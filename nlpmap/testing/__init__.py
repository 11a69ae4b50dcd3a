"""For who writes worker modules, or runs jobs: tests that disturb their workers, and hosts to try them on."""

from .chaos import chaos
from .disturbances import KINDS, Kind
from .job_chaos import chaos_job
from .loopback_ssh import loopback_hosts
from .report import ChaosReport

__all__ = ["KINDS", "ChaosReport", "Kind", "chaos", "chaos_job", "loopback_hosts"]
