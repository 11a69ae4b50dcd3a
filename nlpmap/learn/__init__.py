"""Training and evaluation: from a treebank to a model, and what the model is worth."""

from .chunker import ChunkerOptions, train_chunker
from .evaluate import evaluate
from .evaluation import Evaluation
from .files import Files, train_files
from .folds import cross_validate
from .punkt import train_punkt
from .splitter import SplitterOptions, train_splitter
from .tagger import TaggerOptions, train_tagger
from .trainers import Training, cross_validated, train_model
from .treebanks import read_treebank
from .words import WordOptions, train_words

__all__ = [
    "ChunkerOptions",
    "Evaluation",
    "Files",
    "SplitterOptions",
    "TaggerOptions",
    "Training",
    "WordOptions",
    "cross_validate",
    "cross_validated",
    "evaluate",
    "read_treebank",
    "train_chunker",
    "train_files",
    "train_model",
    "train_punkt",
    "train_splitter",
    "train_tagger",
    "train_words",
]
