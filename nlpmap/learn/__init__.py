"""Training and evaluation: from a treebank to a model, and what the model is worth."""

from .chunker import ChunkerOptions, train_chunker
from .evaluation.evaluate import evaluate
from .evaluation.folds import cross_validate
from .evaluation.result import Evaluation
from .features.options import FeatureOptions
from .features.train import train_features
from .lemmatizer import LemmatizerOptions, train_lemmatizer
from .splitter import SplitterOptions, train_punkt, train_splitter
from .tagger.options import TaggerOptions
from .tagger.train import train_tagger
from .tokenizer import TokenizerOptions, train_tokenizer
from .train_files import Files, train_files
from .train_model import cross_validated, train_model
from .training import Training
from .treebanks import read_treebank

__all__ = [
    "ChunkerOptions",
    "Evaluation",
    "FeatureOptions",
    "Files",
    "LemmatizerOptions",
    "SplitterOptions",
    "TaggerOptions",
    "TokenizerOptions",
    "Training",
    "cross_validate",
    "cross_validated",
    "evaluate",
    "read_treebank",
    "train_chunker",
    "train_features",
    "train_files",
    "train_lemmatizer",
    "train_model",
    "train_punkt",
    "train_splitter",
    "train_tagger",
    "train_tokenizer",
]
