"""Training and evaluation: from a treebank to a model, and what the model is worth."""

from .chunker import ChunkerOptions, train_chunker
from .components import Training, cross_validated, train_model
from .evaluation.evaluate import evaluate
from .evaluation.folds import cross_validate
from .evaluation.result import Evaluation
from .punkt import train_punkt
from .splitter import SplitterOptions, train_splitter
from .tagger.train import TaggerOptions, train_tagger
from .tokenizer import WordOptions, train_words
from .train_files import Files, train_files
from .treebanks import read_treebank

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
