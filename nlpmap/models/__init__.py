"""Models: everything a worker needs to annotate; immutable, named, content-hashed, and never code."""

from .model import Model
from .store import available, load

__all__ = ["Model", "available", "load"]
