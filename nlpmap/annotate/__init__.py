"""Tokenize, tag and chunk from Python: what is given, by which recipe, in a pool of workers."""

from .batch_annotator import Annotator, annotator
from .recipe import Recipe
from .tasks import TASKS, Documents, Pool, chunk, tag, tokenize

__all__ = ["TASKS", "Annotator", "Documents", "Pool", "Recipe", "annotator", "chunk", "tag", "tokenize"]
