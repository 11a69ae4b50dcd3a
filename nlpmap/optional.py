"""Libraries that only some formats need, imported on first use, with the install command where one is missing."""

from __future__ import annotations

import importlib
from typing import Any

from .errors import InputError

# what the extras of pyproject.toml bring, by name: nlpmap[extra] can be installed only from where nlpmap is
EXTRAS = {
    "dask": ("distributed",),
    "markup": ("lxml",),
    "parquet": ("pyarrow",),
    "storage": ("obstore",),
    "url": ("aiohttp", "fsspec", "requests"),
    "warc": ("lxml", "warcio"),
    "zstd": ("zstandard",),
}


def library(module: str, extra: str, purpose: str) -> Any:
    """Import a library, or raise `InputError` with the command that installs it.

    >>> library("no_such_library", "url", "reading s3://")
    Traceback (most recent call last):
    nlpmap.errors.InputError: reading s3:// needs no_such_library: pip install aiohttp fsspec requests
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise InputError(f"{purpose} needs {name}: pip install {' '.join(EXTRAS.get(extra, (extra,)))}") from None
