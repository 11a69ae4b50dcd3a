"""Planning: what a job would take, from a sample of its corpus."""

from .estimate import Estimate, in_words
from .estimating import estimate

__all__ = ["Estimate", "estimate", "in_words"]
