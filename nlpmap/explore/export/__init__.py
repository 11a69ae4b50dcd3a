"""Export: a corpus for CWB and NoSketch Engine, and the sentences of a query's matches for other programs."""

from .cwb import export_cwb
from .hits import write_hits

__all__ = ["export_cwb", "write_hits"]
