"""The seed's name for the map: ``plists.map(module, args, specs)``, as in the NLTK Cookbook."""

from .parallel import map

__all__ = ["map"]
