"""Tokenize, tag and chunk from Python: what is given, by which recipe, in a pool of workers."""

from .recipe import Recipe
from .tasks import TASKS, Documents, Pool, chunk, tag, tokenize

__all__ = ["TASKS", "Documents", "Pool", "Recipe", "chunk", "tag", "tokenize"]
