"""Training: from a treebank to a model."""

from .train import train

__all__ = ["train"]
