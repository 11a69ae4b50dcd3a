"""Training: from a treebank to a model."""

from .cross_validation import cross_validate
from .tagger import TaggerOptions, train_tagger
from .train import train

__all__ = ["TaggerOptions", "cross_validate", "train", "train_tagger"]
